"""Adding a place, and correcting what is recorded of one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.organisation import policy, queries, services
from lms.organisation.forms import NewUnitForm, UnitForm
from lms.organisation.models import OrgUnit
from lms.organisation.queries import last_change
from lms.organisation.views.blueprint import bp, fetch
from lms.organisation.views.changes import said_meanwhile
from lms.platform.access import authorize, current_actor, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language


@bp.get("/places/new")
@requires(policy.MANAGE)
def new_unit() -> ResponseReturnValue:
    asked = queries.unit_by_code(request.args.get("above", ""), viewer=current_actor())
    above = db.session.scalars(asked).one_or_none()
    return _new(NewUnitForm(data={"parent": above}))


@bp.post("/places/new")
@requires(policy.MANAGE)
def add_unit() -> ResponseReturnValue:
    form = NewUnitForm()
    if not form.validate_on_submit():
        return _new(form)
    parent: OrgUnit = form.parent.value
    authorize(policy.can_manage(current_actor(), parent))
    try:
        place = services.create_unit(
            code=form.code.value, parent=parent, by=current_actor(), **_facts(form)
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _new(form)
    flash(_("%(name)s is added.", name=place.name_in(language())))
    return redirect(url_for(".unit", code=place.code))


@bp.get("/places/<string:code>/edit")
@requires(policy.MANAGE)
def edit_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    form = UnitForm(obj=place)
    form.seen.data = str(last_change(place))
    return _edit(form, place)


@bp.post("/places/<string:code>/edit")
@requires(policy.MANAGE)
def update_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    form = UnitForm(obj=place)
    if not form.validate_on_submit():
        return _edit(form, place)
    meanwhile = said_meanwhile(place, form.seen.data)
    if meanwhile:
        form.add_error(None, meanwhile)
        form.seen.typed = form.seen.data = str(last_change(place))
        return _edit(form, place)
    try:
        services.update_unit(place, by=current_actor(), **_facts(form))
    except DomainError as refusal:
        form.refuse(refusal)
        return _edit(form, place)
    flash(_("%(name)s is saved.", name=place.name_in(language())))
    return redirect(url_for(".unit", code=place.code))


def _facts(form: UnitForm) -> dict[str, Any]:
    return {
        "kind": form.kind.value,
        "names": form.names(),
        "opened_on": form.opened_on.data,
        "is_mobile": form.is_mobile.data,
        "is_automated": form.is_automated.data,
    }


def _new(form: NewUnitForm) -> ResponseReturnValue:
    return render_template("organisation/new.html", form=form), form.status


def _edit(form: UnitForm, place: OrgUnit) -> ResponseReturnValue:
    return render_template("organisation/edit.html", form=form, unit=place), form.status
