"""Who issues certificates, and what they look like."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from lms.certificates import policy, queries, services
from lms.certificates.document import render_certificate
from lms.certificates.forms import BodyForm, values_of
from lms.certificates.models import IssuingBody
from lms.certificates.rules import CALENDARS, DESIGNS
from lms.certificates.views.blueprint import bp, pdf_response
from lms.organisation.models import OrgUnit
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l, language
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import sort_column


@bp.get("/certificate-bodies")
@requires(policy.MANAGE_BODIES)
def bodies() -> ResponseReturnValue:
    return body_list().respond("certificates/bodies.html")


@bp.get("/certificate-bodies/new")
@requires(policy.MANAGE_BODIES)
def new_body() -> ResponseReturnValue:
    return _page(_form(None), None)


@bp.post("/certificate-bodies/new")
@requires(policy.MANAGE_BODIES)
def create_body() -> ResponseReturnValue:
    form = _form(None)
    if not form.validate_on_submit():
        return _page(form, None)
    unit = one_or_404(
        queries.body_units(current_actor(), language()).where(OrgUnit.id == form.unit_id.data)
    )
    try:
        body = services.create_body(unit, form.body, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, None)
    flash(_("%(name)s can issue certificates now.", name=body.name_in(language())))
    return redirect(url_for(".bodies"))


@bp.get("/certificate-bodies/<int:body_id>")
@requires(policy.MANAGE_BODIES)
def edit_body(body_id: int) -> ResponseReturnValue:
    body = one_or_404(queries.body(body_id, current_actor()))
    return _page(_form(body), body)


@bp.post("/certificate-bodies/<int:body_id>")
@requires(policy.MANAGE_BODIES)
def save_body(body_id: int) -> ResponseReturnValue:
    body = one_or_404(queries.body(body_id, current_actor()))
    form = _form(body)
    if not form.validate_on_submit():
        return _page(form, body)
    try:
        services.update_body(body, form.body, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, body)
    flash(_("Saved. Certificates that were issued before stay as they are."))
    return redirect(url_for(".bodies"))


@bp.get("/certificate-bodies/<int:body_id>/specimen.pdf")
@requires(policy.MANAGE_BODIES)
def specimen(body_id: int) -> ResponseReturnValue:
    """What its certificates look like; visibly void, and its code verifies nothing (A33)."""
    query = queries.body(body_id, current_actor())
    unit = joinedload(IssuingBody.unit)
    body = one_or_404(
        query.options(unit.joinedload(OrgUnit.country), unit.joinedload(OrgUnit.parent))
    )
    return pdf_response(render_certificate(services.specimen(body)), f"specimen-{body.code}")


def _form(body: IssuingBody | None) -> BodyForm:
    if body is not None:
        form = BodyForm(data=values_of(body))
        del form.unit_id
        return form
    form = BodyForm()
    form.unit_id.choices = lambda: [
        (unit.id, unit.name_in(language()))
        for unit in db.session.scalars(queries.body_units(current_actor(), language()))
    ]
    return form


def _page(form: BodyForm, body: IssuingBody | None) -> ResponseReturnValue:
    return render_template("certificates/body.html", form=form, body=body), form.status


def body_list() -> Listing:
    return Listing(
        "bodies",
        _l("Who issues certificates"),
        queries.bodies(current_actor()).join(OrgUnit, OrgUnit.id == IssuingBody.unit_id),
        [
            Column(
                "name",
                _l("Name"),
                lambda row: row.name_in(language()),
                sort=sort_column(IssuingBody, language()),
                url=row_links(".edit_body", body_id=lambda row: row.id),
            ),
            Column(
                "code",
                _l("Code in the serial"),
                lambda row: row.code,
                kind="code",
                sort=IssuingBody.code,
            ),
            Column(
                "unit",
                _l("Unit"),
                lambda row: row.unit.name_in(language()),
                sort=sort_column(OrgUnit, language()),
            ),
            Column(
                "design",
                _l("Languages of the certificate"),
                lambda row: str(DESIGNS[row.design]),
                sort=IssuingBody.design,
            ),
            Column(
                "calendar",
                _l("Calendar of dates and serials"),
                lambda row: str(CALENDARS[row.calendar]),
                sort=IssuingBody.calendar,
            ),
        ],
        default_sort="name",
        empty=Empty(
            _("Nobody issues certificates yet"),
            _("Set up the institution whose name, seal and signatures the certificates bear."),
            url=url_for(".new_body"),
            label=_("Add an institution"),
            icon="certificate",
        ),
    )
