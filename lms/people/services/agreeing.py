"""Keeping in sight where an identity number contradicts the record, until somebody has compared both with the card."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, cast, select

from lms.audit import services as audit
from lms.audit.models import AuditEvent
from lms.people import national_id
from lms.people.models import Person
from lms.people.national_id import IdCheck
from lms.people.rules import NATIONAL_ID, Difference, PersonData, differences, id_check
from lms.people.services.holding import hold
from lms.platform import crypto
from lms.platform.access import Actor
from lms.platform.db import db


def differences_of(data: PersonData, person: Person | None = None) -> list[Difference]:
    """Where what was typed differs from the number typed with it, or else from the one on record."""
    return differences(data, id_check(data) or _on_record(person))


def open_differences(person: Person) -> list[Difference]:
    """Those of the record that nobody has compared with the card yet."""
    fields = (person.id_differs or "").split()
    return [one for one in differences(person, _on_record(person)) if one.field in fields]


def still_open(person: Person, row: dict[str, Any], data: PersonData) -> str | None:
    """The fields to look at after a change to this row: what was confirmed before is not asked again."""
    is_same_number = row.get("national_id_hash", person.national_id_hash) == person.national_id_hash
    known = (person.id_differs or "").split()
    found = [
        one.field
        for one in differences_of(data, person)
        if not is_same_number or one.field in known or row[one.field] != getattr(person, one.field)
    ]
    return " ".join(found) or None


def confirm_differences(person: Person, by: Actor) -> None:
    """Record that somebody compared the number and the record with the card, and that both are right."""
    hold(person)
    if person.id_differs is None:
        return
    fields = person.id_differs.split()
    person.id_differs = None
    db.session.flush()
    audit.record("person.confirm_number", actor=by, subject=person, details={"fields": fields})


def compare_known(after: int, most: int) -> tuple[int | None, int]:
    """Compare so many records behind an id that were kept before this was done; gives the last id and what was found.

    What somebody confirmed stays confirmed. No id means that nobody is left.
    """
    confirmed = select(AuditEvent.subject_id).where(AuditEvent.action == "person.confirm_number")
    query = (
        select(Person)
        .where(Person.id > after, Person.national_id_sealed.is_not(None))
        .where(Person.id_differs.is_(None), cast(Person.id, String).not_in(confirmed))
        .order_by(Person.id)
        .limit(most)
    )
    last, found = None, 0
    for person in db.session.scalars(query):
        last = person.id
        fields = [one.field for one in differences(person, _on_record(person))]
        person.id_differs = " ".join(fields) or None
        found += bool(fields)
    db.session.flush()
    return last, found


def _on_record(person: Person | None) -> IdCheck | None:
    if person is None or person.national_id_sealed is None:
        return None
    number = crypto.unseal(person.national_id_sealed, NATIONAL_ID)
    return national_id.check(person.id_country or "", number)
