from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from lms.platform import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_a_frozen_clock_stands_still_and_then_runs_on():
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with clock.frozen(noon):
        assert clock.now() == clock.now() == noon
    assert clock.now() != noon


def test_a_frozen_instant_of_another_zone_is_told_in_utc():
    with clock.frozen(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=4)))) as instant:
        assert (instant.day, instant.hour, clock.now().tzinfo) == (31, 21, UTC)


def test_a_naive_instant_cannot_be_frozen():
    with pytest.raises(ValueError, match="time zone"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001 - the naive value is the point
        pass


def test_the_inner_of_two_frozen_clocks_wins():
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    with clock.frozen(first):
        with clock.frozen(second):
            assert clock.now() == second
        assert clock.now() == first


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", date(2026, 11, 21)),
        ("Africa/Cairo", date(2026, 11, 22)),
        ("Asia/Tehran", date(2026, 11, 22)),
        ("America/New_York", date(2026, 11, 21)),
    ],
)
def test_today_depends_on_where_the_reader_is(zone, expected):
    with clock.frozen(datetime(2026, 11, 21, 22, 30, tzinfo=UTC)):
        assert clock.today(zone) == expected
