"""The tests of a run and the marks in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.accounts.models import UserAccount
from lms.assessment import policy
from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.assessment.rules import ExamResult, Gain, of_hundred, score_needed
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.people.queries import by_name
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling import queries as scheduling
from lms.scheduling.models import CourseRun


def run(code: str, viewer: Actor) -> Select[CourseRun]:
    """One run whose marks the viewer sees."""
    return scheduling.run(code, viewer).where(policy.visible_to(viewer))


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
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.unit))
        .where(Enrolment.course_run_id == run.id, Enrolment.state == EnrolmentState.ENROLLED)
        .order_by(*by_name(), Enrolment.id)
    )


def sitting(run: CourseRun, assessment: Assessment | None, attempt: int) -> Select[Enrolment]:
    """Who can be marked in this attempt: everybody in the first, in a later one who has not passed before."""
    query = roster(run)
    if attempt == 1:
        return query
    if assessment is None:
        return query.where(false())
    has_sat = _entered(assessment, ScoreEntry.attempt == attempt)
    came_before = _entered(assessment, ScoreEntry.attempt == attempt - 1)
    later = aliased(ScoreEntry)
    passed_before = exists().where(
        ScoreEntry.assessment_id == assessment.id,
        ScoreEntry.enrolment_id == Enrolment.id,
        ScoreEntry.attempt < attempt,
        ScoreEntry.score >= score_needed(run.pass_mark, assessment.max_score),
        ~exists().where(later.replaces_id == ScoreEntry.id).correlate(ScoreEntry),
    )
    return query.where(or_(has_sat, and_(came_before, ~passed_before)))


def _entered(assessment: Assessment, which: Any) -> Any:
    return exists().where(
        ScoreEntry.assessment_id == assessment.id, ScoreEntry.enrolment_id == Enrolment.id, which
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


def scores(
    assessment: Assessment, only: Collection[int] | None = None
) -> dict[int, list[ScoreEntry]]:
    """The marks in force of one test: for each enrolment, or `only` these, its attempts in order."""
    found = defaultdict(list)
    query = in_force().where(ScoreEntry.assessment_id == assessment.id)
    if only is not None:
        query = query.where(ScoreEntry.enrolment_id.in_(only))
    for entry in db.session.scalars(query):
        found[entry.enrolment_id].append(entry)
    return dict(found)


def as_seen(
    assessment: Assessment, attempt: int, seen: int, only: Collection[int]
) -> dict[int, ScoreEntry]:
    """The marks of these enrolments that were in force when `seen` was the last entry of the test."""
    query = (
        select(ScoreEntry)
        .where(
            ScoreEntry.assessment_id == assessment.id,
            ScoreEntry.attempt == attempt,
            ScoreEntry.enrolment_id.in_(only),
            ScoreEntry.id <= seen,
        )
        .order_by(ScoreEntry.id)
    )
    return {entry.enrolment_id: entry for entry in db.session.scalars(query)}


def marks_of(
    enrolment_ids: Collection[int],
) -> Mapping[int, dict[AssessmentKind, list[ScoreEntry]]]:
    """The marks in force of these enrolments: for each of them by test, the attempts in order."""
    query = (
        in_force()
        .join(ScoreEntry.assessment)
        .options(contains_eager(ScoreEntry.assessment))
        .where(ScoreEntry.enrolment_id.in_(enrolment_ids))
    )
    found: dict[int, dict[AssessmentKind, list[ScoreEntry]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for entry in db.session.scalars(query):
        found[entry.enrolment_id][entry.assessment.kind].append(entry)
    return found


def entered(run: CourseRun) -> Mapping[AssessmentKind, dict[int, tuple[int, int, int]]]:
    """For each test and attempt: how many of the roster are entered, how many came, how many of them passed."""
    later = aliased(ScoreEntry)
    needed = ScoreEntry.score * 10_000 >= run.pass_mark * Assessment.max_score
    query = (
        select(
            Assessment.kind,
            ScoreEntry.attempt,
            func.count(),
            func.count(ScoreEntry.score),
            func.coalesce(func.sum(case((needed, 1), else_=0)), 0),
        )
        .join(Assessment, Assessment.id == ScoreEntry.assessment_id)
        .join(Enrolment, Enrolment.id == ScoreEntry.enrolment_id)
        .outerjoin(later, later.replaces_id == ScoreEntry.id)
        .where(
            Assessment.course_run_id == run.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            later.id.is_(None),
        )
        .group_by(Assessment.kind, ScoreEntry.attempt)
    )
    found: dict[AssessmentKind, dict[int, tuple[int, int, int]]] = defaultdict(dict)
    for kind, attempt, count, came, passed in db.session.execute(query):
        found[kind][attempt] = (count, came, int(passed))
    return found


def learnt(run: CourseRun) -> Gain:
    """S14: the sums of both tests over those who have a mark in both, with how many those are."""
    pre, post = _marks(run, AssessmentKind.PRE_TEST), _marks(run, AssessmentKind.POST_TEST)
    query = (
        select(func.count(), func.sum(pre.c.score), func.sum(post.c.score))
        .select_from(Enrolment)
        .join(pre, pre.c.enrolment_id == Enrolment.id)
        .join(post, post.c.enrolment_id == Enrolment.id)
        .where(Enrolment.state == EnrolmentState.ENROLLED)
    )
    both, before, after = db.session.execute(query).one()
    return Gain(run.seats_taken, both, int(before or 0), int(after or 0))


def _marks(run: CourseRun, kind: AssessmentKind) -> Any:
    """The marks in force of one test as a table, in hundredths of 100 points."""
    later = aliased(ScoreEntry)
    return (
        select(
            ScoreEntry.enrolment_id,
            (ScoreEntry.score * 10_000 // Assessment.max_score).label("score"),
        )
        .join(Assessment, Assessment.id == ScoreEntry.assessment_id)
        .outerjoin(later, later.replaces_id == ScoreEntry.id)
        .where(
            Assessment.course_run_id == run.id,
            Assessment.kind == kind,
            later.id.is_(None),
            ScoreEntry.score.is_not(None),
        )
        .subquery()
    )


def last_entry(assessment: Assessment) -> int:
    """The number of the last entry for this test; 0 when there is none."""
    query = select(func.max(ScoreEntry.id)).where(ScoreEntry.assessment_id == assessment.id)
    return db.session.scalar(query) or 0


def enrolment(run: CourseRun, enrolment_id: int) -> Select[Enrolment]:
    """One enrolment of the run, also of somebody who has left it."""
    return (
        select(Enrolment)
        .options(joinedload(Enrolment.person))
        .where(Enrolment.id == enrolment_id, Enrolment.course_run_id == run.id)
    )


def history(run: CourseRun, kind: AssessmentKind, enrolment_id: int) -> Select[ScoreEntry]:
    """Every entry for one person in one test, the first one first."""
    return (
        select(ScoreEntry)
        .join(ScoreEntry.assessment)
        .where(
            Assessment.course_run_id == run.id,
            Assessment.kind == kind,
            ScoreEntry.enrolment_id == enrolment_id,
        )
        .order_by(ScoreEntry.id)
    )


def recorders(entries: Iterable[ScoreEntry]) -> dict[int, str]:
    """The names of the accounts that made these entries, by account."""
    ids = {entry.recorded_by_id for entry in entries if entry.recorded_by_id is not None}
    if not ids:
        return {}
    query = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids))
    return dict(db.session.execute(query).all())


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


def invariants() -> list[tuple[str, Select[*tuple[Any, ...]]]]:
    """A sentence that always holds, and the query for what would break it."""
    entry, before = ScoreEntry, aliased(ScoreEntry)
    of_test = (
        select(entry.id)
        .join(Assessment, Assessment.id == entry.assessment_id)
        .join(CourseRun, CourseRun.id == Assessment.course_run_id)
        .order_by(entry.id)
    )
    strangers = of_test.join(Enrolment, Enrolment.id == entry.enrolment_id).where(
        Enrolment.course_run_id != Assessment.course_run_id
    )
    too_often = of_test.where(
        or_(
            and_(Assessment.kind != AssessmentKind.EXAM, entry.attempt > 1),
            entry.attempt > CourseRun.max_attempts,
        )
    )
    skipped = of_test.where(
        entry.attempt > 1,
        ~exists()
        .where(
            before.assessment_id == entry.assessment_id,
            before.enrolment_id == entry.enrolment_id,
            before.attempt == entry.attempt - 1,
        )
        .correlate(entry),
    )
    astray = (
        select(entry.id)
        .join(before, before.id == entry.replaces_id)
        .where(
            or_(
                before.enrolment_id != entry.enrolment_id,
                before.assessment_id != entry.assessment_id,
                before.attempt != entry.attempt,
                before.id > entry.id,
            )
        )
        .order_by(entry.id)
    )
    return [
        (
            "no mark is above the most that its test gives",
            of_test.where(entry.score > Assessment.max_score),
        ),
        ("nobody has a mark in a test of others", strangers),
        ("nobody sat a test more often than the run allows", too_often),
        ("no attempt is without the one before it", skipped),
        ("a corrected mark replaces one of the same person, test and attempt", astray),
    ]
