"""Programmes with their tracks."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from lms.organisation.models import OrgUnit
from lms.planning import policy, queries, services
from lms.planning.forms import ProgrammeForm, as_lines
from lms.planning.models import Course, Programme
from lms.planning.views.blueprint import bp
from lms.planning.views.shared import (
    is_overtaken,
    keepers,
    named,
    put_refusal,
    url_where_allowed,
)
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.forms import fingerprint
from lms.platform.i18n import LANGUAGES, _, language
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import sort_column


@bp.get("/programmes")
@requires(policy.VIEW)
def programmes() -> ResponseReturnValue:
    viewer, reader = current_actor(), language()
    may_add = viewer.has(policy.MANAGE_COURSES)
    listing = Listing(
        "programmes",
        _("Programmes"),
        queries.programme_rows(viewer),
        [
            Column(
                "name",
                _("Programme"),
                lambda programme: programme.name,
                sort=sort_column(Programme, reader),
                url=row_links(".programme", code=lambda programme: programme.code),
            ),
            Column(
                "code",
                _("Code"),
                lambda programme: programme.code,
                kind="code",
                sort=Programme.code,
            ),
            Column(
                "unit",
                _("Unit"),
                lambda programme: programme.unit,
                sort=sort_column(OrgUnit, reader),
            ),
        ],
        search=lambda query, text: query.where(queries.matching(Programme, text)),
        search_label=_("Code or name"),
        default_sort="name",
        empty=_nothing_yet(may_add),
    )
    return listing.respond("planning/programmes.html", may_add=may_add)


def _nothing_yet(may_add: bool) -> Empty:
    text = _("A programme groups courses with one purpose, perhaps in several tracks.")
    if not may_add:
        return Empty(_("No programmes yet"), text, icon="sitemap")
    return Empty(
        _("No programmes yet"), text, url_for(".programme_new"), _("New programme"), "sitemap"
    )


@bp.get("/programmes/<string:code>")
@requires(policy.VIEW)
def programme(code: str) -> ResponseReturnValue:
    actor = current_actor()
    found = one_or_404(queries.programme(code, actor))
    courses = list(db.session.scalars(queries.courses_of(found)))
    return render_template(
        "planning/programme.html",
        programme=found,
        groups=_by_track(found, courses),
        course_count=len(courses),
        figures=list(db.session.scalars(queries.figures_of_programme(found))),
        may_change=policy.can_manage_programme(actor, found),
        matrix_url=url_where_allowed("figures.programme_matrix", "figures.view", code=code)
        if found.tracks
        else "",
    )


def _by_track(programme: Programme, courses: list[Course]) -> list[tuple[str, list[Course]]]:
    """The courses of each track, and those of none."""
    reader = language()
    groups = [
        (track.name_in(reader), [one for one in courses if one.track_id == track.id])
        for track in programme.tracks
    ]
    rest = [one for one in courses if one.track_id is None]
    if rest:
        groups.append((_("Without a track") if groups else "", rest))
    return groups


@bp.get("/programmes/new")
@requires(policy.MANAGE_COURSES)
def programme_new() -> ResponseReturnValue:
    units = _units()
    return _show(ProgrammeForm(None, unit_id=units[0].id), units)


@bp.post("/programmes/new")
@requires(policy.MANAGE_COURSES)
def programme_create() -> ResponseReturnValue:
    form, units = ProgrammeForm(), _units()
    form.unit_id.choices = named(units)
    if not form.validate_on_submit():
        return _show(form, units)
    unit = next(one for one in units if one.id == form.unit_id.data)
    try:
        made = services.create_programme(
            unit, code=form.code.data, **_facts(form), by=current_actor()
        )
    except DomainError as refusal:
        return _refused(form, units, refusal)
    flash(_("The programme %(programme)s is in the catalogue.", programme=made.code))
    return redirect(url_for(".programme", code=made.code))


@bp.get("/programmes/<string:code>/edit")
@requires(policy.MANAGE_COURSES)
def programme_edit(code: str) -> ResponseReturnValue:
    found = _kept(code)
    form = ProgrammeForm(None, obj=found, seen=_seen(found), **as_lines(found.tracks))
    return _show(form, [found.unit], found)


@bp.post("/programmes/<string:code>/edit")
@requires(policy.MANAGE_COURSES)
def programme_save(code: str) -> ResponseReturnValue:
    found, form = _kept(code), ProgrammeForm()
    form.unit_id.choices = named([found.unit])
    if not form.validate_on_submit() or is_overtaken(form, form.seen, _seen(found)):
        return _show(form, [found.unit], found)
    try:
        services.update_programme(found, **_facts(form), by=current_actor())
    except DomainError as refusal:
        return _refused(form, [found.unit], refusal, found)
    flash(_("The programme is saved."))
    return redirect(url_for(".programme", code=code))


def _facts(form: ProgrammeForm) -> dict[str, Any]:
    return {
        "names": form.names,
        "description": form.description.data or None,
        "source": form.source.data or None,
        "tracks": form.lines,
    }


def _units() -> list[OrgUnit]:
    units = keepers(policy.MANAGE_COURSES)
    if not units:
        raise Forbidden
    return units


def _kept(code: str) -> Programme:
    actor = current_actor()
    found = one_or_404(queries.programme(code, actor))
    authorize(policy.can_manage_programme(actor, found))
    return found


def _seen(programme: Programme) -> str:
    return fingerprint(
        [getattr(programme, f"name_{code}") for code in LANGUAGES],
        programme.description,
        programme.source,
        [track.names for track in programme.tracks],
    )


def _refused(
    form: ProgrammeForm,
    units: list[OrgUnit],
    refusal: DomainError,
    programme: Programme | None = None,
) -> ResponseReturnValue:
    put_refusal(form, refusal, {"name": f"name_{language()}", "tracks": f"lines_{language()}"})
    return _show(form, units, programme, 422)


def _show(
    form: ProgrammeForm,
    units: list[OrgUnit],
    programme: Programme | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    form.unit_id.choices = named(units)
    page = render_template(
        "planning/programme_form.html",
        form=form,
        programme=programme,
        one_unit=len(units) == 1,
    )
    return page, form.status if status is None else status
