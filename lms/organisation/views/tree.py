"""Moving, closing, opening again and deleting a place."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.organisation import policy, queries, services
from lms.organisation.errors import HasHistory
from lms.organisation.forms import Change, CloseForm, MoveForm
from lms.organisation.models import OrgUnit
from lms.organisation.views.blueprint import bp, fetch
from lms.platform import clock
from lms.platform.access import authorize, current_actor, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language


@bp.get("/places/<string:code>/move")
@requires(policy.MANAGE)
def move_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_rearrange)
    today = clock.today(place.country.timezone)
    return _move(MoveForm(data={"parent": place.parent, "on": today}), place)


@bp.post("/places/<string:code>/move")
@requires(policy.MANAGE)
def hang_below(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_rearrange)
    form = MoveForm()
    if not form.validate_on_submit():
        return _move(form, place)
    parent: OrgUnit = form.parent.value
    authorize(policy.can_manage(current_actor(), parent))
    reason = form.reason.data or ""
    try:
        if form.change.value is Change.MOVE:
            services.move_unit(place, parent, on=form.on.value, reason=reason, by=current_actor())
        else:
            services.correct_place(place, parent, reason=reason, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _move(form, place)
    flash(
        _(
            "%(name)s lies in %(place)s now.",
            name=place.name_in(language()),
            place=parent.name_in(language()),
        )
    )
    return redirect(url_for(".unit", code=code))


@bp.get("/places/<string:code>/close")
@requires(policy.MANAGE)
def close_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_rearrange)
    today = clock.today(place.country.timezone)
    return _close(CloseForm(data={"on": place.closed_on or today}), place)


@bp.post("/places/<string:code>/close")
@requires(policy.MANAGE)
def end_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_rearrange)
    form = CloseForm()
    if not form.validate_on_submit():
        return _close(form, place)
    try:
        services.close_unit(place, on=form.on.value, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _close(form, place)
    flash(_("The last day of %(name)s is recorded.", name=place.name_in(language())))
    return redirect(url_for(".unit", code=code))


@bp.post("/places/<string:code>/reopen")
@requires(policy.MANAGE)
def reopen_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_rearrange)
    services.reopen_unit(place, by=current_actor())
    flash(_("%(name)s is open again.", name=place.name_in(language())))
    return redirect(url_for(".unit", code=code))


@bp.post("/places/<string:code>/delete")
@requires(policy.MANAGE)
def delete_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_rearrange)
    name, above = place.name_in(language()), place.parent.code if place.parent else ""
    try:
        services.delete_unit(place, by=current_actor())
    except HasHistory as refusal:
        form = CloseForm(None, data={"on": clock.today(place.country.timezone)})
        form.add_error(None, refusal.text)
        return _close(form, place)[0], refusal.status
    flash(_("%(name)s is deleted.", name=name))
    return redirect(url_for(".unit", code=above))


def _move(form: MoveForm, place: OrgUnit) -> ResponseReturnValue:
    page = render_template(
        "organisation/move.html", form=form, unit=place, lies=queries.lies_since(place)
    )
    return page, form.status


def _close(form: CloseForm, place: OrgUnit) -> tuple[str, int]:
    return render_template("organisation/close.html", form=form, unit=place), form.status
