"""Merges that were made, and what must hold of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import joinedload

from lms.enrolment.models import Enrolment, EnrolmentState
from lms.merging.models import PersonMerge
from lms.merging.policy import visible_to
from lms.merging.rules import LINKS, Rule
from lms.people.models import Person
from lms.platform.access import Actor
from lms.platform.db import Base, db


def merges_of(person: Person) -> Select[PersonMerge]:
    """The merges into a record that the caller has fetched in scope, the latest first."""
    return (
        select(PersonMerge)
        .options(
            joinedload(PersonMerge.merged),
            joinedload(PersonMerge.merged_by),
            joinedload(PersonMerge.undone_by),
        )
        .where(PersonMerge.kept_id == person.id)
        .order_by(PersonMerge.id.desc())
    )


def merge(merge_id: int, viewer: Actor) -> Select[PersonMerge]:
    """One merge into a record that the viewer keeps."""
    return (
        select(PersonMerge)
        .options(joinedload(PersonMerge.kept), joinedload(PersonMerge.merged))
        .where(PersonMerge.id == merge_id, visible_to(viewer))
    )


def in_force(merged: Person) -> PersonMerge | None:
    """The merge by which a record went into another one."""
    query = select(PersonMerge).where(
        PersonMerge.merged_id == merged.id, PersonMerge.undone_at.is_(None)
    )
    return db.session.scalar(query)


def later_than(one: PersonMerge) -> bool:
    """Whether the kept record was merged again since: what was merged last is parted first."""
    query = select(PersonMerge.id).where(
        PersonMerge.id > one.id,
        PersonMerge.undone_at.is_(None),
        or_(PersonMerge.kept_id == one.kept_id, PersonMerge.merged_id == one.kept_id),
    )
    return db.session.scalar(query.limit(1)) is not None


def family(person: Person) -> list[int]:
    """The keys of the record and of those that went into it."""
    query = select(Person.id).where(or_(Person.id == person.id, Person.merged_into_id == person.id))
    return sorted(db.session.scalars(query))


def rows_of(person: Person) -> dict[str, list[int]]:
    """The keys of all rows that name a person, by table."""
    found: dict[str, list[int]] = {}
    for name, link in LINKS.items():
        if link.rule in (Rule.WORKED_OUT, Rule.STAYS):
            continue
        table_name, column = name.split(".")
        table = Base.metadata.tables[table_name]
        keys = select(table.c.id).where(table.c[column] == person.id).order_by(table.c.id)
        found[table_name] = list(db.session.scalars(keys))
    return found


def invariants() -> list[tuple[str, Select[*tuple[Any, ...]]]]:
    """A sentence that always holds, and the query for what would break it."""
    in_force_into = exists().where(
        PersonMerge.merged_id == Person.id, PersonMerge.undone_at.is_(None)
    )
    leads_nowhere = select(Person.id).where(
        or_(
            and_(Person.merged_into_id.is_not(None), ~in_force_into),
            and_(Person.merged_into_id.is_(None), in_force_into),
        )
    )
    onward = Person.__table__.alias()
    twice = (
        select(Person.id)
        .join(onward, onward.c.id == Person.merged_into_id)
        .where(onward.c.merged_into_id.is_not(None))
    )
    left_behind = union_all(
        *(
            select(Person.id)
            .join(table, column == Person.id)
            .where(Person.merged_into_id.is_not(None))
            for table, column in _moved_columns()
        ),
        select(Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Person.merged_into_id.is_not(None), Enrolment.state != EnrolmentState.MERGED),
    ).subquery()
    parked = (
        select(Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.state == EnrolmentState.MERGED, Person.merged_into_id.is_(None))
    )
    return [
        ("a record leads to another one exactly while they are merged", leads_nowhere),
        ("a merged record leads to one that is not merged itself", twice),
        ("nothing is left on a merged record", select(left_behind)),
        ("a place in a run is set aside only for a merged record", parked),
    ]


def _moved_columns() -> list[tuple[Any, Any]]:
    moved = Rule.MOVES, Rule.BY_PLACE
    names = [name.split(".") for name, link in LINKS.items() if link.rule in moved]
    names.append(["completion", "person_id"])
    tables = Base.metadata.tables
    aliases = [(tables[table].alias(), column) for table, column in names]
    return [(table, table.c[column]) for table, column in aliases]
