"""Entering marks. Attempts are kept apart, and a correction is an entry that replaces another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from lms.assessment import queries
from lms.assessment.errors import (
    AlreadyPassed,
    AttemptOutOfOrder,
    DayAhead,
    DayBeforeRun,
    NoFurtherAttempt,
    NotOnTheRoster,
    ReasonMissing,
    RunClosed,
    SatEarlier,
    ScoreOutOfRange,
    ScoresChanged,
)
from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.assessment.rules import attempts_allowed, is_over, kinds, points, score_needed
from lms.audit.services import record as record_event
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import some_of
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun

MOST_NAMES = 5
"""How many names a message gives before it says how many there are besides."""


@dataclass(frozen=True)
class _Change:
    """A mark that is to be written, and the entry that it replaces."""

    score: int | None
    replaces: ScoreEntry | None


def ensure_assessments(run: CourseRun) -> list[Assessment]:
    """Make the tests that the run's rules name, where they are missing."""
    there = {one.kind for one in queries.assessments(run)}
    missing = [kind for kind in kinds(run) if kind not in there]
    if missing:
        try:
            with db.session.begin_nested():
                db.session.add_all(Assessment(course_run_id=run.id, kind=kind) for kind in missing)
        except IntegrityError:  # Two tabs at once: the other one was quicker.
            db.session.expire_all()
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
    redate: bool = False,
) -> int:
    """Write the marks that differ from those in force; returns how many entries were added.

    `scores` is keyed by enrolment, in hundredths of a point; None says that the person did not come. `seen` is the
    last entry of the test when the list was opened: a mark that is as it stood then was not changed by this person,
    and gives way to a newer one. `redate` gives marks that stay the day `taken_on`, too.

    Raises:
        RunClosed, DayAhead, DayBeforeRun: nothing can be entered.
        NotOnTheRoster, ScoreOutOfRange, NoFurtherAttempt, AttemptOutOfOrder, AlreadyPassed, SatEarlier: a mark cannot
            be taken.
        ReasonMissing: a mark of an earlier day would be changed in silence.
        ScoresChanged: somebody else entered some of them in the meantime.
    """
    run = assessment.run
    _refuse_unwritable(assessment, taken_on)
    roster = _roster(run, scores.keys())
    current = queries.scores(assessment, only=scores.keys())
    newer = _newer(current, attempt, seen)
    seen_then = queries.as_seen(assessment, attempt, seen, newer) if newer else {}
    changes = {}
    for enrolment_id, score in scores.items():
        attempts = current.get(enrolment_id, [])
        there = attempts[attempt - 1] if attempt <= len(attempts) else None
        known = [one for one in (there, seen_then.get(enrolment_id)) if one is not None]
        day = taken_on if redate else None
        if not any(_repeats(one, score, day) for one in known):
            _check(assessment, roster[enrolment_id], attempts, attempt, score, taken_on)
            changes[enrolment_id] = _Change(score, there)
    if conflicts := sorted(newer & changes.keys()):
        raise _scores_changed(conflicts, roster)
    _refuse_silent_correction(run, changes, reason)
    _add(assessment, attempt, changes, roster, taken_on=taken_on, by=by, reason=reason)
    return len(changes)


def _refuse_unwritable(assessment: Assessment, taken_on: date) -> None:
    run = assessment.run
    if is_over(run):
        raise RunClosed
    if taken_on > clock.today(run.unit.country.timezone):
        raise DayAhead
    before_the_run = run.starts_on is not None and taken_on < run.starts_on
    if before_the_run and run.starts_on and assessment.kind is not AssessmentKind.PRE_TEST:
        raise DayBeforeRun(date=date_text(run.starts_on))


def _roster(run: CourseRun, enrolment_ids: Collection[int]) -> dict[int, Enrolment]:
    query = queries.roster(run).where(Enrolment.id.in_(enrolment_ids))
    roster = {one.id: one for one in db.session.scalars(query)}
    if len(roster) < len(enrolment_ids):
        raise NotOnTheRoster
    return roster


def _newer(current: Mapping[int, list[ScoreEntry]], attempt: int, seen: int) -> set[int]:
    """Whose mark in this attempt was entered since the list was opened."""
    return {
        enrolment_id
        for enrolment_id, attempts in current.items()
        if any(one.attempt == attempt and one.id > seen for one in attempts)
    }


def _repeats(entry: ScoreEntry, score: int | None, day: date | None) -> bool:
    return entry.score == score and day in (None, entry.taken_on)


def _check(
    assessment: Assessment,
    enrolment: Enrolment,
    attempts: Sequence[ScoreEntry],
    attempt: int,
    score: int | None,
    taken_on: date,
) -> None:
    name, most = enrolment.person.full_name, assessment.max_score
    if score is not None and not 0 <= score <= most:
        raise ScoreOutOfRange(enrolment.id, name=name, most=points(most))
    allowed = attempts_allowed(assessment.run, assessment.kind)
    if attempt > allowed:
        raise NoFurtherAttempt(enrolment.id, name=name, most=number(allowed))
    if attempt > len(attempts) + 1:
        first_missing = number(len(attempts) + 1)
        raise AttemptOutOfOrder(enrolment.id, name=name, attempt=first_missing)
    is_new = attempt > len(attempts)
    if is_new and any(_passes(one, assessment) for one in attempts):
        raise AlreadyPassed(enrolment.id, name=name)
    _check_order(enrolment, attempts[: attempt - 1], taken_on)


def _check_order(enrolment: Enrolment, before: Sequence[ScoreEntry], taken_on: date) -> None:
    if before and before[-1].taken_on > taken_on:
        raise SatEarlier(
            enrolment.id,
            name=enrolment.person.full_name,
            attempt=number(before[-1].attempt),
            date=date_text(before[-1].taken_on),
        )


def _passes(entry: ScoreEntry, assessment: Assessment) -> bool:
    if assessment.kind is not AssessmentKind.EXAM or entry.score is None:
        return False
    return entry.score >= score_needed(assessment.run.pass_mark, assessment.max_score)


def _scores_changed(enrolment_ids: Sequence[int], roster: Mapping[int, Enrolment]) -> ScoresChanged:
    names = [roster[one].person.full_name for one in enrolment_ids]
    return ScoresChanged(some_of(names, MOST_NAMES), list(enrolment_ids))


def _refuse_silent_correction(
    run: CourseRun, changes: Mapping[int, _Change], reason: str | None
) -> None:
    zone = ZoneInfo(run.unit.country.timezone)
    today = clock.now().astimezone(zone).date()
    replaced = [change.replaces for change in changes.values() if change.replaces is not None]
    earlier = any(one.recorded_at.astimezone(zone).date() < today for one in replaced)
    if earlier and not (reason or "").strip():
        raise ReasonMissing


def _add(
    assessment: Assessment,
    attempt: int,
    changes: Mapping[int, _Change],
    roster: Mapping[int, Enrolment],
    *,
    taken_on: date,
    by: Actor,
    reason: str | None,
) -> None:
    if not changes:
        return
    at = clock.now()
    entries = [
        ScoreEntry(
            assessment_id=assessment.id,
            enrolment_id=enrolment_id,
            attempt=attempt,
            score=change.score,
            taken_on=taken_on,
            replaces_id=change.replaces.id if change.replaces else None,
            reason=reason if change.replaces else None,
            recorded_by_id=by.id or None,
            recorded_at=at,
        )
        for enrolment_id, change in changes.items()
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(entries)
    except IntegrityError as error:  # The same people were marked in the same moment.
        raise _scores_changed(sorted(changes), roster) from error
    corrected = [one for one, change in changes.items() if change.replaces is not None]
    record_event(
        "assessment.correct" if corrected else "assessment.mark",
        actor=by,
        subject=assessment,
        details={"attempt": attempt, "marks": len(changes), "corrected": corrected},
        reason=reason if corrected else None,
        unit_id=assessment.run.unit_id,
    )
