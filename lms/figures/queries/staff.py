"""The staff of a place today: who of them is trained, in what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select

from lms.figures.models import ALL_COURSES
from lms.figures.queries.places import main_place, rows_of_level
from lms.figures.rules import Level, Question
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.organisation.queries import subtree_ids
from lms.outcomes.models import Completion
from lms.people.models import Affiliation, Person
from lms.people.queries import by_name
from lms.platform.clock import today
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.platform.remembered import remembered, rows
from lms.platform.statements import kept


def staff(unit: OrgUnit, course_id: int = ALL_COURSES) -> Select[*tuple[Any, ...]]:
    """Everybody whose main place of work is in the unit, by name: who, where, as what, and how often they completed."""
    done = (
        select(func.count())
        .where(Completion.person_id == Affiliation.person_id, *_of_course(course_id))
        .scalar_subquery()
        .label("completions")
    )
    return (
        select(
            Affiliation.id,
            Affiliation.person_id,
            Person.full_name.label("name"),
            shown_column(OrgUnit, language()).label("place"),
            Affiliation.job_title,
            done,
        )
        .join(Person, Person.id == Affiliation.person_id)
        .join(OrgUnit, OrgUnit.id == Affiliation.unit_id)
        .where(Affiliation.unit_id.in_(subtree_ids(unit.id)), main_place())
        .order_by(*by_name(), Person.id)
    )


def is_trained(course_id: int = ALL_COURSES) -> ColumnElement[bool]:
    """Whether somebody of the staff has completed the course, or any."""
    return exists().where(Completion.person_id == Affiliation.person_id, *_of_course(course_id))


def headcounts(unit: OrgUnit) -> tuple[int, int]:
    """How many staff there are, and how many of them completed any course."""
    return remembered(("headcounts", unit.id, today()), lambda: _headcounts(unit))


def _headcounts(unit: OrgUnit) -> tuple[int, int]:
    query = select(func.count(), func.count().filter(is_trained())).where(
        Affiliation.unit_id.in_(subtree_ids(unit.id)), main_place()
    )
    everybody, trained = db.session.execute(query).one()
    return everybody, trained


def by_course(unit: OrgUnit) -> Mapping[tuple[int, int], int]:
    """How many of the staff of each centre have completed each course, each person once."""
    return remembered(("staff by course", unit.id, today()), lambda: _by_course(unit))


def _by_course(unit: OrgUnit) -> Mapping[tuple[int, int], int]:
    # Nobody has two main places: each person once is as much as each course of a person once, which costs less.
    done = select(Completion.person_id, Completion.course_id).distinct().subquery()
    query = (
        select(UnitAncestor.ancestor_id, done.c.course_id, func.count())
        .select_from(Affiliation)
        .join(UnitAncestor, UnitAncestor.unit_id == Affiliation.unit_id)
        .join(done, done.c.person_id == Affiliation.person_id)
        .where(UnitAncestor.ancestor_id.in_(_centres(unit)), main_place())
        .group_by(UnitAncestor.ancestor_id, done.c.course_id)
    )
    return {(place, course): count for place, course, count in db.session.execute(query)}


class Centre(NamedTuple):
    """A centre, as the grid names it, and how many work there."""

    id: int
    code: str
    name: str
    staff: int


def sizes(unit: OrgUnit, limit: int) -> list[Centre]:
    """The centres with the most staff, and how many each has."""
    found = remembered(("staff sizes", unit.id, limit, today()), lambda: _sizes(unit, limit))
    query = kept("named places", _named_places)
    known = {row[0]: row for row in rows(query, {"places": tuple(found)})} if found else {}
    return [Centre(*known[unit_id], count) for unit_id, count in found.items()]


def _named_places() -> Select[int, str, str]:
    return select(OrgUnit.id, OrgUnit.code, shown_column(OrgUnit, language())).where(
        OrgUnit.id.in_(bindparam("places", expanding=True))
    )


def _sizes(unit: OrgUnit, limit: int) -> Mapping[int, int]:
    size = func.count()
    query = (
        select(UnitAncestor.ancestor_id, size)
        .join(Affiliation, Affiliation.unit_id == UnitAncestor.unit_id)
        .where(UnitAncestor.ancestor_id.in_(_centres(unit)), main_place())
        .group_by(UnitAncestor.ancestor_id)
        .order_by(size.desc(), UnitAncestor.ancestor_id)
        .limit(limit)
    )
    return dict(db.session.execute(query).all())


def _centres(unit: OrgUnit) -> Select[int]:
    return rows_of_level(Question(unit, Level.CENTRE))


def _of_course(course_id: int) -> list[ColumnElement[bool]]:
    return [] if course_id == ALL_COURSES else [Completion.course_id == course_id]
