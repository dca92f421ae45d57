"""Marks: exact, kept attempt by attempt, corrected with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.assessment import queries, rules, services
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
from lms.assessment.models import AssessmentKind
from lms.audit.models import AuditEvent
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
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


def test_a39_a_mark_that_was_not_changed_gives_way_to_a_newer_one(exam, mona, trainer):
    hany = EnrolmentFactory(run=exam.run)
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)
    seen = queries.last_entry(exam)
    services.set_scores(exam, 1, {mona.id: 6800}, taken_on=DAY, by=trainer, seen=seen)

    both = {mona.id: 5800, hany.id: 7000}
    services.set_scores(exam, 1, both, taken_on=DAY, by=trainer, seen=seen)

    assert {one: attempts[0].score for one, attempts in queries.scores(exam).items()} == {
        mona.id: 6800,
        hany.id: 7000,
    }


def test_a39_two_first_marks_in_the_same_moment_keep_one(exam, mona, trainer, monkeypatch):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)
    # What the slower of two reads before the quicker has written.
    monkeypatch.setattr(queries, "scores", lambda *_args, **_named: {})

    with pytest.raises(ScoresChanged) as refused:
        services.set_scores(exam, 1, {mona.id: 6800}, taken_on=DAY, by=trainer, seen=0)

    assert refused.value.enrolment_ids == [mona.id]


def test_a39_a_long_list_of_names_is_cut_short(exam, trainer):
    people = [EnrolmentFactory(run=exam.run) for _ in range(7)]
    services.set_scores(exam, 1, {p.id: 100 for p in people}, taken_on=DAY, by=trainer, seen=0)

    with pytest.raises(ScoresChanged) as refused:
        services.set_scores(exam, 1, {p.id: 200 for p in people}, taken_on=DAY, by=trainer, seen=0)

    assert "and 2 more" in refused.value.text


def test_saving_the_same_marks_again_adds_nothing(exam, mona, trainer):
    for _ in range(2):
        services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)

    assert len(queries.scores(exam)[mona.id]) == 1


def test_a_day_is_corrected_only_when_asked_for(exam, mona, trainer):
    right, wrong = date(2026, 11, 18), DAY
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=wrong, by=trainer, seen=0)
    seen = queries.last_entry(exam)
    given = {"taken_on": right, "by": trainer, "seen": seen}

    assert services.set_scores(exam, 1, {mona.id: 5800}, **given) == 0
    assert services.set_scores(exam, 1, {mona.id: 5800}, **given, redate=True) == 1
    assert queries.scores(exam)[mona.id][0].taken_on == right


def test_a_later_attempt_is_not_on_an_earlier_day(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)

    before = date(2026, 11, 18)
    with pytest.raises(SatEarlier):
        services.set_scores(exam, 2, {mona.id: 6100}, taken_on=before, by=trainer, seen=0)


def test_an_attempt_is_not_skipped(exam, mona, trainer):
    with pytest.raises(AttemptOutOfOrder) as refused:
        services.set_scores(exam, 2, {mona.id: 6100}, taken_on=DAY, by=trainer, seen=0)

    assert refused.value.enrolment_id == mona.id


def test_an_exam_before_the_run_is_refused_and_a_pre_test_is_not(exam, mona, trainer):
    before = date(2026, 11, 14)
    with pytest.raises(DayBeforeRun):
        services.set_scores(exam, 1, {mona.id: 6100}, taken_on=before, by=trainer, seen=0)
    pre = next(one for one in queries.assessments(exam.run) if one is not exam)

    assert services.set_scores(pre, 1, {mona.id: 100}, taken_on=before, by=trainer, seen=0) == 1


def test_two_first_marks_make_the_tests_once(exam, monkeypatch):
    there = queries.assessments(exam.run)
    answers = iter([[], there])
    monkeypatch.setattr(queries, "assessments", lambda _run: next(answers))

    assert services.ensure_assessments(exam.run) == there


def test_saving_and_correcting_are_told_in_the_audit_log(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 5800}, taken_on=DAY, by=trainer, seen=0)
    seen = queries.last_entry(exam)
    with clock.frozen(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        services.set_scores(
            exam, 1, {mona.id: 6800}, taken_on=DAY, by=trainer, seen=seen, reason="Page two"
        )

    saved, corrected = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (saved.action, saved.details["marks"]) == ("assessment.mark", 1)
    assert (corrected.action, corrected.reason) == ("assessment.correct", "Page two")


def test_s14_averages_are_of_those_with_both_marks_and_say_so(exam, trainer):
    pre, _exam = queries.assessments(exam.run)
    exam.run.has_post_test = True
    post = services.ensure_assessments(exam.run)[1]
    people = [EnrolmentFactory(run=exam.run) for _ in range(30)]
    given = {"taken_on": DAY, "by": trainer, "seen": 0}
    services.set_scores(pre, 1, {one.id: 4000 for one in people[:28]}, **given)
    services.set_scores(post, 1, {one.id: 7050 for one in people[2:]}, **given)
    services.set_scores(post, 1, {people[0].id: None}, **given)

    gain = queries.learnt(exam.run)

    assert (gain.people, gain.both) == (30, 26)
    assert (gain.average_before, gain.average_after, gain.average) == (4000, 7050, 3050)
    assert gain.change == Fraction(3050, 4000)


def test_s14_without_anybody_there_is_no_average():
    gain = rules.Gain(people=30, both=0, before=0, after=0)

    assert (gain.average_before, gain.average_after, gain.average, gain.change) == (None,) * 4


@pytest.mark.parametrize(
    ("language", "hundredths", "places", "text"),
    [
        ("en", 7000, None, "+70"),
        ("en", -450, None, "\u22124.5"),
        ("en", 0, None, "0"),
        ("en", Fraction(2000, 3), 1, "+6.6"),
        ("ar", 7000, None, "\u061c+٧٠"),
        ("fa", 7000, None, "\u200e+۷۰"),
    ],
)
def test_a_gain_has_its_sign(language, hundredths, places, text):
    with use_preferences(Preferences(language=language)):
        assert rules.signed(hundredths, places) == text


def test_who_did_not_pass_sits_again_and_who_has_sat_stays_on_the_list(exam, trainer):
    passed, failed, absent, new = (EnrolmentFactory(run=exam.run) for _ in range(4))
    first = {passed.id: 6000, failed.id: 5999, absent.id: None}
    services.set_scores(exam, 1, first, taken_on=DAY, by=trainer, seen=0)

    def again() -> set[int]:
        return set(
            db.session.scalars(queries.sitting(exam.run, exam, 2).with_only_columns(Enrolment.id))
        )

    assert again() == {failed.id, absent.id}
    services.set_scores(exam, 2, {failed.id: 7000}, taken_on=DAY, by=trainer, seen=0)
    assert again() == {failed.id, absent.id}
    assert new.id not in again()


def test_a_corrected_pass_lets_nobody_down(exam, mona, trainer):
    services.set_scores(exam, 1, {mona.id: 6000}, taken_on=DAY, by=trainer, seen=0)
    seen = queries.last_entry(exam)
    services.set_scores(exam, 1, {mona.id: 5000}, taken_on=DAY, by=trainer, seen=seen)

    assert list(db.session.scalars(queries.sitting(exam.run, exam, 2))) == [mona]


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
