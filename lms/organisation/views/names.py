"""New names from a day on, and other names of a place."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.organisation import policy, queries, services
from lms.organisation.forms import OtherNameForm, RenameForm
from lms.organisation.models import OrgUnit
from lms.organisation.views.blueprint import bp, fetch
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language


@bp.get("/places/<string:code>/rename")
@requires(policy.MANAGE)
def rename_unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    form = RenameForm(obj=place, data={"on": clock.today(place.country.timezone)})
    return _rename(form, place)


@bp.post("/places/<string:code>/rename")
@requires(policy.MANAGE)
def give_names(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    form = RenameForm(obj=place)
    if not form.validate_on_submit():
        return _rename(form, place)
    try:
        services.rename_unit(place, form.names(), on=form.on.value, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _rename(form, place)
    flash(_("The name is now %(name)s.", name=place.name_in(language())))
    return redirect(url_for(".unit", code=code))


@bp.get("/places/<string:code>/names/new")
@requires(policy.MANAGE)
def new_name(code: str) -> ResponseReturnValue:
    return _other(OtherNameForm(data={"language": language()}), fetch(code, policy.can_manage))


@bp.post("/places/<string:code>/names/new")
@requires(policy.MANAGE)
def add_name(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    form = OtherNameForm()
    if not form.validate_on_submit():
        return _other(form, place)
    try:
        services.add_name(
            place,
            language=form.language.value,
            name=form.name.value,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            by=current_actor(),
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _other(form, place)
    flash(_("The name %(name)s is recorded.", name=form.name.value))
    return redirect(url_for(".unit", code=code))


@bp.post("/places/<string:code>/names/<int:name_id>/remove")
@requires(policy.MANAGE)
def remove_name(code: str, name_id: int) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    name = one_or_404(queries.name(place, name_id))
    services.remove_name(place, name, by=current_actor())
    flash(_("The name %(name)s is removed.", name=name.name))
    return redirect(url_for(".unit", code=code))


def _rename(form: RenameForm, place: OrgUnit) -> ResponseReturnValue:
    return render_template("organisation/rename.html", form=form, unit=place), form.status


def _other(form: OtherNameForm, place: OrgUnit) -> ResponseReturnValue:
    return render_template("organisation/name.html", form=form, unit=place), form.status
