"""Entering marks. Attempts are kept apart, and a correction is an entry that replaces another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.exc import IntegrityError

from lms.assessment import queries
from lms.assessment.errors import (
    AlreadyPassed,
    AttemptOutOfOrder,
    DayAhead,
    NoFurtherAttempt,
    NotOnTheRoster,
    ReasonMissing,
    RunClosed,
    ScoreOutOfRange,
    ScoresChanged,
)
from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.assessment.rules import HUNDREDTHS, of_hundred
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun, RunState


def ensure_assessments(run: CourseRun) -> list[Assessment]:
    """Make the tests that the run's rules name, where they are missing."""
    wanted = {
        AssessmentKind.PRE_TEST: run.has_pre_test,
        AssessmentKind.POST_TEST: run.has_post_test,
        AssessmentKind.EXAM: run.has_exam,
    }
    there = {one.kind for one in queries.assessments(run)}
    db.session.add_all(
        Assessment(course_run_id=run.id, kind=kind)
        for kind, is_wanted in wanted.items()
        if is_wanted and kind not in there
    )
    db.session.flush()
    return queries.assessments(run)


def set_scores(
    assessment: Assessment,
    attempt: int,
    scores: Mapping[int, int | None],
    *,
    taken_on: date,
    by: Actor,
    seen: int,
    reason: str | None = None,
) -> int:
    """Write the marks that differ from those in force; returns how many entries were added.

    `scores` is keyed by enrolment, in hundredths of a point; None says that the person did not come. `seen` is the last
    entry of the test when the list was opened.

    Raises:
        RunClosed, DayAhead: nothing can be entered.
        NotOnTheRoster, ScoreOutOfRange, NoFurtherAttempt, AttemptOutOfOrder, AlreadyPassed: a mark cannot be taken.
        ReasonMissing: a mark of an earlier day would be changed in silence.
        ScoresChanged: somebody else entered some of them in the meantime.
    """
    run = assessment.run
    _refuse_unwritable(run, taken_on)
    roster = {one.id: one for one in db.session.scalars(queries.roster(run))}
    if not scores.keys() <= roster.keys():
        raise NotOnTheRoster
    current = queries.scores(assessment)
    changes = {}
    for enrolment_id, score in scores.items():
        attempts = current.get(enrolment_id, [])
        there = attempts[attempt - 1] if attempt <= len(attempts) else None
        if there is not None and there.score == score:
            continue
        _check(assessment, roster[enrolment_id], attempts, attempt, score)
        changes[enrolment_id] = (score, there)
    corrected = [there for _score, there in changes.values() if there is not None]
    if any(there.id > seen for there in corrected):
        raise ScoresChanged
    _refuse_silent_correction(run, corrected, reason)
    _add(assessment, attempt, changes, taken_on=taken_on, by=by, reason=reason)
    return len(changes)


def _refuse_unwritable(run: CourseRun, taken_on: date) -> None:
    if run.state in (RunState.CLOSED, RunState.CANCELLED):
        raise RunClosed
    if taken_on > clock.today(run.unit.country.timezone):
        raise DayAhead


def _check(
    assessment: Assessment,
    enrolment: Enrolment,
    attempts: list[ScoreEntry],
    attempt: int,
    score: int | None,
) -> None:
    name, most = enrolment.person.full_name, assessment.max_score
    if score is not None and not 0 <= score <= most:
        raise ScoreOutOfRange(name=name, most=number(most // HUNDREDTHS))
    allowed = assessment.run.max_attempts if assessment.kind is AssessmentKind.EXAM else 1
    if attempt > allowed:
        raise NoFurtherAttempt(name=name, most=number(allowed))
    if attempt > len(attempts) + 1:
        raise AttemptOutOfOrder(name=name, attempt=number(len(attempts) + 1))
    is_new = attempt > len(attempts)
    if is_new and any(_passes(one, assessment) for one in attempts):
        raise AlreadyPassed(name=name)


def _passes(entry: ScoreEntry, assessment: Assessment) -> bool:
    if assessment.kind is not AssessmentKind.EXAM or entry.score is None:
        return False
    return of_hundred(entry.score, assessment.max_score) >= assessment.run.pass_mark


def _refuse_silent_correction(
    run: CourseRun, corrected: list[ScoreEntry], reason: str | None
) -> None:
    today = clock.now().date()
    if any(one.recorded_at.date() < today for one in corrected) and not (reason or "").strip():
        raise ReasonMissing


def _add(
    assessment: Assessment,
    attempt: int,
    changes: Mapping[int, tuple[int | None, ScoreEntry | None]],
    *,
    taken_on: date,
    by: Actor,
    reason: str | None,
) -> None:
    at = clock.now()
    entries = [
        ScoreEntry(
            assessment_id=assessment.id,
            enrolment_id=enrolment_id,
            attempt=attempt,
            score=score,
            taken_on=taken_on,
            replaces_id=there.id if there else None,
            reason=reason if there else None,
            recorded_by_id=by.id or None,
            recorded_at=at,
        )
        for enrolment_id, (score, there) in changes.items()
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(entries)
    except IntegrityError as error:
        raise ScoresChanged from error
