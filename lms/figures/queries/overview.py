"""What the overview of a place and a year is made of, beside the counts themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, select
from sqlalchemy.orm import joinedload, selectinload

from lms.figures.models import ALL_COURSES, TrainedCount
from lms.figures.queries.moved import counts_by_course, moved, on, spells
from lms.figures.queries.places import rows_of_level
from lms.figures.queries.rows import counted
from lms.figures.queries.runs import day_of_plans, delivered, plan_items
from lms.figures.queries.trained import trained
from lms.figures.rules import Level, Question
from lms.organisation.models import OrgUnit, UnitAncestry
from lms.organisation.queries import fiscal_years, subtree_ids
from lms.outcomes.models import Completion
from lms.people.models import Person
from lms.planning.models import Course, PlanItem, PlanItemKind, StatedFigure, TrainingPlan
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.queries import state_on

Points = list[tuple[date, int]]
QUARTERS = 4
NOT_PLANNED = (RunState.CANCELLED, RunState.DRAFT, RunState.POSTPONED)


@dataclass(frozen=True)
class Plan:
    """What was planned for the year: how much in all, and how much by which day."""

    seats: int | None
    runs: int | None
    points: Points

    def by(self, day: date) -> int:
        """The seats that should be completed by a day."""
        return sum(seats for due, seats in self.points if due <= day)


def plan(question: Question) -> Plan:
    """The courses of the year's plans. Seats are due when their run ends, or their quarter, or the year."""
    items = db.session.scalars(
        select(PlanItem).where(plan_items(question), PlanItem.kind == PlanItemKind.COURSE)
    ).all()
    runs = select(CourseRun.plan_item_id, CourseRun.ends_on, CourseRun.capacity).where(
        CourseRun.plan_item_id.in_([item.id for item in items]),
        CourseRun.ends_on.is_not(None),
        CourseRun.state.not_in(NOT_PLANNED),
    )
    points: Points = []
    given: Counter[int] = Counter()
    for run in db.session.execute(runs).mappings():
        points.append((run["ends_on"], run["capacity"]))
        given[run["plan_item_id"]] += run["capacity"]
    for item in items:
        left = (item.seats_planned or 0) - given[item.id]
        if left > 0:
            points.append((_due(item, question), left))
    return Plan(
        seats=_sum([item.seats_planned for item in items]),
        runs=_sum([item.runs_planned for item in items]),
        points=sorted(points),
    )


def _due(item: PlanItem, question: Question) -> date:
    """The last day of the item's quarter, or of the year where it names none."""
    _first, last = fiscal_years(question.unit).bounds(question.year)
    starts = month_starts(question)
    # A shortened year may be over before the quarter is.
    if item.quarter in (None, QUARTERS) or item.quarter * 3 >= len(starts):
        return last
    return starts[item.quarter * 3] - timedelta(days=1)


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def month_starts(question: Question) -> list[date]:
    """The first days of the months of the fiscal year, twelve unless it was changed, in the calendar it follows."""
    return fiscal_years(question.unit).month_starts(question.year)


def completions_by_day(question: Question) -> Points:
    """How many completed on which day; what a place with other fiscal years counts before or after, at the ends."""
    query = (
        select(Completion.completed_on, func.count())
        .join(Person, Person.id == Completion.person_id)
        .where(*counted(question))
        .group_by(Completion.completed_on)
        .order_by(Completion.completed_on)
    )
    first, last = fiscal_years(question.unit).bounds(question.year)
    counts = Counter[date]()
    for day, count in db.session.execute(query):
        counts[min(max(day, first), last)] += count
    return sorted(counts.items())


def runs_by_state(question: Question, today: date) -> dict[RunState, int]:
    """How many runs of the year, of courses and not of workshops, are in which state today."""
    state = state_on(today)
    others = select(PlanItem.id).where(PlanItem.kind != PlanItemKind.COURSE)
    query = (
        select(state, func.count())
        .where(
            *delivered(question),
            CourseRun.plan_item_id.is_(None) | CourseRun.plan_item_id.not_in(others),
        )
        .group_by(state)
    )
    return {RunState(found): count for found, count in db.session.execute(query)}


def runs(question: Question) -> Select[*tuple[Any, ...]]:
    """The runs of the year in their order, with how many completed them."""
    done = (
        select(func.count())
        .where(Completion.course_run_id == CourseRun.id)
        .scalar_subquery()
        .label("completions")
    )
    return (
        select(CourseRun, done)
        .options(
            joinedload(CourseRun.course),
            joinedload(CourseRun.unit).joinedload(OrgUnit.country),
            selectinload(CourseRun.sessions),
        )
        .where(*delivered(question), CourseRun.state != RunState.DRAFT)
        .order_by(CourseRun.starts_on.asc().nulls_last(), CourseRun.id)
    )


def centres_reached(question: Question) -> tuple[int, int]:
    """How many centres have trained staff, and how many there are."""
    centres = trained(Question(question.unit, Level.CENTRE, year=question.year))
    rows = centres.order_by(None).subquery()
    query = select(func.count().filter(rows.c.people > 0), func.count()).select_from(rows)
    with_trained, all_centres = db.session.execute(query).one()
    return with_trained, all_centres


def by_course(question: Question) -> dict[tuple[int, int], int]:
    """Completions by place of the level and course."""
    came_or_left = moved(question)
    kept = (
        select(TrainedCount.unit_id, TrainedCount.course_id, func.sum(TrainedCount.completions))
        .where(
            TrainedCount.unit_id.in_(rows_of_level(question)),
            TrainedCount.unit_id.not_in(came_or_left),
            TrainedCount.basis == question.basis,
            TrainedCount.fiscal_year == question.year,
            TrainedCount.course_id != ALL_COURSES,
        )
        .group_by(TrainedCount.unit_id, TrainedCount.course_id)
    )
    rows = list(db.session.execute(kept))
    if came_or_left:
        rows += db.session.execute(counts_by_course(question, came_or_left))
    return {(unit, course): int(count) for unit, course, count in rows}


def courses(question: Question, counted_ids: set[int]) -> list[Course]:
    """The courses that are given in the year or were completed in it, in the order of their first run."""
    given = (
        select(CourseRun.course_id, func.min(CourseRun.starts_on).label("first"))
        .where(*delivered(question), CourseRun.state != RunState.CANCELLED)
        .group_by(CourseRun.course_id)
        .subquery()
    )
    wanted: ColumnElement[bool] = given.c.course_id.is_not(None) | Course.id.in_(counted_ids)
    query = (
        select(Course)
        .outerjoin(given, given.c.course_id == Course.id)
        .where(wanted)
        .order_by(given.c.first.asc().nulls_last(), Course.id)
    )
    return list(db.session.scalars(query))


def planned_by_place(question: Question) -> dict[int, int]:
    """The seats that places of the level have in plans of their own."""
    day = literal(day_of_plans(question), Date())
    row = spells(question).subquery()
    query = (
        select(row.c.unit_id, func.sum(PlanItem.seats_planned))
        .join(UnitAncestry, and_(UnitAncestry.ancestor_id == row.c.unit_id, *on(UnitAncestry, day)))
        .join(TrainingPlan, TrainingPlan.unit_id == UnitAncestry.unit_id)
        .join(PlanItem, PlanItem.plan_id == TrainingPlan.id)
        .where(
            *on(row.c, day),
            TrainingPlan.fiscal_year == question.year,
            PlanItem.kind == PlanItemKind.COURSE,
            PlanItem.seats_planned.is_not(None),
        )
        .group_by(row.c.unit_id)
    )
    return {unit_id: int(seats or 0) for unit_id, seats in db.session.execute(query)}


def stated_targets(question: Question) -> list[StatedFigure]:
    """The targets that somebody announced for the place or a part of it."""
    query = (
        select(StatedFigure)
        .where(
            StatedFigure.unit_id.in_(subtree_ids(question.unit.id)),
            StatedFigure.target.is_not(None),
        )
        .order_by(StatedFigure.code)
    )
    return list(db.session.scalars(query))
