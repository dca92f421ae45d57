"""How often something may be tried, for all workers alike, and how long one waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from lms.jobs.subscriptions import forget_old_tries
from lms.platform import clock, throttle
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.throttle import CountedTry, Limit, TooManyTries

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
THRICE = Limit("test", 3, timedelta(minutes=1))


def take(times: int, whom: str = "nadia") -> None:
    for _ in range(times):
        throttle.take(THRICE.of(whom))


def test_refuses_the_one_after_the_last_and_says_for_how_long(app: Flask) -> None:
    with clock.frozen(NOW):
        take(1)
    with clock.frozen(NOW + timedelta(seconds=20)):
        take(2)
        with pytest.raises(TooManyTries) as refusal:
            take(1)
    assert refusal.value.seconds == 40


def test_one_is_free_again_when_the_first_lies_behind(app: Flask) -> None:
    with clock.frozen(NOW):
        take(3)
    with clock.frozen(NOW + timedelta(seconds=61)):
        take(1)


def test_others_and_other_limits_are_not_kept_waiting(app: Flask) -> None:
    with clock.frozen(NOW):
        take(3)
        take(1, "omar")
        throttle.take(Limit("other", 3, timedelta(minutes=1)).of("nadia"))


def test_whoever_has_shown_who_they_are_begins_anew(app: Flask) -> None:
    with clock.frozen(NOW):
        take(3)
        throttle.forget(THRICE.of("nadia"))
        db.session.commit()
        take(3)


def test_a_clock_that_was_set_back_locks_nobody_out_for_longer(app: Flask) -> None:
    with clock.frozen(NOW + timedelta(days=3)):
        take(3)
    with clock.frozen(NOW), pytest.raises(TooManyTries) as refusal:
        take(1)
    assert refusal.value.seconds == 60


def test_says_of_nobody_what_they_did_and_forgets_it(app: Flask) -> None:
    with clock.frozen(NOW):
        take(1)
        assert "nadia" not in db.session.query(CountedTry).one().key
    with clock.frozen(NOW + timedelta(hours=25)):
        forget_old_tries()
        forget_old_tries()
    assert db.session.query(CountedTry).count() == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Wait 1 second,"),
        (61, "Wait 61 seconds,"),
        (301, "Wait 6 minutes,"),
        (36_000, "Wait 10 hours,"),
    ],
)
def test_the_time_is_said_in_words(sqlite_app: Flask, seconds: int, words: str) -> None:
    assert words in TooManyTries(seconds).text


def test_the_time_is_said_in_the_readers_language(sqlite_app: Flask) -> None:
    with use_preferences(Preferences(language="ar")):
        assert "دقيقتين" in TooManyTries(120).text


def test_one_that_was_right_is_given_back(app: Flask) -> None:
    with clock.frozen(NOW):
        take(3)
        throttle.give_back(THRICE.of("nadia"))
        db.session.commit()
        take(1)
        with pytest.raises(TooManyTries):
            take(1)


def test_many_at_the_same_moment_are_no_way_past_a_limit(app: Flask) -> None:
    start = threading.Barrier(12)

    def one() -> bool:
        with app.app_context():
            start.wait()
            try:
                take(1)
            except TooManyTries:
                return False
            return True

    with ThreadPoolExecutor(12) as pool:
        let_through = [done.result() for done in [pool.submit(one) for _ in range(12)]]

    assert let_through.count(True) == 3
