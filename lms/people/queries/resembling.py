"""Who may be the same person: people whose names sound alike, looked up by the key of the sounds."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from lms.people.models import Affiliation, Person, PersonPair
from lms.people.policy import current, manageable_by, visible_to
from lms.people.rules.matching.keys import FEWEST_WORDS, name_key, shorter_keys
from lms.people.rules.resemblance import Bearer, Resemblance, bearer, resemblance
from lms.platform.access import Actor
from lms.platform.db import db

_LAST = "\U0010ffff"
LOOKED_AT = 300
"""So many people whose names sound alike are compared at once with somebody who is entered."""
SHOWN = 5

IN_USE = Person.erased_at.is_(None), Person.merged_into_id.is_(None)
"""Records that stand for somebody: neither erased nor merged into another one."""

BEARER = (
    Person.full_name,
    Person.second_name,
    Person.father_name,
    Person.language,
    Person.sex,
    Person.birth_date,
    Person.birth_year,
    Person.national_id_hash.is_not(None),
)
"""The columns of a `Bearer`."""


def may_be(this: Bearer, viewer: Actor, unit_id: int) -> list[tuple[Person, Resemblance]]:
    """Those on record who may be this person, the most like first: whom the viewer sees, and who works at the unit."""
    there = select(Affiliation.person_id).where(Affiliation.unit_id == unit_id, current())
    close = _close(this, or_(visible_to(viewer), Person.id.in_(there)))
    return sorted(close, key=lambda one: (-one[1].score, one[0].id))[:SHOWN]


def resembling(person: Person) -> list[tuple[Person, Resemblance]]:
    """All on record who may be the same person as this record is of, whoever keeps them."""
    return _close(bearer(person), Person.id != person.id)


def _close(this: Bearer, among: ColumnElement[bool]) -> list[tuple[Person, Resemblance]]:
    query = select(Person).where(_sounds_like(this), *IN_USE, among)
    rows = db.session.scalars(query.order_by(Person.id).limit(LOOKED_AT))
    found = [(person, resemblance(this, bearer(person))) for person in rows]
    return [(person, how) for person, how in found if how.is_close]


def _sounds_like(this: Bearer) -> ColumnElement[bool]:
    """The same sounds; or one name goes on where the other ends."""
    key = name_key(this.full_name, this.language)
    if not key:
        return false()
    same = Person.name_key.in_([key, *shorter_keys(this.full_name, this.language)])
    if len(this.full_name.split()) < FEWEST_WORDS:
        return same
    return or_(same, and_(Person.name_key >= key, Person.name_key < key + _LAST))


def pairs(viewer: Actor) -> Select[PersonPair]:
    """The pairs of which the viewer keeps both records, the most like first."""
    kept = select(Person.id).where(manageable_by(viewer), *IN_USE)
    return (
        select(PersonPair)
        .options(joinedload(PersonPair.first), joinedload(PersonPair.second))
        .where(PersonPair.first_id.in_(kept), PersonPair.second_id.in_(kept))
        .order_by(PersonPair.score.desc(), PersonPair.id)
    )


def pair(pair_id: int, viewer: Actor) -> Select[PersonPair]:
    """One of them."""
    return pairs(viewer).where(PersonPair.id == pair_id)


def pair_of(one: Person, other: Person) -> Select[PersonPair]:
    """What is known of two records side by side."""
    first, second = sorted((one.id, other.id))
    return select(PersonPair).where(PersonPair.first_id == first, PersonPair.second_id == second)


def people_by_id(after: int, count: int) -> Select[Person]:
    """The next people in the order of their keys."""
    return select(Person).where(Person.id > after, *IN_USE).order_by(Person.id).limit(count)


def sounding_as(keys: Collection[str]) -> Select[Person]:
    """Everybody whose name has one of these keys."""
    return select(Person).where(Person.name_key.in_(keys), *IN_USE).order_by(Person.id)
