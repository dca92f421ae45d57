"""Marks: exact, kept attempt by attempt, corrected with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from lms.accounts.roles import Role
from lms.assessment import queries, rules, services
from lms.assessment.errors import (
    AlreadyPassed,
    DayAhead,
    NoFurtherAttempt,
    NotOnTheRoster,
    ReasonMissing,
    RunClosed,
    ScoreOutOfRange,
    ScoresChanged,
)
from lms.assessment.models import AssessmentKind
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.support.factories import EnrolmentFactory, RunFactory, actor

DAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(datetime(2026, 11, 19, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def trainer(app):
    return actor(Role.TRAINER)


@pytest.fixture
def exam(app):
    run = RunFactory(has_exam=True, has_pre_test=True)
    found = {one.kind: one for one in services.ensure_assessments(run)}
    return found[AssessmentKind.EXAM]


@pytest.fixture
def mona(exam):
    return EnrolmentFactory(run=exam.run)


def test_a_run_has_the_tests_that_its_rules_name_once(exam):
    services.ensure_assessments(exam.run)

    kinds = [one.kind for one in queries.assessments(exam.run)]
    assert kinds == [AssessmentKind.PRE_TEST, AssessmentKind.EXAM]


def test_s14_the_better_attempt_counts_and_both_are_kept(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)
    services.set_scores(exam, 2, {mona.id: 6100}, taken_on=DAY, by=trainer, seen=0)

    result = queries.exam_results(exam.course_run_id)[mona.id]
    assert (result.score, result.attempt, result.attempts) == (6100, 2, 2)


def test_s14_a_third_attempt_is_refused(exam, mona, trainer):
    for attempt in (1, 2):
        services.set_scores(exam, attempt, {mona.id: 5000}, taken_on=DAY, by=trainer, seen=0)

    with pytest.raises(NoFurtherAttempt):
        services.set_scores(exam, 3, {mona.id: 7000}, taken_on=DAY, by=trainer, seen=0)


def test_nobody_sits_again_who_has_passed(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 6000}, taken_on=DAY, by=trainer, seen=0)

    with pytest.raises(AlreadyPassed):
        services.set_scores(exam, 2, {mona.id: 9000}, taken_on=DAY, by=trainer, seen=0)


@pytest.mark.parametrize("score", [-1, 10001])
def test_a38_a_score_outside_the_scale_is_refused(exam, mona, trainer, score):
    with pytest.raises(ScoreOutOfRange):
        services.set_scores(exam, 1, {mona.id: score}, taken_on=DAY, by=trainer, seen=0)


def test_not_coming_is_no_score(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: None}, taken_on=DAY, by=trainer, seen=0)

    assert queries.exam_results(exam.course_run_id)[mona.id].score is None


def test_a_correction_keeps_the_first_mark(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)
    seen = queries.last_entry(exam)
    services.set_scores(exam, 1, {mona.id: 6800}, taken_on=DAY, by=trainer, seen=seen)

    first, second = db.session.scalars(queries.history(exam.run, exam.kind, mona.id))
    assert (first.score, second.score, second.replaces_id) == (5800, 6800, first.id)


def test_s14_a_mark_of_an_earlier_day_is_changed_only_with_a_reason(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)
    seen = queries.last_entry(exam)

    with clock.frozen(datetime(2026, 11, 20, 12, tzinfo=UTC)), pytest.raises(ReasonMissing):
        services.set_scores(exam, 1, {mona.id: 6800}, taken_on=DAY, by=trainer, seen=seen)


def test_a39_marks_that_somebody_else_entered_are_not_overwritten(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)

    with pytest.raises(ScoresChanged):
        services.set_scores(exam, 1, {mona.id: 6800}, taken_on=DAY, by=trainer, seen=0)


def test_a_day_ahead_a_stranger_and_a_closed_run_are_refused(exam, mona, trainer):
    stranger = EnrolmentFactory()
    with pytest.raises(DayAhead):
        services.set_scores(exam, 1, {mona.id: 1}, taken_on=date(2026, 11, 20), by=trainer, seen=0)
    with pytest.raises(NotOnTheRoster):
        services.set_scores(exam, 1, {stranger.id: 1}, taken_on=DAY, by=trainer, seen=0)
    exam.run.state = RunState.CLOSED
    with pytest.raises(RunClosed):
        services.set_scores(exam, 1, {mona.id: 1}, taken_on=DAY, by=trainer, seen=0)


def test_s14_a_gain_from_nothing_has_no_percentage():
    assert rules.gain(0, 7000) == (7000, None)
    assert rules.gain(4000, 5000) == (1000, Fraction(1, 4))


def test_a_score_is_brought_to_a_hundred_without_rounding_up():
    assert rules.of_hundred(1799, 3000) == 5996
