"""People, where they work, and trainers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.organisation.models import OrgUnit, UnitAncestor
from lms.organisation.queries import open_on, subtree_ids
from lms.people.models import Affiliation, Person, Sex, Trainer
from lms.people.policy import current, trainers_visible_to, training, visible_to
from lms.people.queries.order import by_name
from lms.platform import clock
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column, sort_column
from lms.platform.remembered import rows
from lms.platform.statements import kept


def people(viewer: Actor) -> Select[Person]:
    """Everybody the viewer may see, by name, with where they work."""
    return (
        select(Person)
        .options(selectinload(Person.affiliations).joinedload(Affiliation.unit))
        .where(visible_to(viewer))
        .order_by(*by_name(), Person.id)
    )


def people_rows(
    viewer: Actor, *, row_by_row: bool | None = None
) -> Select[int, str, str | None, str | None, str | None, Sex, str | None]:
    """The same as a list shows them: key, name, that in a second script, the father's, sex, end of the ID number."""
    return (
        select(
            Person.id,
            Person.full_name,
            Person.second_name,
            Person.father_name,
            Person.filiation,
            Person.sex,
            Person.national_id_last4,
        )
        .where(visible_to(viewer, row_by_row=row_by_row))
        .order_by(*by_name(), Person.id)
    )


def person(person_id: int, viewer: Actor) -> Select[Person]:
    """One of them."""
    return people(viewer).where(Person.id == person_id)


def staff_of(unit_id: int) -> ColumnElement[bool]:
    """Whether a person works at a unit now, or anywhere below it."""
    there = select(Affiliation.person_id).where(
        Affiliation.unit_id.in_(subtree_ids(unit_id)), current()
    )
    return Person.id.in_(there)


def current_affiliation(person: Person, on: date | None = None) -> Affiliation | None:
    """The main place of work on a day, by default today; another one where none is the main one."""
    day = on or clock.today()
    found = [
        place
        for place in person.affiliations
        if (place.starts_on is None or place.starts_on <= day)
        and (place.ends_on is None or day <= place.ends_on)
    ]
    return max(found, key=lambda place: (place.is_primary, place.id), default=None)


def current_affiliations(
    person_ids: Collection[int], on: date | None = None
) -> dict[int, Affiliation]:
    """The main place of work of each of these people on a day, with its unit; one query."""
    day = on or clock.today()
    query = (
        select(Affiliation)
        .options(joinedload(Affiliation.unit))
        .where(
            Affiliation.person_id.in_(person_ids),
            or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= day),
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= day),
        )
        .order_by(Affiliation.is_primary, Affiliation.id)
    )
    return {place.person_id: place for place in db.session.scalars(query)}


class MainPlace(NamedTuple):
    """Where somebody mainly works, as a list shows it: the name of the place in the reader's language, and the job."""

    name: str
    job_title: str | None


def main_places(person_ids: Collection[int]) -> dict[int, MainPlace]:
    """The same today, without the objects, for the rows of a list."""
    query = kept("main places", _main_places)
    found = rows(query, {"people": tuple(person_ids)}) if person_ids else ()
    return {person_id: MainPlace(name, job_title) for person_id, name, job_title in found}


def _main_places() -> Select[int, str, str | None]:
    # Of several, the last one read stays: as `current_affiliation` chooses.
    return (
        select(Affiliation.person_id, shown_column(OrgUnit, language()), Affiliation.job_title)
        .join(OrgUnit, OrgUnit.id == Affiliation.unit_id)
        .where(Affiliation.person_id.in_(bindparam("people", expanding=True)), current())
        .order_by(Affiliation.is_primary, Affiliation.id)
    )


def affiliations(person: Person) -> Select[Affiliation]:
    """Where the person works and worked, the latest first."""
    return (
        select(Affiliation)
        .options(joinedload(Affiliation.unit))
        .where(Affiliation.person_id == person.id)
        .order_by(
            Affiliation.ends_on.desc().nulls_first(),
            Affiliation.starts_on.desc().nulls_last(),
            Affiliation.id.desc(),
        )
    )


def known_by(country: str, lookup_hash: bytes) -> Select[Person]:
    """The person with this identity number, whoever may see them; a merged record stands for the one it went into."""
    holder = select(func.coalesce(Person.merged_into_id, Person.id)).where(
        Person.id_country == country, Person.national_id_hash == lookup_hash
    )
    return select(Person).where(Person.id == holder.scalar_subquery())


def trainers(viewer: Actor) -> Select[Trainer]:
    """Who gives courses for the centres that the viewer may see, by name."""
    return (
        select(Trainer)
        .join(Trainer.person)
        .options(contains_eager(Trainer.person), joinedload(Trainer.unit))
        .where(trainers_visible_to(viewer), training())
        .order_by(*by_name(), Person.id, Trainer.id)
    )


def trainer(trainer_id: int, viewer: Actor) -> Select[Trainer]:
    """One of them."""
    return trainers(viewer).where(Trainer.id == trainer_id)


def trains_for(person: Person) -> Select[Trainer]:
    """For which centres the person gives courses now."""
    return (
        select(Trainer)
        .options(joinedload(Trainer.unit))
        .where(Trainer.person_id == person.id, training())
        .order_by(Trainer.id)
    )


def near_units(viewer: Actor, permission: Permission, asked: str = "") -> Select[OrgUnit]:
    """The viewer's own place, what lies directly in it, and the place asked for; few enough for a menu."""
    own = viewer.units_where(permission)
    deep = select(UnitAncestor.unit_id).where(
        UnitAncestor.depth == 2, UnitAncestor.ancestor_id.in_(own)
    )
    return (
        select(OrgUnit)
        .where(OrgUnit.id.in_(own), or_(OrgUnit.id.not_in(deep), OrgUnit.code == asked))
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def employable_units(viewer: Actor, permission: Permission) -> Select[OrgUnit]:
    """The open places at which the viewer holds a right, by name."""
    return (
        select(OrgUnit)
        .where(
            OrgUnit.id.in_(viewer.units_where(permission)), OrgUnit.id.in_(open_on(clock.today()))
        )
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )
