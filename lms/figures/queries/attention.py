"""What somebody has to look at: runs that ended and are open, sheets without marks, nominations that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from lms.attendance.models import AttendanceEntry, LateChange
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.objections.models import Objection, ObjectionState
from lms.organisation.models import OrgUnit
from lms.organisation.queries import subtree_ids
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession
from lms.scheduling.queries import state_on
from lms.scheduling.rules import DATED

MOST = 3
"""Rows of one kind that the list shows; the rest are counted."""


@dataclass(frozen=True)
class Found:
    """The first few runs, with a number each, and how many there are."""

    runs: list[tuple[CourseRun, int]]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.runs)


@dataclass(frozen=True)
class Waiting:
    """Nominations without a decision."""

    count: int
    since: datetime | None


def not_closed(unit: OrgUnit, today: date) -> Found:
    """Runs that have ended and whose results nobody decided on, so that no figure counts them."""
    ended = [_given_below(unit), state_on(today) == RunState.ENDED]
    query = (
        select(CourseRun)
        .options(joinedload(CourseRun.course))
        .where(*ended)
        .order_by(CourseRun.ends_on, CourseRun.id)
    )
    runs = [(run, 0) for run in db.session.scalars(query.limit(MOST))]
    if len(runs) < MOST:
        return Found(runs, len(runs))
    return Found(runs, db.session.scalar(select(func.count(CourseRun.id)).where(*ended)) or 0)


def unmarked(unit: OrgUnit) -> Found:
    """Runs with sessions that are over and lack marks, and how many such sessions each has."""
    marked = exists().where(
        AttendanceEntry.session_id == TrainingSession.id,
        AttendanceEntry.enrolment_id == Enrolment.id,
    )
    missing = exists().where(
        Enrolment.course_run_id == TrainingSession.course_run_id,
        Enrolment.state == EnrolmentState.ENROLLED,
        or_(Enrolment.joined_on.is_(None), Enrolment.joined_on <= TrainingSession.held_on),
        ~marked,
    )
    sessions = (
        select(TrainingSession.course_run_id, func.count().label("count"))
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .where(
            _given_below(unit),
            CourseRun.state.in_(DATED),
            TrainingSession.counts,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.ends_at <= clock.now(),
            missing,
        )
        .group_by(TrainingSession.course_run_id)
        .subquery()
    )
    query = (
        select(CourseRun, sessions.c.count, func.count().over())
        .join(sessions, sessions.c.course_run_id == CourseRun.id)
        .options(joinedload(CourseRun.course))
        .order_by(CourseRun.starts_on, CourseRun.id)
        .limit(MOST)
    )
    found = db.session.execute(query).all()
    return Found([(run, count) for run, count, _all in found], found[0][2] if found else 0)


def waiting_nominations(unit: OrgUnit) -> Waiting:
    """Nominations for runs that are given here, which nobody decided on."""
    query = (
        select(func.count(), func.min(Nomination.nominated_at))
        .join(CourseRun, CourseRun.id == Nomination.course_run_id)
        .where(
            Nomination.state == NominationState.PROPOSED,
            _given_below(unit),
            CourseRun.state == RunState.OPEN,
        )
    )
    count, since = db.session.execute(query).one()
    return Waiting(count, since)


def waiting_objections(unit: OrgUnit) -> tuple[int, date | None]:
    """Objections that nobody decided on, and by when the first of them is to be."""
    query = select(func.count(), func.min(Objection.due_on)).where(
        Objection.state == ObjectionState.OPEN, Objection.unit_id.in_(subtree_ids(unit.id))
    )
    count, due_on = db.session.execute(query).one()
    return count, due_on


def late_changes(unit: OrgUnit, since: datetime) -> int:
    """How many marks and counts were written after their sheets had locked."""
    query = (
        select(func.count(LateChange.id))
        .join(CourseRun, CourseRun.id == LateChange.course_run_id)
        .where(LateChange.changed_at >= since, _given_below(unit))
    )
    return db.session.scalar(query) or 0


def _given_below(unit: OrgUnit) -> ColumnElement[bool]:
    return CourseRun.unit_id.in_(subtree_ids(unit.id))
