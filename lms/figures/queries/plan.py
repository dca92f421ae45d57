"""A plan beside what came of it: line by line, and for the plan as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.attendance.models import Headcount
from lms.outcomes.models import Completion
from lms.planning.models import PlanItem, TrainingPlan
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState


@dataclass
class Line:
    """One line of the plan with what came of it. People are those of the line, each once."""

    item: PlanItem
    runs: int = 0
    closed: int = 0
    seats_taken: int = 0
    unnamed: int = 0
    completions: int = 0
    people: int = 0


def lines(plan: TrainingPlan) -> list[Line]:
    """The lines of the plan in their order, in four statements."""
    query = (
        select(PlanItem)
        .where(PlanItem.plan_id == plan.id)
        .options(joinedload(PlanItem.course))
        .order_by(PlanItem.position, PlanItem.id)
    )
    found = {item.id: Line(item) for item in db.session.scalars(query)}
    _add_runs(found)
    _add_headcounts(found)
    _add_completions(found)
    return list(found.values())


def _add_runs(found: dict[int, Line]) -> None:
    query = (
        select(
            PlanItem.id,
            func.count(),
            func.count().filter(CourseRun.state == RunState.CLOSED),
            func.sum(CourseRun.seats_taken),
        )
        .join(CourseRun, CourseRun.plan_item_id == PlanItem.id)
        .where(PlanItem.id.in_(found), CourseRun.state != RunState.CANCELLED)
        .group_by(PlanItem.id)
    )
    for item_id, runs, closed, seats in db.session.execute(query):
        line = found[item_id]
        line.runs, line.closed, line.seats_taken = runs, closed, int(seats or 0)


def _add_headcounts(found: dict[int, Line]) -> None:
    people = func.sum(Headcount.women + Headcount.men + Headcount.unknown)
    query = (
        select(PlanItem.id, people)
        .join(CourseRun, CourseRun.plan_item_id == PlanItem.id)
        .join(Headcount, Headcount.course_run_id == CourseRun.id)
        .where(PlanItem.id.in_(found), CourseRun.state != RunState.CANCELLED)
        .group_by(PlanItem.id)
    )
    for item_id, count in db.session.execute(query):
        found[item_id].unnamed = int(count or 0)


def _add_completions(found: dict[int, Line]) -> None:
    query = (
        select(PlanItem.id, func.count(), func.count(Completion.person_id.distinct()))
        .join(CourseRun, CourseRun.plan_item_id == PlanItem.id)
        .join(Completion, Completion.course_run_id == CourseRun.id)
        .where(PlanItem.id.in_(found))
        .group_by(PlanItem.id)
    )
    for item_id, completions, people in db.session.execute(query):
        line = found[item_id]
        line.completions, line.people = completions, people
