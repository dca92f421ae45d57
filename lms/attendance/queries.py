"""The marks in force, and what is not marked yet."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from lms.attendance.models import AttendanceEntry, Headcount
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.people.models import Person
from lms.platform.db import db
from lms.scheduling.models import CourseRun, SessionState, TrainingSession


def in_force() -> Select[AttendanceEntry]:
    """The entries that nothing replaces."""
    later = aliased(AttendanceEntry)
    return (
        select(AttendanceEntry)
        .outerjoin(later, later.replaces_id == AttendanceEntry.id)
        .where(later.id.is_(None))
        .order_by(AttendanceEntry.id)
    )


def current_entries(run_id: int) -> dict[tuple[int, int], AttendanceEntry]:
    """The marks in force of a run, by session and enrolment."""
    query = in_force().join(AttendanceEntry.session).where(TrainingSession.course_run_id == run_id)
    return {(row.session_id, row.enrolment_id): row for row in db.session.scalars(query)}


def sheet(session: TrainingSession) -> dict[int, AttendanceEntry]:
    """The marks in force of one session, by enrolment."""
    query = in_force().where(AttendanceEntry.session_id == session.id)
    return {row.enrolment_id: row for row in db.session.scalars(query)}


def last_entry(session: TrainingSession) -> int:
    """The number of the last entry on the sheet; 0 for an empty one."""
    query = select(func.max(AttendanceEntry.id)).where(AttendanceEntry.session_id == session.id)
    return db.session.scalar(query) or 0


def roster_on(session: TrainingSession) -> Select[Enrolment]:
    """Who belongs on the sheet: those enrolled who had joined by that day, by name."""
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.unit))
        .where(
            Enrolment.course_run_id == session.course_run_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            (Enrolment.joined_on.is_(None)) | (Enrolment.joined_on <= session.held_on),
        )
        .order_by(Person.sort_key, Enrolment.id)
    )


def history(session: TrainingSession, enrolment_id: int) -> Select[AttendanceEntry]:
    """Every entry for one person in one session, the first one first."""
    return (
        select(AttendanceEntry)
        .where(
            AttendanceEntry.session_id == session.id,
            AttendanceEntry.enrolment_id == enrolment_id,
        )
        .order_by(AttendanceEntry.id)
    )


def marked_counts(run_ids: Iterable[int]) -> dict[int, int]:
    """For each session of these runs that has marks, how many people are marked."""
    query = (
        select(AttendanceEntry.session_id, func.count())
        .join(AttendanceEntry.session)
        .where(
            TrainingSession.course_run_id.in_(list(run_ids)), AttendanceEntry.replaces_id.is_(None)
        )
        .group_by(AttendanceEntry.session_id)
    )
    return dict(db.session.execute(query).all())


def unmarked(run: CourseRun) -> list[tuple[TrainingSession, int]]:
    """The sessions of a run that count and lack marks, with how many are missing."""
    marked = (
        select(AttendanceEntry.id)
        .where(
            AttendanceEntry.session_id == TrainingSession.id,
            AttendanceEntry.enrolment_id == Enrolment.id,
        )
        .exists()
    )
    missing = (
        select(TrainingSession.id, func.count().label("missing"))
        .join(Enrolment, Enrolment.course_run_id == TrainingSession.course_run_id)
        .where(
            TrainingSession.course_run_id == run.id,
            TrainingSession.counts,
            TrainingSession.state != SessionState.CANCELLED,
            Enrolment.state == EnrolmentState.ENROLLED,
            (Enrolment.joined_on.is_(None)) | (Enrolment.joined_on <= TrainingSession.held_on),
            ~marked,
        )
        .group_by(TrainingSession.id)
        .subquery()
    )
    query = (
        select(TrainingSession, missing.c.missing)
        .join(missing, missing.c.id == TrainingSession.id)
        .order_by(TrainingSession.number)
    )
    return [(session, count) for session, count in db.session.execute(query)]


def headcount(run: CourseRun) -> Headcount | None:
    """The people counted without names, if the run has such a count."""
    return db.session.get(Headcount, run.id)
