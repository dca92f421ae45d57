"""The tests of a run and the marks in force."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.assessment.rules import ExamResult, of_hundred
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.people.models import Person
from lms.platform.db import db
from lms.scheduling.models import CourseRun


def assessments(run: CourseRun) -> list[Assessment]:
    """The tests of the run in the order in which they are taken."""
    found = db.session.scalars(select(Assessment).where(Assessment.course_run_id == run.id))
    order = list(AssessmentKind)
    return sorted(found, key=lambda one: order.index(one.kind))


def roster(run: CourseRun) -> Select[Enrolment]:
    """Who can be marked, by name."""
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.unit))
        .where(Enrolment.course_run_id == run.id, Enrolment.state == EnrolmentState.ENROLLED)
        .order_by(Person.sort_key, Enrolment.id)
    )


def in_force() -> Select[ScoreEntry]:
    """The entries that nothing replaces."""
    later = aliased(ScoreEntry)
    return (
        select(ScoreEntry)
        .outerjoin(later, later.replaces_id == ScoreEntry.id)
        .where(later.id.is_(None))
        .order_by(ScoreEntry.enrolment_id, ScoreEntry.attempt)
    )


def scores(assessment: Assessment) -> dict[int, list[ScoreEntry]]:
    """The marks in force of one test: for each enrolment its attempts in order."""
    found = defaultdict(list)
    query = in_force().where(ScoreEntry.assessment_id == assessment.id)
    for entry in db.session.scalars(query):
        found[entry.enrolment_id].append(entry)
    return dict(found)


def last_entry(assessment: Assessment) -> int:
    """The number of the last entry for this test; 0 when there is none."""
    query = select(func.max(ScoreEntry.id)).where(ScoreEntry.assessment_id == assessment.id)
    return db.session.scalar(query) or 0


def history(assessment: Assessment, enrolment_id: int) -> Select[ScoreEntry]:
    """Every entry for one person in one test, the first one first."""
    return (
        select(ScoreEntry)
        .where(ScoreEntry.assessment_id == assessment.id, ScoreEntry.enrolment_id == enrolment_id)
        .order_by(ScoreEntry.id)
    )


def exam_results(run_id: int) -> dict[int, ExamResult]:
    """For each enrolment of the run with an attempt at the exam, the one that counts."""
    exam = db.session.scalar(
        select(Assessment).filter_by(course_run_id=run_id, kind=AssessmentKind.EXAM)
    )
    if exam is None:
        return {}
    return {
        enrolment_id: _best(attempts, exam.max_score)
        for enrolment_id, attempts in scores(exam).items()
    }


def _best(attempts: list[ScoreEntry], max_score: int) -> ExamResult:
    best = max(attempts, key=lambda one: (-1 if one.score is None else one.score, -one.attempt))
    score = None if best.score is None else of_hundred(best.score, max_score)
    return ExamResult(score, best.attempt, best.taken_on, len(attempts))
