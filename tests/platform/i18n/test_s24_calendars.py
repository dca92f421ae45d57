"""S24: three calendars over one stored day, which no form that is saved untouched moves."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.forms import CalendarDateField, Form
from lms.platform.i18n import LANGUAGES, Preferences, use_preferences
from lms.platform.i18n.calendars import Calendar, NoSuchDate, from_calendar, to_calendar
from lms.platform.i18n.dates import date_text
from lms.scheduling.rules import instants

RANGES = {
    Calendar.GREGORIAN: (date.min, date.max),
    Calendar.HIJRI: (date(1924, 8, 1), date(2077, 11, 16)),
    Calendar.JALALI: (date(622, 3, 22), date(9999, 3, 19)),
}
READERS = [(language, calendar) for language in LANGUAGES for calendar in Calendar]


class Dated(Form):
    day = CalendarDateField("Day")


@pytest.fixture(scope="module")
def saved(sqlite_application):
    """What is stored after a form was opened and saved with nothing touched."""

    def save(reader, day, again=None):
        with sqlite_application.test_request_context("/"), use_preferences(reader):
            shown = Dated(None, day=day).day._value()
        with (
            sqlite_application.test_request_context("/", method="POST", data={"day": shown}),
            use_preferences(again or reader),
        ):
            form = Dated(day=day if again is None else None)
            assert form.validate_on_submit(), form.errors
            return form.day.data

    return save


def test_s24_a_date_is_there_or_is_refused():
    assert from_calendar(1403, 12, 30, "jalali") == date(2025, 3, 20)
    with pytest.raises(NoSuchDate):
        from_calendar(1402, 12, 30, "jalali")
    assert from_calendar(1404, 1, 1, "jalali") == date(2025, 3, 21)
    assert from_calendar(1440, 4, 1, "hijri") == date(2018, 12, 8)


@pytest.mark.parametrize(("language", "calendar"), READERS)
def test_s24_saving_untouched_leaves_the_date_identical_over_the_whole_range(
    saved, language, calendar
):
    reader = Preferences(language=language, calendar=calendar)
    first, last = RANGES[calendar]

    @given(st.dates(first, last))
    def untouched(day):
        assert saved(reader, day) == day

    untouched()
    for end in (first, last):
        assert saved(reader, end) == end


@pytest.mark.parametrize("day", [date(1924, 7, 31), date(2077, 11, 17), date(1800, 1, 1)])
def test_s24_a_date_outside_the_hijri_table_is_shown_gregorian_and_stays(saved, day):
    assert saved(Preferences(language="ar", calendar="hijri"), day) == day


@given(day=st.dates(date(1924, 8, 1), date(2077, 11, 16)), reader=st.sampled_from(READERS))
def test_s24_what_a_field_shows_is_read_back_even_where_nobody_knows_what_was_stored(
    saved, day, reader
):
    language, calendar = reader
    one = Preferences(language=language, calendar=calendar)
    assert saved(one, day, again=one) == day


@given(st.dates(date(1924, 8, 1), date(2077, 11, 16)))
def test_s24_readers_of_different_calendars_see_the_same_weekday(day):
    for calendar in Calendar:
        with use_preferences(Preferences(calendar=calendar)):
            assert date_text(day, "weekday").startswith(f"{day:%A} ")
        assert from_calendar(*to_calendar(day, calendar), calendar).isoweekday() == day.isoweekday()


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Africa/Cairo", date(2026, 4, 24), 180),  # 00:00 becomes 01:00
        ("Asia/Gaza", date(2026, 10, 24), 300),  # 02:00 becomes 01:00
        ("Asia/Tehran", date(2026, 3, 22), 240),  # no change since 2022
        ("Asia/Tbilisi", date(2026, 3, 29), 240),
    ],
)
def test_s24_a_session_across_a_change_of_clocks_has_its_true_minutes(zone, day, minutes):
    start, end = time(0), time(4)
    starts_at, ends_at, true = instants(day, start, end, zone)
    assert true == minutes == (ends_at - starts_at).total_seconds() // 60
