"""A run as a whole: everybody's marks session by session, and what is not marked yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.attendance import policy
from lms.attendance.models import AttendanceEntry, Headcount, Mark
from lms.attendance.queries.sheets import in_force
from lms.attendance.rules import Presence
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.people.queries import by_name
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling import queries as scheduling
from lms.scheduling.models import CourseRun, SessionState, TrainingSession


def run(code: str, viewer: Actor) -> Select[CourseRun]:
    """One run whose sheets the viewer sees."""
    return scheduling.run(code, viewer).where(policy.visible_to(viewer))


def on_grid(run: CourseRun) -> Select[Enrolment]:
    """Everybody enrolled, and those who left after they had been marked, by name."""
    marked = exists().where(AttendanceEntry.enrolment_id == Enrolment.id)
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.unit))
        .where(
            Enrolment.course_run_id == run.id,
            Enrolment.state != EnrolmentState.MERGED,
            or_(Enrolment.state == EnrolmentState.ENROLLED, marked),
        )
        .order_by(*by_name(), Enrolment.id)
    )


def current_entries(run_id: int) -> dict[tuple[int, int], AttendanceEntry]:
    """The marks in force of a run, by session and enrolment."""
    query = in_force().join(AttendanceEntry.session).where(TrainingSession.course_run_id == run_id)
    return {(row.session_id, row.enrolment_id): row for row in db.session.scalars(query)}


def marks_of(enrolment_ids: Collection[int]) -> Mapping[int, dict[int, Presence]]:
    """The marks in force of these enrolments: for each of them by the number of the session."""
    query = (
        in_force()
        .join(AttendanceEntry.session)
        .where(AttendanceEntry.enrolment_id.in_(enrolment_ids))
        .with_only_columns(
            AttendanceEntry.enrolment_id,
            TrainingSession.number,
            AttendanceEntry.mark,
            AttendanceEntry.minutes,
            maintain_column_froms=True,
        )
    )
    found: dict[int, dict[int, Presence]] = defaultdict(dict)
    for enrolment_id, number, mark, minutes in db.session.execute(query):
        found[enrolment_id][number] = Presence(mark, minutes)
    return found


def totals(run: CourseRun) -> Mapping[int, dict[Mark | None, int]]:
    """How many of those who belong on the sheet of each session have which mark, or none, by its number."""
    later = aliased(AttendanceEntry)
    entries = (
        select(AttendanceEntry.session_id, AttendanceEntry.enrolment_id, AttendanceEntry.mark)
        .join(TrainingSession, TrainingSession.id == AttendanceEntry.session_id)
        .outerjoin(later, later.replaces_id == AttendanceEntry.id)
        .where(later.id.is_(None), TrainingSession.course_run_id == run.id)
        .subquery()
    )
    on_sheet = and_(
        Enrolment.course_run_id == TrainingSession.course_run_id,
        Enrolment.state == EnrolmentState.ENROLLED,
        or_(Enrolment.joined_on.is_(None), Enrolment.joined_on <= TrainingSession.held_on),
    )
    marked = and_(
        entries.c.session_id == TrainingSession.id, entries.c.enrolment_id == Enrolment.id
    )
    query = (
        select(TrainingSession.number, entries.c.mark, func.count())
        .join(Enrolment, on_sheet)
        .outerjoin(entries, marked)
        .where(TrainingSession.course_run_id == run.id)
        .group_by(TrainingSession.number, entries.c.mark)
    )
    found: dict[int, dict[Mark | None, int]] = defaultdict(dict)
    for number, mark, count in db.session.execute(query):
        found[number][mark] = count
    return found


def unmarked(run: CourseRun) -> list[tuple[TrainingSession, int]]:
    """The sessions of a run that count and lack marks, with how many are missing."""
    lacking = {number: marks[None] for number, marks in totals(run).items() if None in marks}
    query = (
        select(TrainingSession)
        .where(
            TrainingSession.course_run_id == run.id,
            TrainingSession.counts,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.number.in_(lacking),
        )
        .order_by(TrainingSession.number)
    )
    return [(session, lacking[session.number]) for session in db.session.scalars(query)]


def headcount(run: CourseRun) -> Headcount | None:
    """The people counted without names, if the run has such a count."""
    return db.session.get(Headcount, run.id)
