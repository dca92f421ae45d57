"""How many are trained: each place with completions and people of its own, never a sum of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis, TrainedCount
from lms.figures.queries.moved import Moved, counts, moved
from lms.figures.queries.places import main_place, rows_of_level
from lms.figures.queries.runs import Unnamed, unnamed_sums
from lms.figures.rules import Count, Question
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.outcomes.models import Completion
from lms.people.models import Affiliation, Person, Sex
from lms.platform.clock import today
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column, sort_column
from lms.platform.remembered import remembered, rows
from lms.platform.statements import kept

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_above = aliased(OrgUnit)

NOTHING: Moved = {}

NUMBERS = ("completions", "people", "women", "men", "unknown")
"""The numbers of a row, in their order; the last three are the people by sex."""


def trained(question: Question) -> Select[*tuple[Any, ...]]:
    """A row for each place of the level, also for those with nobody trained, by name: unit and `NUMBERS`.

    A place that left has one where it has anybody, with what it had while it was there.
    """
    return _by_place(question, moved(question), OrgUnit)


def trained_rows(question: Question, came_or_left: Moved) -> Select[*tuple[Any, ...]]:
    """The same as a list shows it: key, code, kind and name of the place, and the name of what it lies in."""
    reader = language()
    return _by_place(
        question,
        came_or_left,
        OrgUnit.id,
        OrgUnit.code,
        OrgUnit.kind,
        shown_column(OrgUnit, reader).label("name"),
        OrgUnit.parent_id,
        shown_column(_above, reader).label("above"),
    ).outerjoin(_above, _above.id == OrgUnit.parent_id)


def _by_place(question: Question, came_or_left: Moved, *columns: Any) -> Select[*tuple[Any, ...]]:
    cells = _cells(question, rows_of_level(question), came_or_left)
    listed: ColumnElement[bool] = OrgUnit.id.in_(rows_of_level(question))
    if came_or_left:
        listed = or_(listed, cells.c.unit_id.in_(came_or_left))
    return (
        select(*columns, *(func.coalesce(cells.c[name], 0).label(name) for name in NUMBERS))
        .select_from(OrgUnit)
        .outerjoin(cells, cells.c.unit_id == OrgUnit.id)
        .where(listed)
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def own(question: Question) -> Select[*tuple[Any, ...]]:
    """The unit's own `NUMBERS`, which no sum of its parts replaces."""
    cells = _cells(question, select(OrgUnit.id).where(OrgUnit.id == question.unit.id))
    return select(*(func.coalesce(func.max(cells.c[name]), 0).label(name) for name in NUMBERS))


def total(question: Question) -> Count:
    """The unit's own completions and people, by sex."""
    return _count(rows(kept("total", lambda: _total(question), question.key)))


def _count(by_sex: Iterable[Any]) -> Count:
    found = {row.sex: row for row in by_sex}
    return Count(
        completions={sex: found[sex].completions if sex in found else 0 for sex in Sex},
        people={sex: found[sex].people if sex in found else 0 for sex in Sex},
    )


def _total(question: Question) -> Select[*tuple[Any, ...]]:
    if question.basis is Basis.NOW:
        return select(_of_staff(question, select(OrgUnit.id).where(OrgUnit.id == question.unit.id)))
    return select(TrainedCount.sex, TrainedCount.completions, TrainedCount.people).where(
        TrainedCount.unit_id == question.unit.id, *_cell(question)
    )


@dataclass(frozen=True)
class Beside:
    """What is true of a unit and is no sum of its rows."""

    total: Count
    elsewhere: int  # completions of staff above the rows, or of nobody knows where
    unnamed: Unnamed


def beside(question: Question) -> Beside:
    """What to say beside the rows, so that completions and participations add up; in one statement."""
    return remembered(("beside", *question.key, today()), lambda: _beside(question))


def _beside(question: Question) -> Beside:
    listed = trained(question).order_by(None).subquery()
    in_rows = select(func.coalesce(func.sum(listed.c.completions), 0)).scalar_subquery()
    whole, headcounts = _total(question).subquery(), unnamed_sums(question).subquery()
    query = select(
        whole.c.sex, whole.c.completions, whole.c.people, in_rows, *headcounts.c
    ).select_from(headcounts.outerjoin(whole, literal(True)))
    found = db.session.execute(query).all()
    count = _count(row for row in found if row.sex is not None)
    listed_completions, *unnamed = found[0][3:]
    return Beside(
        count,
        count.all_completions - int(listed_completions),
        Unnamed(*(int(number) for number in unnamed)),
    )


def _cells(question: Question, units: Select[int], came_or_left: Moved = NOTHING) -> Subquery:
    """`NUMBERS` for each of the units that has any, and for those that came or left."""
    if question.basis is Basis.NOW:
        found = _of_staff(question, units)
    else:
        kept_rows = select(
            TrainedCount.unit_id,
            TrainedCount.sex,
            TrainedCount.completions,
            TrainedCount.people,
        ).where(TrainedCount.unit_id.in_(units), *_cell(question))
        if came_or_left:
            settled = kept_rows.where(TrainedCount.unit_id.not_in(came_or_left))
            found = union_all(settled, counts(question, came_or_left)).subquery()
        else:
            found = kept_rows.subquery()

    def people(sex: Sex) -> ColumnElement[int]:
        return func.sum(case((found.c.sex == sex, found.c.people), else_=0))

    return (
        select(
            found.c.unit_id,
            func.sum(found.c.completions).label("completions"),
            func.sum(found.c.people).label("people"),
            people(Sex.FEMALE).label("women"),
            people(Sex.MALE).label("men"),
            people(Sex.UNKNOWN).label("unknown"),
        )
        .group_by(found.c.unit_id)
        .subquery()
    )


def _cell(question: Question) -> list[ColumnElement[bool]]:
    """The kept counts that answer the question."""
    cell = [
        TrainedCount.basis == question.basis,
        TrainedCount.fiscal_year == question.year,
        TrainedCount.course_id == question.course_id,
    ]
    return cell if question.sex is None else [*cell, TrainedCount.sex == question.sex]


def _of_staff(question: Question, units: Select[int]) -> Subquery:
    """The same of the staff that each unit has today, counted from the completions."""
    query = (
        select(
            UnitAncestor.ancestor_id.label("unit_id"),
            Person.sex,
            func.count().label("completions"),
            func.count(Completion.person_id.distinct()).label("people"),
        )
        .select_from(Completion)
        .join(Person, Person.id == Completion.person_id)
        .join(Affiliation, Affiliation.person_id == Completion.person_id)
        .join(UnitAncestor, UnitAncestor.unit_id == Affiliation.unit_id)
        .where(main_place(), UnitAncestor.ancestor_id.in_(units))
        .group_by(UnitAncestor.ancestor_id, Person.sex)
    )
    if question.year != ALL_YEARS:
        query = query.where(Completion.fiscal_year == question.year)
    if question.course_id != ALL_COURSES:
        query = query.where(Completion.course_id == question.course_id)
    if question.sex is not None:
        query = query.where(Person.sex == question.sex)
    return query.subquery()
