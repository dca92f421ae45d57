"""Where a person works: moving, working at a further place, leaving."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.people import policy, queries, services
from lms.people.forms import EndForm, PlaceForm
from lms.people.models import Affiliation, Person
from lms.people.views.blueprint import bp
from lms.people.views.units import chosen_unit, offer_units, units_to_choose
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language


@bp.get("/people/<int:person_id>/places/new")
@requires(policy.MANAGE)
def new_place(person_id: int) -> ResponseReturnValue:
    person = _person_to_change(person_id)
    return render_template("people/place.html", form=_place_form(person), person=person)


@bp.post("/people/<int:person_id>/places/new")
@requires(policy.MANAGE)
def add_place(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = _person_to_change(person_id)
    form = _place_form(person)
    if form.validate_on_submit():
        unit = chosen_unit(form.unit)
        try:
            if "kind" in form and form.kind.data == "move":
                services.transfer(person, unit, form.job_title.data, form.day, actor)
            else:
                services.affiliate(person, unit, form.job_title.data, form.day, actor)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(
                _(
                    "New place of work of %(name)s: %(unit)s.",
                    name=person.full_name,
                    unit=unit.name_in(language()),
                )
            )
            return redirect(url_for(".person", person_id=person_id))
    return render_template("people/place.html", form=form, person=person), form.status


@bp.get("/people/<int:person_id>/places/<int:affiliation_id>/end")
@requires(policy.MANAGE)
def leave_place(person_id: int, affiliation_id: int) -> ResponseReturnValue:
    person = _person_to_change(person_id)
    place = _place_to_change(person, affiliation_id)
    return render_template("people/end_place.html", form=EndForm(), person=person, place=place)


@bp.post("/people/<int:person_id>/places/<int:affiliation_id>/end")
@requires(policy.MANAGE)
def end_place(person_id: int, affiliation_id: int) -> ResponseReturnValue:
    person = _person_to_change(person_id)
    place = _place_to_change(person, affiliation_id)
    form = EndForm()
    if form.validate_on_submit():
        try:
            services.end_affiliation(place, form.ends_on.value, current_actor())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The last day at this place is recorded."))
            return redirect(url_for(".person", person_id=person_id))
    page = render_template("people/end_place.html", form=form, person=person, place=place)
    return page, form.status


def _person_to_change(person_id: int) -> Person:
    actor = current_actor()
    person = one_or_404(queries.person(person_id, viewer=actor))
    authorize(policy.can_manage(actor, person))
    return person


def _place_to_change(person: Person, affiliation_id: int) -> Affiliation:
    query = queries.affiliations(person).where(Affiliation.id == affiliation_id)
    place = one_or_404(query)
    authorize(policy.can_manage_at(current_actor(), place.unit))
    return place


def _place_form(person: Person) -> PlaceForm:
    actor = current_actor()
    form = PlaceForm()
    offer_units(form.unit, units_to_choose(actor, policy.MANAGE))
    main = queries.current_affiliation(person)
    if main is None:
        del form.kind
    elif not policy.can_manage_at(actor, main.unit):
        # Whoever is responsible for the main place alone may let a person go from there.
        form.kind.choices = [choice for choice in form.kind.choices if choice[0] == "beside"]
    return form
