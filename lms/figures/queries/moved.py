"""Places that were moved: what counts in a place's row is what happened while it was one.

A place that has always been a row of a report has the count that is kept for it. One that came or left has its
completions counted afresh, those of its days in the report alone, so that the rows still make the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis
from lms.figures.rules import KINDS, Level, Question
from lms.organisation.models import ALWAYS, OPEN, OrgUnit, UnitAncestry
from lms.outcomes.models import Completion
from lms.platform.db import db
from lms.platform.remembered import once_a_page, remembered

Spell = tuple[date, date]
"""A first day, and the first day after."""

Moved = Mapping[int, tuple[Spell, ...]]
"""The places that were a row for a time only, and when; by their ids."""

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_way, _between, _to_part = (aliased(UnitAncestry) for _number in range(3))
_row, _higher = aliased(OrgUnit), aliased(OrgUnit)


def moved(question: Question) -> Moved:
    """The rows of a question that came or left."""
    if question.basis is Basis.NOW:
        return {}
    key = ("moved", question.unit.id, question.level)
    return once_a_page(key, lambda: _moved(question))


def _moved(question: Question) -> Moved:
    some_time = or_(_way.since > ALWAYS, and_(_way.since == ALWAYS, _way.until < OPEN))
    found: dict[int, list[Spell]] = defaultdict(list)
    for unit_id, since, until in db.session.execute(spells(question).where(some_time)):
        found[unit_id].append((since, until))
    joined = {unit_id: joined_up(days) for unit_id, days in found.items()}
    return {unit_id: days for unit_id, days in joined.items() if days != ((ALWAYS, OPEN),)}


def joined_up(days: Iterable[Spell]) -> tuple[Spell, ...]:
    """The same days in as few spells as there can be."""
    found: list[Spell] = []
    for since, until in sorted(days):
        if found and found[-1][1] == since:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return tuple(found)


def has_left(days: Iterable[Spell]) -> bool:
    """Whether a place that was a row for a time is none any more."""
    ends = [until for _since, until in days]
    return bool(ends) and OPEN not in ends


def spells(question: Question) -> Select[int, date, date]:
    """Each place of the level with the days on which it was a row of the unit: in it, and in no other such place.

    A way up the tree is unbroken, so what holds on its first day holds on all of them.
    """
    kinds = KINDS[question.level]
    if question.level is Level.COUNTRY and question.unit.kind not in kinds:
        return _between_days().where(_way.unit_id == question.unit.id, _way.depth == 0)
    nested = exists().where(
        _between.unit_id == _way.unit_id,
        _between.depth.between(1, _way.depth),
        _between.since <= _way.since,
        _between.until > _way.since,
        _higher.id == _between.ancestor_id,
        _higher.kind.in_(kinds),
    )
    return (
        _between_days()
        .join(_row, _row.id == _way.unit_id)
        .where(_way.ancestor_id == question.unit.id, _row.kind.in_(kinds), ~nested)
    )


def _between_days() -> Select[int, date, date]:
    return select(_way.unit_id, _way.since, _way.until)


def has_lost(unit: OrgUnit) -> bool:
    """Whether anything that lay in the unit was moved."""
    if unit.parent_id is None:  # no move leads out of a country
        return False
    return remembered(("has lost", unit.id), lambda: _has_lost(unit.id))


def _has_lost(unit_id: int) -> bool:
    ended = exists().where(UnitAncestry.ancestor_id == unit_id, UnitAncestry.until < OPEN)
    return bool(db.session.scalar(select(ended)))


def part(question: Question, code: str) -> Select[OrgUnit]:
    """The place with this code, if it ever was a row of the question."""
    was_row = spells(question).with_only_columns(_way.unit_id)
    return select(OrgUnit).where(OrgUnit.code == code, OrgUnit.id.in_(was_row))


def in_part(
    question: Question, where: SQLColumnExpression[Any], day: SQLColumnExpression[date]
) -> ColumnElement[bool]:
    """Whether a place, named by its id, lay on that day in the part of the question, which was a row then."""
    part_id = question.part_id
    ever = select(UnitAncestry.unit_id).where(UnitAncestry.ancestor_id == part_id)
    spell = spells(question).where(_way.unit_id == part_id).subquery()
    then = exists().where(
        _to_part.unit_id == where,
        _to_part.ancestor_id == spell.c.unit_id,
        *on(_to_part, day),
        *on(spell.c, day),
    )
    return and_(where.in_(ever), then)


def counts(question: Question, places: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """The counts of these rows of the question, counted from the completions: as `TrainedCount` has them."""
    rows = _people(question, places).subquery()
    query = select(
        rows.c.unit_id,
        rows.c.sex,
        func.sum(rows.c.completions).label("completions"),
        func.sum(rows.c.people).label("people"),
    ).group_by(rows.c.unit_id, rows.c.sex)
    return query if question.sex is None else query.where(rows.c.sex == question.sex)


def counts_by_course(question: Question, places: Iterable[int]) -> Select[int, int, int]:
    """The completions of these rows of the question, by course."""
    placed = _placed(question, places)
    return select(placed.c.unit_id, placed.c.course_id, func.count()).group_by(
        placed.c.unit_id, placed.c.course_id
    )


def people_of_part(question: Question) -> Select[*tuple[Any, ...]]:
    """The people whom the part of the question counts, and how often they completed."""
    rows = _people(question, [question.part_id or 0]).subquery()
    query = select(rows.c.person_id, func.sum(rows.c.completions).label("completions"))
    if question.sex is not None:
        query = query.where(rows.c.sex == question.sex)
    return query.group_by(rows.c.person_id).having(func.sum(rows.c.people) > 0)


def _people(question: Question, places: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """As `TrainedPerson` has them: a person counts once in a row, under the sex of the latest completion in it."""
    placed = _placed(question, places)
    latest = func.max(placed.c.id)
    is_latest = latest == func.max(latest).over(partition_by=(placed.c.unit_id, placed.c.person_id))
    return select(
        placed.c.unit_id,
        placed.c.person_id,
        placed.c.sex,
        func.count().label("completions"),
        case((is_latest, 1), else_=0).label("people"),
    ).group_by(placed.c.unit_id, placed.c.person_id, placed.c.sex)


def _placed(question: Question, places: Iterable[int]) -> Subquery:
    """The completions of the year and the course in these rows of the question."""
    spell = spells(question).where(_way.unit_id.in_(places)).subquery()
    is_given = question.basis is Basis.DELIVERING
    where = Completion.delivering_unit_id if is_given else Completion.unit_id
    day = Completion.completed_on
    query = (
        select(
            Completion.id,
            Completion.person_id,
            Completion.course_id,
            Completion.sex,
            spell.c.unit_id,
        )
        .join(_to_part, and_(_to_part.unit_id == where, *on(_to_part, day)))
        .join(spell, and_(spell.c.unit_id == _to_part.ancestor_id, *on(spell.c, day)))
    )
    if question.year != ALL_YEARS:
        query = query.where(Completion.fiscal_year == question.year)
    if question.course_id != ALL_COURSES:
        query = query.where(Completion.course_id == question.course_id)
    return query.subquery()


def on(row: Any, day: SQLColumnExpression[date]) -> list[ColumnElement[bool]]:
    """Whether something that is so between two days was so on a day."""
    return [row.since <= day, day < row.until]
