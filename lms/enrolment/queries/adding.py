"""Whom a centre may add to a run directly."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from lms.enrolment.models import Enrolment, Nomination
from lms.enrolment.policy import decidable_by, enrolments_visible_to
from lms.people import national_id
from lms.people import policy as people
from lms.people.models import Person
from lms.people.national_id import Verdict
from lms.people.queries import by_name, search
from lms.platform.access import Actor
from lms.platform.crypto import lookup_hash
from lms.platform.db import db
from lms.platform.text import query_words
from lms.scheduling.models import CourseRun

MOST = 20


def people_to_add(text: str, run: CourseRun, viewer: Actor) -> list[Person]:
    """Who is found by name among the people the centre knows, and whoever holds a whole ID number of the country."""
    holder = _holder(text, run.unit.country_code)
    if holder is not None:
        return [holder]
    if not query_words(text):
        return []
    query = (
        select(Person)
        .where(Person.id.in_(search(text)), _known_to(viewer))
        .order_by(*by_name(), Person.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def _holder(text: str, country: str) -> Person | None:
    """Whoever knows a whole number has the card before them."""
    checked = national_id.check(country, text)
    if checked.verdict is Verdict.INVALID:
        return None
    number = lookup_hash(country, checked.normalised)
    query = select(Person).where(Person.id_country == country, Person.national_id_hash == number)
    return db.session.scalar(query)


def _known_to(viewer: Actor) -> ColumnElement[bool]:
    """Own staff and trainers, and everybody who was in, or is nominated for, a run of the centre."""
    enrolled = select(Enrolment.person_id).where(enrolments_visible_to(viewer))
    nominated = select(Nomination.person_id).where(decidable_by(viewer))
    return or_(people.visible_to(viewer), Person.id.in_(enrolled), Person.id.in_(nominated))
