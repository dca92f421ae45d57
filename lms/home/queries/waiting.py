"""What waits for somebody today, and what a text finds anywhere in the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.attendance.models import AttendanceEntry
from lms.certificates import policy as certificates_policy
from lms.certificates.models import Certificate, IssueList, IssueListState
from lms.certificates.queries import certificates
from lms.enrolment import policy as enrolment_policy
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.objections import policy as objections_policy
from lms.objections import queries as objections
from lms.outcomes.models import Outcome, OutcomeState
from lms.people import policy as people_policy
from lms.people.models import Person
from lms.people.queries import people, search
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.ids import normalise_code
from lms.platform.text import fold_digits
from lms.scheduling import policy as scheduling_policy
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession
from lms.scheduling.queries import matching, runs

SHOWN = 10
LIVE = (RunState.OPEN, RunState.CONFIRMED, RunState.IN_PROGRESS, RunState.ENDED, RunState.PLANNED)


@dataclass(frozen=True)
class Waiting:
    """So many things that wait in one run."""

    run: CourseRun
    count: int


def sessions_on(day: date, viewer: Actor) -> list[TrainingSession]:
    """The sessions of that day in the runs the viewer is concerned with, the earliest first."""
    query = _sessions(viewer).where(TrainingSession.held_on == day)
    return list(db.session.scalars(query))


def next_session(day: date, viewer: Actor) -> TrainingSession | None:
    """The first session after that day."""
    query = _sessions(viewer).where(TrainingSession.held_on > day).limit(1)
    return db.session.scalars(query).first()


def open_sheets(day: date, viewer: Actor) -> list[tuple[TrainingSession, int]]:
    """Sessions before that day on whose sheets people are unmarked, with how many; the latest first."""
    marked = exists().where(
        AttendanceEntry.session_id == TrainingSession.id,
        AttendanceEntry.enrolment_id == Enrolment.id,
    )
    missing = (
        select(TrainingSession.id, func.count().label("missing"))
        .join(Enrolment, Enrolment.course_run_id == TrainingSession.course_run_id)
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .where(
            _concerns(viewer),
            CourseRun.state.in_(LIVE),
            TrainingSession.held_on < day,
            TrainingSession.state != SessionState.CANCELLED,
            Enrolment.state == EnrolmentState.ENROLLED,
            or_(Enrolment.joined_on.is_(None), Enrolment.joined_on <= TrainingSession.held_on),
            ~marked,
        )
        .group_by(TrainingSession.id)
        .subquery()
    )
    query = (
        select(TrainingSession, missing.c.missing)
        .join(missing, missing.c.id == TrainingSession.id)
        .options(joinedload(TrainingSession.run).joinedload(CourseRun.course))
        .order_by(TrainingSession.starts_at.desc())
        .limit(SHOWN)
    )
    return [(session, count) for session, count in db.session.execute(query)]


def marks_due(day: date, viewer: Actor) -> list[Waiting]:
    """Runs that ended and in which people who were enrolled have no mark in the exam."""
    marked = exists().where(
        ScoreEntry.enrolment_id == Enrolment.id,
        ScoreEntry.assessment_id == Assessment.id,
        Assessment.kind == AssessmentKind.EXAM,
    )
    return _waiting(
        select(CourseRun.id, func.count().label("waiting"))
        .join(Enrolment, Enrolment.course_run_id == CourseRun.id)
        .where(
            _concerns(viewer),
            CourseRun.has_exam,
            CourseRun.state.in_(LIVE),
            CourseRun.ends_on < day,
            Enrolment.state == EnrolmentState.ENROLLED,
            ~marked,
        )
    )


def nominations_to_decide(viewer: Actor) -> list[Waiting]:
    """Runs with nominees who wait for an answer; only for those who decide."""
    if not viewer.has(enrolment_policy.DECIDE):
        return []
    return _waiting(
        select(CourseRun.id, func.count().label("waiting"))
        .join(Nomination, Nomination.course_run_id == CourseRun.id)
        .where(
            CourseRun.unit_id.in_(viewer.units_where(enrolment_policy.DECIDE)),
            Nomination.state == NominationState.PROPOSED,
        )
    )


def objections_to_decide(viewer: Actor) -> int:
    """How many objections wait; only for those who decide."""
    return objections.waiting(viewer) if viewer.has(objections_policy.DECIDE) else 0


def lists_to_approve(viewer: Actor) -> list[Waiting]:
    """Runs whose list of certificates waits for a second officer; only for those who issue."""
    if not viewer.has(certificates_policy.ISSUE):
        return []
    return _waiting(
        select(CourseRun.id, func.count().label("waiting"))
        .join(IssueList, IssueList.course_run_id == CourseRun.id)
        .where(
            CourseRun.unit_id.in_(viewer.units_where(certificates_policy.ISSUE)),
            IssueList.state == IssueListState.WAITING,
            or_(IssueList.prepared_by_id.is_(None), IssueList.prepared_by_id != viewer.id),
        )
    )


def certificates_to_issue(viewer: Actor) -> list[Waiting]:
    """Closed runs with people who passed and have no certificate; only for those who issue."""
    if not viewer.has(certificates_policy.ISSUE):
        return []
    issued = exists().where(Certificate.enrolment_id == Enrolment.id)
    return _waiting(
        select(CourseRun.id, func.count().label("waiting"))
        .join(Enrolment, Enrolment.course_run_id == CourseRun.id)
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Person.erased_at.is_(None),
            CourseRun.unit_id.in_(viewer.units_where(certificates_policy.ISSUE)),
            CourseRun.state == RunState.CLOSED,
            Outcome.state == OutcomeState.PASSED,
            ~issued,
        )
    )


def people_found(text: str, viewer: Actor) -> Sequence[Person]:
    """People whose name, in any script, or whose number the text begins or is."""
    if not viewer.has(people_policy.VIEW):
        return ()
    found = people(viewer).where(Person.id.in_(search(text, viewer))).limit(SHOWN)
    return db.session.scalars(found).unique().all()


def runs_found(text: str, viewer: Actor) -> Sequence[CourseRun]:
    """Course runs whose code, course or centre has the text in it."""
    return db.session.scalars(runs(viewer).where(matching(text)).limit(SHOWN)).unique().all()


def certificates_found(text: str, viewer: Actor) -> Sequence[Certificate]:
    """Certificates with this serial, or this code in any grouping."""
    if not (viewer.has(certificates_policy.VIEW) or viewer.has(certificates_policy.OWN_RECORD)):
        return ()
    serial = fold_digits(text).strip().upper()
    wanted: ColumnElement[bool] = Certificate.serial == serial
    code = normalise_code(text)
    if code is not None:
        wanted = or_(wanted, Certificate.code == code)
    return db.session.scalars(certificates(viewer).where(wanted).limit(SHOWN)).unique().all()


def _concerns(viewer: Actor) -> ColumnElement[bool]:
    """The runs of the viewer's own centres, or those the viewer gives: not all that may be looked at."""
    return scheduling_policy.visible_to(viewer)


def _sessions(viewer: Actor) -> Select[TrainingSession]:
    return (
        select(TrainingSession)
        .join(TrainingSession.run)
        .options(
            contains_eager(TrainingSession.run).joinedload(CourseRun.course),
            joinedload(TrainingSession.room),
            joinedload(TrainingSession.topic),
        )
        .where(
            _concerns(viewer),
            CourseRun.state.in_(LIVE),
            TrainingSession.state != SessionState.CANCELLED,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )


def _waiting(counted: Select[int, int]) -> list[Waiting]:
    waiting = counted.group_by(CourseRun.id).subquery()
    query = (
        select(CourseRun, waiting.c.waiting)
        .join(waiting, waiting.c.id == CourseRun.id)
        .options(joinedload(CourseRun.course))
        .order_by(CourseRun.starts_on, CourseRun.id)
        .limit(SHOWN)
    )
    return [Waiting(run, count) for run, count in db.session.execute(query)]
