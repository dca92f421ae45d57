"""What the counts have to be, worked out from the completions themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from lms.figures.models import ALL_COURSES, Basis, TrainedCount, TrainedPerson
from lms.figures.queries.moved import on
from lms.organisation.models import OrgUnit, UnitAncestry
from lms.outcomes.models import Completion

Rows = Select[*tuple[Any, ...]]

CELL = ("unit_id", "basis", "fiscal_year", "course_id", "sex")
"""What tells one count from another."""


def person_rows(*which: ColumnElement[bool], course_id: int | None = None) -> Rows:
    """The rows that `TrainedPerson` has to hold for these completions, all levels and periods at once.

    With `course_id` only the rows of that course and of all courses together.
    """
    placed = _placed(which).cte("placed")
    # Each completion counts in its year and in all years, under its course and under all courses.
    kept = union_all(
        *(
            select(literal(year).label("year"), literal(course).label("course"))
            for year in (0, 1)
            for course in (0, 1)
        )
    ).cte("kept")
    year = (placed.c.fiscal_year * kept.c.year).label("fiscal_year")
    course = (placed.c.course_id * kept.c.course).label("course_id")
    cell = (placed.c.unit_id, placed.c.basis, year, course, placed.c.person_id)
    latest = func.max(placed.c.completion_id)
    # People whose record of sex changed count once in a cell, under the sex of their latest completion in it.
    is_latest = latest == func.max(latest).over(partition_by=cell)
    rows = (
        select(
            *cell,
            placed.c.sex,
            func.count().label("completions"),
            case((is_latest, 1), else_=0).label("people"),
        )
        .select_from(placed)
        .join(kept, literal(True))
        .group_by(*cell, placed.c.sex)
    )
    return rows if course_id is None else rows.where(course.in_((course_id, ALL_COURSES)))


def _placed(which: tuple[ColumnElement[bool], ...]) -> CompoundSelect[*tuple[Any, ...]]:
    """The completions at each unit they count at: that of the person then, that which gave the run, and what they
    lay in on that day."""
    at_home = _at(Basis.HOME, Completion.unit_id).where(*which)
    delivered = _at(Basis.DELIVERING, Completion.delivering_unit_id).where(*which)
    # Where nobody knows the unit of the person, the country's total still has to be right.
    homeless = (
        _at(Basis.HOME, Completion.delivering_unit_id)
        .join(OrgUnit, OrgUnit.id == UnitAncestry.ancestor_id)
        .where(Completion.unit_id.is_(None), OrgUnit.parent_id.is_(None), *which)
    )
    return union_all(at_home, delivered, homeless)


def _at(basis: Basis, unit: InstrumentedAttribute[Any]) -> Rows:
    return (
        select(
            Completion.id.label("completion_id"),
            Completion.person_id,
            Completion.course_id,
            Completion.fiscal_year,
            Completion.sex,
            literal(basis, TrainedPerson.basis.type).label("basis"),
            UnitAncestry.ancestor_id.label("unit_id"),
        )
        .select_from(Completion)
        .join(
            UnitAncestry,
            and_(UnitAncestry.unit_id == unit, *on(UnitAncestry, Completion.completed_on)),
        )
    )


def recount() -> Rows:
    """Every cell as a fresh count of all completions gives it."""
    rows = person_rows().subquery()
    cell = [rows.c[name] for name in CELL]
    return select(
        *cell,
        func.sum(rows.c.completions).label("completions"),
        func.sum(rows.c.people).label("people"),
    ).group_by(*cell)


def differences() -> Rows:
    """The cells in which what is kept and a fresh count differ; there must be none."""
    kept = select(
        *(getattr(TrainedCount, name) for name in CELL),
        TrainedCount.completions,
        TrainedCount.people,
    )
    fresh = recount().subquery()
    both = union_all(
        kept, select(*(fresh.c[name] for name in CELL), -fresh.c.completions, -fresh.c.people)
    ).subquery()
    cell = [both.c[name] for name in CELL]
    return (
        select(*cell)
        .group_by(*cell)
        .having(or_(func.sum(both.c.completions) != 0, func.sum(both.c.people) != 0))
        .order_by(*cell)
    )


def misplaced_people() -> Rows:
    """The rows of people in which what is kept and a fresh count differ; there must be none."""
    names = [column.name for column in TrainedPerson.__table__.columns]
    fresh = person_rows().subquery()
    both = union_all(
        select(*(getattr(TrainedPerson, name) for name in names), literal(1).label("side")),
        select(*(fresh.c[name] for name in names), literal(-1)),
    ).subquery()
    row = [both.c[name] for name in names]
    return select(*row).group_by(*row).having(func.sum(both.c.side) != 0).order_by(*row)
