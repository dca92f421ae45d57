"""The course runs of a year or of a plan, as figures see them: with seats, people without names, completions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, Select, and_, false, func, literal, or_, select

from lms.attendance.models import Headcount
from lms.figures.models import ALL_COURSES, ALL_YEARS
from lms.figures.rules import Question
from lms.organisation.queries import fiscal_years, lay_in, other_years
from lms.planning.models import PlanItem, PlanItemKind, TrainingPlan
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState


@dataclass(frozen=True)
class Unnamed:
    """People who took part and were counted without names."""

    women: int = 0
    men: int = 0
    unknown: int = 0

    @property
    def all(self) -> int:
        return self.women + self.men + self.unknown


def in_year(question: Question) -> ColumnElement[bool]:
    """Whether a run belongs to the year, or to the plan, that the question names.

    A run belongs to the fiscal year in which it ends, as the unit that gives it counts them. One without dates belongs
    to the year of its plan.
    """
    if question.plan_id is not None:
        return CourseRun.plan_item_id.in_(select(PlanItem.id).where(plan_items(question)))
    if question.year == ALL_YEARS:
        return CourseRun.id.is_not(None)
    of_plan = (
        select(PlanItem.id)
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .where(TrainingPlan.fiscal_year == question.year)
    )
    undated = and_(CourseRun.ends_on.is_(None), CourseRun.plan_item_id.in_(of_plan))
    return or_(_ends_in(question), undated)


def _ends_in(question: Question) -> ColumnElement[bool]:
    usual = CourseRun.ends_on.between(*fiscal_years(question.unit).bounds(question.year))
    apart = other_years(question.unit, question.year)
    if not apart:
        return usual
    others = [unit_id for unit_ids in apart.values() for unit_id in unit_ids]
    return or_(
        and_(CourseRun.unit_id.not_in(others), usual),
        *(
            and_(CourseRun.unit_id.in_(unit_ids), CourseRun.ends_on.between(*bounds))
            for bounds, unit_ids in apart.items()
        ),
    )


def day_of_run() -> ColumnElement[date]:
    """The day on which it is asked where the places of a run lay; one without dates is as old as its record."""
    return func.coalesce(CourseRun.ends_on, CourseRun.starts_on, func.date(CourseRun.created_at))


def day_of_plans(question: Question) -> date:
    """The same for the plans of the year: its first day."""
    return fiscal_years(question.unit).bounds(question.year)[0]


def delivered(question: Question) -> list[ColumnElement[bool]]:
    """The runs of the question that its unit, or a unit below it, gives; a plan's runs wherever they are given."""
    conditions = [in_year(question)]
    if question.plan_id is None:
        conditions.append(lay_in(CourseRun.unit_id, question.unit, day_of_run()))
    if question.course_id != ALL_COURSES:
        conditions.append(CourseRun.course_id == question.course_id)
    return conditions


def unnamed_sums(question: Question) -> Select[*tuple[int, int, int]]:
    """The people counted without names. Nobody knows where they work, so they count where the run was given."""
    women, men, unknown = (
        func.coalesce(func.sum(column), 0).label(name)
        for name, column in (
            ("women", Headcount.women),
            ("men", Headcount.men),
            ("unknown", Headcount.unknown),
        )
    )
    return (
        select(women, men, unknown)
        .join(CourseRun, CourseRun.id == Headcount.course_run_id)
        .where(*delivered(question), CourseRun.state != RunState.CANCELLED)
    )


def unnamed(question: Question) -> Unnamed:
    """How many of them there are, by sex."""
    return Unnamed(*(int(count) for count in db.session.execute(unnamed_sums(question)).one()))


def unnamed_runs(question: Question) -> Select[Headcount]:
    """The headcounts themselves, by run."""
    return (
        select(Headcount)
        .join(CourseRun, CourseRun.id == Headcount.course_run_id)
        .where(*delivered(question), CourseRun.state != RunState.CANCELLED)
        .order_by(CourseRun.code)
    )


def plan_items(question: Question) -> ColumnElement[bool]:
    """The lines of the plans of the year that belong to the unit or to a unit below it; or of the one plan."""
    if question.plan_id is not None:
        of_plan = PlanItem.plan_id == question.plan_id
        return of_plan if question.item_id is None else of_plan & (PlanItem.id == question.item_id)
    if question.year == ALL_YEARS:
        return false()
    plans = select(TrainingPlan.id).where(
        TrainingPlan.fiscal_year == question.year,
        lay_in(TrainingPlan.unit_id, question.unit, literal(day_of_plans(question), Date())),
    )
    return PlanItem.plan_id.in_(plans)


def seats_planned(question: Question, *kinds: PlanItemKind) -> int | None:
    """The seats that were planned; None where no plan says."""
    query = select(func.sum(PlanItem.seats_planned)).where(plan_items(question))
    if kinds:
        query = query.where(PlanItem.kind.in_(kinds))
    if question.course_id != ALL_COURSES:
        query = query.where(PlanItem.course_id == question.course_id)
    seats = db.session.scalar(query)
    return None if seats is None else int(seats)
