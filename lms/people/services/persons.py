"""Recording a person and changing what is recorded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from lms.audit import services as audit
from lms.audit.rules import difference
from lms.organisation.models import OrgUnit
from lms.people.errors import (
    FutureBirth,
    ImpossibleBirthYear,
    InvalidNationalId,
    KnownElsewhere,
    KnownPerson,
    MayBeOnRecord,
    NameMissing,
    NameRefused,
)
from lms.people.models import Person, PersonToken
from lms.people.national_id import IdCheck, Verdict
from lms.people.policy import can_view
from lms.people.queries import known_by
from lms.people.queries.resembling import may_be
from lms.people.rules import PersonData, id_check, person_row, with_parts, words_of
from lms.people.rules.resemblance import bearer_in
from lms.people.services.affiliations import affiliate
from lms.people.services.agreeing import still_open
from lms.people.services.alike import compare_anew, tell_apart
from lms.people.services.holding import hold
from lms.people.services.words import forget_words, note_words
from lms.platform import clock, crypto
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.text import RefusedCharacter

FIRST_BIRTH_YEAR = 1900
PERSONAL = frozenset(Person.__table__.columns.keys())
"""Of none of these fields does the record of changes keep the values: only that they changed."""
_COMPARED = {
    *("full_name", "second_name", "father_name", "language", "sex"),
    *("birth_date", "birth_year", "national_id_hash"),
}
"""By what it is told whether two records may be of one person."""
_KEPT_WITHOUT_NUMBER = {
    "id_country",
    "national_id_sealed",
    "national_id_hash",
    "national_id_last4",
}


def create_person(
    data: PersonData,
    by: Actor,
    *,
    unit: OrgUnit | None = None,
    job_title: str | None = None,
    starts_on: date | None = None,
    not_these: Collection[int] | None = None,
    is_compared: bool = False,
    is_demo: bool = False,
) -> Person:
    """Record a person, and the place of work where one is given.

    Where the identity number says something else, the record says so, unless it was compared with the card.

    Raises:
        InvalidNationalId, KnownPerson, KnownElsewhere: about the identity number.
        NameMissing, NameRefused, FutureBirth, ImpossibleBirthYear: about the rest.
        MayBeOnRecord: with those who may be this person, unless `not_these` names each of them; none asks nobody.
    """
    data = with_parts(data)
    row = _checked_row(data, by)
    others = (
        _others(data, unit, by, not_these) if unit is not None and not_these is not None else []
    )
    if is_compared:
        row["id_differs"] = None
    person = Person(is_demo=is_demo)
    _save(person, row, by)
    _write_words(person)
    audit.record(
        "person.create", actor=by, subject=person, unit_id=unit.id if unit is not None else None
    )
    if unit is not None:
        affiliate(person, unit, job_title, starts_on, by)
    for other in others:
        tell_apart(person, other, by)
    compare_anew(person)
    return person


def update_person(
    person: Person, data: PersonData, by: Actor, *, is_compared: bool = False
) -> None:
    """Change what is recorded of a person. No identity number in the data leaves the one there is."""
    hold(person)
    data = with_parts(data)
    row = _checked_row(data._replace(language=data.language or person.language), by, person)
    if data.national_id is None:
        row = {name: value for name, value in row.items() if name not in _KEPT_WITHOUT_NUMBER}
    row["id_differs"] = None if is_compared else still_open(person, row, data)
    changed = {name: value for name, value in row.items() if getattr(person, name) != value}
    if not changed:
        return
    before = {name: getattr(person, name) for name in changed}
    _save(person, changed, by)
    if {"folded_name", "second_name"} & set(changed):
        index_names(person)
    if _COMPARED & set(changed):
        compare_anew(person)
    audit.record(
        "person.update", actor=by, subject=person, details=difference(before, changed, PERSONAL)
    )


def _checked_row(data: PersonData, by: Actor, person: Person | None = None) -> dict[str, Any]:
    """The row to keep, or the refusal that belongs to a field."""
    today = clock.today()
    if data.birth_date is not None and data.birth_date > today:
        raise FutureBirth
    year = data.birth_date.year if data.birth_date else data.birth_year
    if year is not None and not FIRST_BIRTH_YEAR <= year <= today.year:
        raise ImpossibleBirthYear
    number = id_check(data)
    if number is not None and number.verdict is Verdict.INVALID:
        raise InvalidNationalId(reason=number.reason)
    try:
        row = person_row(data, number, crypto.cipher())
    except RefusedCharacter as refused:
        raise NameRefused(reason=refused.reason) from None
    if not row["folded_name"]:
        raise NameMissing
    if number is not None:
        _refuse_known(data.country, number, by, person)
        if person is not None and row["national_id_hash"] == person.national_id_hash:
            row["national_id_sealed"] = person.national_id_sealed  # sealing again changes nothing
    return row


def _others(data: PersonData, unit: OrgUnit, by: Actor, not_these: Collection[int]) -> list[Person]:
    """Those who may be this person, and of whom somebody has said that they are not."""
    found = may_be(bearer_in(data), by, unit.id)
    if not {person.id for person, _how in found} <= set(not_these):
        raise MayBeOnRecord(found)
    return [person for person, _how in found]


def _refuse_known(country: str, number: IdCheck, by: Actor, person: Person | None) -> None:
    lookup = crypto.lookup_hash(country, number.normalised)
    holder = db.session.scalar(known_by(country, lookup))
    if holder is not None and holder is not person:
        raise _known(holder, by)


def _known(holder: Person, by: Actor) -> DomainError:
    return KnownPerson(holder.id, holder.full_name) if can_view(by, holder) else KnownElsewhere()


def _save(person: Person, values: dict[str, Any], by: Actor) -> None:
    """Flush; the unique identity number decides between two who record the same person at once."""
    try:
        with db.session.begin_nested():
            for name, value in values.items():
                setattr(person, name, value)
            db.session.add(person)
    except IntegrityError:
        known = known_by(values.get("id_country") or "", values.get("national_id_hash") or b"")
        holder = db.session.scalar(known)
        if holder is None:
            raise
        raise _known(holder, by) from None


def index_names(person: Person) -> None:
    """Let the person be found by every name on record: their own, and those of records merged into theirs."""
    gone = delete(PersonToken).where(PersonToken.person_id == person.id)
    before = db.session.scalars(gone.returning(PersonToken.token)).all()
    if person.merged_into_id is None:
        names = select(Person.folded_name, Person.second_name).where(
            or_(Person.id == person.id, Person.merged_into_id == person.id)
        )
        found = [words_of(dict(row)) for row in db.session.execute(names).mappings()]
        words = list(dict.fromkeys(word for each in found for word in each))
        _insert_words(person, words)
    forget_words(before)


def _write_words(person: Person) -> None:
    _insert_words(person, words_of(person))


def _insert_words(person: Person, words: list[str]) -> None:
    rows = [{"token": word, "person_id": person.id} for word in words]
    db.session.execute(insert(PersonToken), rows)
    note_words(words)
