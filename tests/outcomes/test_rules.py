"""The decision as a pure function."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.attendance.models import Mark
from lms.outcomes.models import OutcomeState
from lms.outcomes.rules import (
    Attempt,
    Facts,
    Meeting,
    Presence,
    RunRules,
    decide,
    forecast_words,
    points,
    tally,
    words,
)
from lms.outcomes.rules import minutes_needed as needed
from lms.planning.models import ExcusedRule, JoiningRule
from lms.platform.i18n import Preferences, use_preferences

DAY = date(2026, 3, 1)
FIVE = tuple(Meeting(n, DAY + timedelta(days=n - 1), 360) for n in range(1, 6))


def present(*minutes: int | Mark) -> dict[int, Presence]:
    return {
        number: Presence(given, 0)
        if isinstance(given, Mark)
        else Presence(Mark.PRESENT if given else Mark.ABSENT, given)
        for number, given in enumerate(minutes, start=1)
    }


def facts(*minutes: int | Mark, **options: object) -> Facts:
    rules = options.pop("rules", RunRules())
    return Facts(rules=rules, meetings=FIVE, marks=present(*minutes), **options)


EXCUSED_AND_ABSENT = (360, 360, 360, Mark.EXCUSED, 0)


# S10


def test_s10_1440_of_1800_minutes_are_enough():
    decision = decide(facts(360, 360, 360, 360, 0))
    assert decision.state is OutcomeState.PASSED
    assert decision.rate == Fraction(4, 5)
    assert "Present for 80% of the 1,800 minutes held" in " ".join(words(decision.reasoning))


def test_s10_1439_of_1440_minutes_needed_is_one_minute_short():
    decision = decide(facts(360, 360, 360, 359, 0))
    assert decision.state is OutcomeState.FAILED_ATTENDANCE
    said = words(decision.reasoning)
    assert said[0] == "1,439 of 1,440 minutes needed: 1 minute short."
    assert "79.9%" in said[1]
    assert "80.0" not in said[1]


@pytest.mark.parametrize(
    ("rule", "present_minutes", "held", "state"),
    [
        (ExcusedRule.EXCLUDE, 1080, 1440, OutcomeState.FAILED_ATTENDANCE),
        (ExcusedRule.COUNT, 1440, 1800, OutcomeState.PASSED),
        (ExcusedRule.ABSENT, 1080, 1800, OutcomeState.FAILED_ATTENDANCE),
    ],
)
def test_s10_excused_minutes_follow_the_rule_of_the_run(rule, present_minutes, held, state):
    decision = decide(facts(*EXCUSED_AND_ABSENT, rules=RunRules(excused_rule=rule)))
    assert (decision.minutes_present, decision.minutes_held) == (present_minutes, held)
    assert decision.state is state


def test_s10_the_words_say_what_became_of_excused_minutes():
    said = {
        rule: words(
            decide(facts(*EXCUSED_AND_ABSENT, rules=RunRules(excused_rule=rule))).reasoning
        )[-1]
        for rule in ExcusedRule
    }
    assert said == {
        ExcusedRule.COUNT: "360 excused minutes count as present.",
        ExcusedRule.EXCLUDE: "360 excused minutes are left out of the measure.",
        ExcusedRule.ABSENT: "360 excused minutes count as absent.",
    }


# S8


def test_s8_a_cancelled_session_leaves_the_denominator_and_its_marks_are_void():
    meetings = (*FIVE[:4], Meeting(5, FIVE[4].held_on, 360, is_cancelled=True))
    enough = Facts(RunRules(), meetings, present(360, 360, 360, 72, 360))
    decision = decide(enough)
    assert (decision.minutes_held, decision.minutes_needed) == (1440, 1152)
    assert decision.minutes_present == 1152
    assert decision.state is OutcomeState.PASSED
    short = decide(Facts(RunRules(), meetings, present(360, 360, 360, 71, 360)))
    assert short.state is OutcomeState.FAILED_ATTENDANCE
    assert "Cancelled sessions do not count: 5 (360 minutes)." in words(short.reasoning)


# S11


def test_s11_unmarked_is_not_absent():
    decision = decide(facts(360, 360, 360))
    assert decision.state is None
    assert decision.unmarked_sessions == (4, 5)
    assert "Sessions without a mark: 4, 5." in words(decision.reasoning)


@pytest.mark.parametrize(
    ("rule", "held", "state"),
    [
        (JoiningRule.WHOLE_RUN, 1800, OutcomeState.FAILED_ATTENDANCE),
        (JoiningRule.SINCE_JOINING, 1080, OutcomeState.PASSED),
    ],
)
def test_s11_a_late_joiner_is_measured_by_the_rule_and_never_marked_before(rule, held, state):
    marks = {number: Presence(Mark.PRESENT, 360) for number in (3, 4, 5)}
    decision = decide(Facts(RunRules(joining_rule=rule), FIVE, marks, joined_on=FIVE[2].held_on))
    assert (decision.minutes_present, decision.minutes_held) == (1080, held)
    assert decision.state is state
    assert decision.unmarked_sessions == ()


# S14


EXAM = RunRules(has_exam=True)
ALL = (360,) * 5


def test_s14_the_second_attempt_passes_and_gives_the_date():
    sat = (Attempt(1, 5800, DAY), Attempt(2, 6100, DAY + timedelta(days=30)))
    decision = decide(facts(*ALL, rules=EXAM, attempts=sat))
    assert decision.state is OutcomeState.PASSED
    assert decision.score == 6100
    assert decision.met_on == DAY + timedelta(days=30)
    assert words(decision.reasoning)[-1] == (
        "Exam: 61 points, pass mark 60; passed on 31 March 2026, attempt 2."
    )


def test_the_exam_is_judged_exactly():
    below = decide(facts(*ALL, rules=EXAM, attempts=(Attempt(1, 5999, DAY),)))
    assert below.state is OutcomeState.FAILED_ASSESSMENT
    assert words(below.reasoning)[-1] == ("Exam: 59.99 points, pass mark 60; 1 of 2 attempts used.")
    # 17.99 of 30 points are 59.966 …, which never becomes 60.
    assert Attempt(1, 1799, DAY, max_score=3000).of_hundred == 5996


def test_no_exam_mark_is_open_and_not_coming_fails():
    nobody_said = decide(facts(*ALL, rules=EXAM))
    assert (nobody_said.state, nobody_said.lacks_exam) == (None, True)
    stayed_away = decide(facts(*ALL, rules=EXAM, attempts=(Attempt(1, None, DAY),)))
    assert stayed_away.state is OutcomeState.FAILED_ASSESSMENT


def test_who_missed_too_much_needs_no_exam_mark():
    decision = decide(facts(360, 0, 0, 0, 0, rules=EXAM))
    assert decision.state is OutcomeState.FAILED_ATTENDANCE
    assert not decision.lacks_exam


# Dates, withdrawals and edges


def test_the_day_met_is_the_last_session_attended_or_the_exam():
    assert decide(facts(360, 360, 360, 360, 0)).met_on == FIVE[3].held_on
    before = (Attempt(1, 9000, DAY - timedelta(days=3)),)
    assert decide(facts(*ALL, rules=EXAM, attempts=before)).met_on == FIVE[4].held_on


def test_a_withdrawal_is_an_outcome_of_its_own_whatever_was_marked():
    decision = decide(facts(360, is_withdrawn=True, withdrawn_on=DAY))
    assert decision.state is OutcomeState.WITHDRAWN
    assert decision.unmarked_sessions == ()
    assert words(decision.reasoning) == ["Withdrew from the course run on 1 March 2026."]


def test_excused_from_everything_is_not_attendance():
    decision = decide(facts(*(Mark.EXCUSED,) * 5))
    assert decision.state is OutcomeState.FAILED_ATTENDANCE
    assert decision.rate is None


def test_sessions_that_do_not_count_change_nothing():
    meetings = (*FIVE, Meeting(6, DAY, 600, counts=False))
    decision = decide(Facts(RunRules(), meetings, present(*ALL)))
    assert (decision.state, decision.minutes_held) == (OutcomeState.PASSED, 1800)


def test_a_mark_never_adds_more_than_the_session_has():
    assert decide(facts(900, 0, 0, 0, 0)).minutes_present == 360


def test_the_forecast_says_what_may_still_be_missed():
    coming = tuple(Meeting(n, FIVE[n - 1].held_on, 360, is_over=n <= 3) for n in range(1, 6))
    decision = decide(Facts(RunRules(), coming, present(360, 240, 360)))
    assert decision.state is None
    assert (decision.forecast.best, decision.forecast.needed) == (1680, 1440)
    assert forecast_words(decision.forecast) == (
        "Best still possible: 93.3%. 240 more minutes may be missed."
    )
    lost = decide(Facts(RunRules(), coming, present(0, 0, 360)))
    assert not lost.forecast.is_possible
    assert forecast_words(lost.forecast) == "Best still possible: 60%, 360 minutes too few."


def test_points_show_the_decimals_they_have():
    assert [points(6100), points(6150), points(6155)] == ["61", "61.5", "61.55"]


@given(
    basis_points=st.integers(0, 10_000),
    minutes=st.lists(st.tuples(st.integers(1, 1440), st.integers(0, 1440)), min_size=1, max_size=9),
)
def test_whole_minutes_decide_exactly_as_fractions_would(basis_points, minutes):
    meetings = tuple(Meeting(n, DAY, whole) for n, (whole, _part) in enumerate(minutes, start=1))
    marks = present(*(min(whole, part) for whole, part in minutes))
    decision = decide(Facts(RunRules(attendance_basis_points=basis_points), meetings, marks))
    enough = decision.rate >= Fraction(basis_points, 10_000)
    assert (decision.state is OutcomeState.PASSED) == enough


@given(st.integers(0, 10_000), st.integers(0, 100_000))
def test_minutes_needed_is_the_least_number_that_is_enough(basis_points, held):
    least = needed(basis_points, held)
    assert least * 10_000 >= basis_points * held
    assert least == 0 or (least - 1) * 10_000 < basis_points * held


@given(
    st.lists(
        st.tuples(st.integers(1, 600), st.sampled_from(["over", "coming", "cancelled", "before"])),
        max_size=8,
    ),
    st.data(),
)
def test_every_minute_that_counts_is_in_exactly_one_place(planned, data):
    meetings, marks = [], {}
    for number, (minutes, kind) in enumerate(planned, start=1):
        day = DAY - timedelta(days=9) if kind == "before" else DAY
        meetings.append(
            Meeting(
                number, day, minutes, is_cancelled=kind == "cancelled", is_over=kind != "coming"
            )
        )
        if kind == "over" and data.draw(st.booleans()):
            marks[number] = Presence(Mark.LATE, data.draw(st.integers(0, minutes)))
    sums = tally(Facts(RunRules(), tuple(meetings), marks, joined_on=DAY))
    counted = sum(one.minutes for one in meetings if not one.is_cancelled)
    assert sums.marked + sums.unmarked + sums.to_come == counted
    assert 0 <= sums.present <= sums.best <= sums.planned


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ka"])
def test_the_shortfall_is_said_in_every_language(language):
    decision = decide(facts(360, 360, 360, 359, 0))
    with use_preferences(Preferences(language)):
        said = " ".join(words(decision.reasoning))
    numbers = {"ar": ("١٬٤٣٩", "٧٩٫٩"), "fa": ("۱٬۴۳۹", "۷۹٫۹")}.get(language)
    for shown in numbers or ("1,439" if language == "en" else "1", "79"):
        assert shown in said
