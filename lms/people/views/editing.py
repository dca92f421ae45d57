"""Adding a person and changing a record."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.people import policy, queries, services
from lms.people.errors import KnownPerson, MayBeOnRecord
from lms.people.forms import CONTACTS, WORK, PersonForm
from lms.people.models import Person, Sex
from lms.people.rules import changed_since, fingerprint, language_of, masked_id
from lms.people.views.blueprint import bp
from lms.people.views.comparing import (
    asks_to_compare,
    say_what_the_number_told,
    show_open_differences,
)
from lms.people.views.likeness import Candidate, candidate
from lms.people.views.units import chosen_unit, offer_units, units_to_choose
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.i18n.lists import isolated, listed
from lms.platform.search_words import romanised_georgian


@bp.get("/people/new")
@requires(policy.MANAGE)
def new_person() -> ResponseReturnValue:
    return render_template("people/new.html", form=_new_form(), known=[], candidates=[])


@bp.post("/people/new")
@requires(policy.MANAGE)
def create_person() -> ResponseReturnValue:
    actor = current_actor()
    form = _new_form()
    known: list[int] = []
    candidates: list[Candidate] = []
    if form.validate_on_submit() and not asks_to_compare(form, form.person()):
        data, unit = form.person(), chosen_unit(form.unit)
        try:
            person = services.create_person(
                data,
                actor,
                unit=unit,
                job_title=form.job_title.data,
                starts_on=form.starts_on.data,
                not_these=form.not_these,
                is_compared=form.is_compared.data,
            )
        except DomainError as refusal:
            form.refuse(refusal)
            known = _people_in(refusal)
            if isinstance(refusal, MayBeOnRecord):
                candidates = [candidate(person, how) for person, how in refusal.found]
                form.ask_about(one.person.id for one in candidates)
        else:
            say_what_the_number_told(data, person)
            flash(_("%(name)s is on record.", name=person.full_name))
            return redirect(url_for(".person", person_id=person.id))
    _offer_latin_name(form)
    page = render_template(
        "people/new.html", form=form, known=_people(known), candidates=candidates
    )
    return page, form.status


@bp.get("/people/<int:person_id>/edit")
@requires(policy.MANAGE)
def edit_person(person_id: int) -> ResponseReturnValue:
    person = _person_to_change(person_id)
    return render_template("people/edit.html", form=_edit_form(person), person=person, known=[])


@bp.post("/people/<int:person_id>/edit")
@requires(policy.MANAGE)
def update_person(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = _person_to_change(person_id)
    form = _edit_form(person)
    known: list[int] = []
    if (
        form.validate_on_submit()
        and not _is_stale(form, person)
        and not asks_to_compare(form, form.person(person), person)
    ):
        data = form.person(person)
        try:
            services.update_person(person, data, actor, is_compared=form.is_compared.data)
        except DomainError as refusal:
            form.refuse(refusal)
            known = _people_in(refusal)
        else:
            say_what_the_number_told(data, person)
            flash(_("The record of %(name)s is saved.", name=person.full_name))
            return redirect(url_for(".person", person_id=person_id))
    _offer_latin_name(form)
    page = render_template("people/edit.html", form=form, person=person, known=_people(known))
    return page, form.status


def _new_form() -> PersonForm:
    units = units_to_choose(current_actor(), policy.MANAGE)
    country = units[0].country_code  # all the places of an actor lie in one country
    form = PersonForm(
        country=country,
        leave_out=("seen",),
        data={"language": language_of(country), "id_country": country, "sex": Sex.UNKNOWN},
    )
    offer_units(form.unit, units)
    return form


def _person_to_change(person_id: int) -> Person:
    actor = current_actor()
    person = one_or_404(queries.person(person_id, viewer=actor))
    authorize(policy.can_manage(actor, person))
    return person


def _edit_form(person: Person) -> PersonForm:
    main = queries.current_affiliation(person)
    country = main.unit.country_code if main else person.id_country or _country_of(person)
    hidden = () if policy.can_view_contacts(current_actor(), person) else CONTACTS
    form = PersonForm(
        country=country,
        leave_out=(*WORK, *hidden),
        obj=person,
        data={"id_country": person.id_country or country, "seen": fingerprint(person)},
    )
    form.national_id.description = _number_hint(person)
    show_open_differences(form, person)
    _offer_latin_name(form)
    return form


def _offer_latin_name(form: PersonForm) -> None:
    """Say below an empty field how a Georgian name is romanised by rule; nothing is filled in for anybody."""
    offered = romanised_georgian(form.full_name.data or "")
    if offered and not form.second_name.data:
        form.second_name.description = _(
            "By the national rule it would be %(name)s. Enter it only where the person spells it so.",
            name=isolated(offered),
        )


def _country_of(person: Person) -> str:
    units = person.affiliations
    return units[0].unit.country_code if units else "EG"


def _number_hint(person: Person) -> str:
    if not person.national_id_last4:
        return ""
    return _(
        "On record: %(number)s. Leave this empty to keep it.",
        number=f"\u2066{masked_id(person)}\u2069",
    )


def _is_stale(form: PersonForm, person: Person) -> bool:
    """Whether somebody else changed the record while the form was open; says what."""
    changed = changed_since(person, form.seen.data)
    if not changed:
        return False
    shown = {"national_id_hash": "national_id"}
    fields = [form[name] for field in changed if (name := shown.get(field, field)) in form]
    form.add_error(
        None,
        _(
            "This record was changed while the form was open: %(fields)s. What you typed is still"
            " here. Compare it with the record and save again.",
            fields=listed([str(field.label.text) for field in fields]),
        ),
    )
    form.seen.data = fingerprint(person)
    form.seen.raw_data = None
    return True


def _people_in(refusal: DomainError) -> list[int]:
    return [refusal.person_id] if isinstance(refusal, KnownPerson) else []


def _people(ids: list[int]) -> list[Person]:
    """Those whom a refusal names, as far as the actor may see them."""
    if not ids:
        return []
    return list(db.session.scalars(queries.people(current_actor()).where(Person.id.in_(ids[:5]))))
