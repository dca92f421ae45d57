"""Runs with sessions, marks and scores, in few words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.attendance.models import AttendanceEntry, Mark
from lms.enrolment.models import Enrolment
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState, TrainingSession
from tests.support.factories import CourseFactory, EnrolmentFactory, RunFactory, SessionFactory

FIRST_DAY = date(2026, 3, 1)


def run_with_sessions(sessions: int = 5, **options: Any) -> CourseRun:
    """A run of five days of 360 minutes that are over, with the rules of its course."""
    course = CourseFactory(**options)
    run = RunFactory(
        course=course,
        state=RunState.ENDED,
        capacity=100,
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY + timedelta(days=max(sessions - 1, 0)),
    )
    for _number in range(sessions):
        SessionFactory(run=run)
        db.session.refresh(run)
    return run


def enrol(run: CourseRun, *minutes: int | Mark | None, **options: Any) -> Enrolment:
    """Somebody in the run, present for so many minutes of each session; None leaves it unmarked."""
    enrolment: Enrolment = EnrolmentFactory(run=run, **options)
    for session, given in zip(run.sessions, minutes, strict=False):
        if given is not None:
            mark(session, enrolment, given)
    return enrolment


def mark(
    session: TrainingSession, enrolment: Enrolment, given: int | Mark, **options: Any
) -> AttendanceEntry:
    minutes = given if isinstance(given, int) else 0
    kind = given if isinstance(given, Mark) else Mark.PRESENT if given else Mark.ABSENT
    entry = AttendanceEntry(
        session=session, enrolment=enrolment, mark=kind, minutes=minutes, **options
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def score(enrolment: Enrolment, points: int | None, attempt: int = 1, **options: Any) -> ScoreEntry:
    """A score in whole points; `kind=` is the exam unless said otherwise."""
    kind = options.pop("kind", AssessmentKind.EXAM)
    options.setdefault("taken_on", FIRST_DAY + timedelta(days=4 + attempt))
    assessment = (
        db.session.query(Assessment)
        .filter_by(course_run_id=enrolment.course_run_id, kind=kind)
        .one_or_none()
    )
    if assessment is None:
        assessment = Assessment(course_run_id=enrolment.course_run_id, kind=kind)
        db.session.add(assessment)
    hundredths = None if points is None else points * 100
    entry = ScoreEntry(
        assessment=assessment, enrolment=enrolment, attempt=attempt, score=hundredths, **options
    )
    db.session.add(entry)
    db.session.flush()
    return entry
