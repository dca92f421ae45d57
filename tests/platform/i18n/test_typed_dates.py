"""Reading dates as people type them."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.i18n import LANGUAGES, Preferences, use_preferences
from lms.platform.i18n.calendars import (
    AmbiguousDate,
    Calendar,
    DateRefused,
    NoSuchDate,
    UnreadableDate,
    names,
    parse_date,
)
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.month_names import MONTH_TABLES

DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-17",
        "2026/11/17",
        "2026.11.17",
        "2026 11 17",
        "2026،11،17",
        "20261117",
        "17/11/2026",
        "17-11-2026",
        "17.11.2026",
        "  17 / 11 / 2026 ",
        "٢٠٢٦/١١/١٧",
        "۱۷/۱۱/۲۰۲۶",
        "١٧\u200f/١١\u200f/٢٠٢٦",
        "2026-11-17 00:00:00",
        "2026-11-17T00:00:00",
        "17 November 2026",
        "17 nov 2026",
        "November 17, 2026",
        "Tuesday, 17th of November 2026",
        "١٧ نوفمبر ٢٠٢٦",
        "الثلاثاء ١٧ نوفمبر ٢٠٢٦ م",
        "17 تشرين الثاني 2026",
        "۱۷ نوامبر ۲۰۲۶",
        "17 ნოემბერი, 2026",
        "2026 წლის 17 ნოემბერს",
        "1405/8/26 ه.ش",
        "26 آبان 1405",
        "۲۶ آبان ماه ۱۴۰۵",
        "26 Aban 1405",
        "1448/6/7 هـ",
        "7 Jumada II 1448",
        "٧ جمادى الآخرة ١٤٤٨ هـ",
        "7 جمادى الثانية 1448",
        "7 ჯუმადა ას-სანია 1448",
    ],
)
def test_reads_a_day_in_any_dress(text):
    assert parse_date(text, "gregorian", "en") == DAY


@pytest.mark.parametrize(
    ("text", "calendar", "language"),
    [
        ("1405/8/26", "jalali", "fa"),
        ("26/8/1405", "jalali", "fa"),
        ("1405/8/26", "gregorian", "fa"),
        ("1448/6/7", "hijri", "ar"),
        ("1448/6/7", "gregorian", "ar"),
        ("2026-11-17", "jalali", "fa"),
        ("2026-11-17", "hijri", "ar"),
    ],
)
def test_takes_the_calendar_from_the_year(text, calendar, language):
    assert parse_date(text, calendar, language) == DAY


def test_takes_the_second_calendar_for_a_year_of_another():
    with use_preferences(Preferences(second_calendar="hijri")):
        assert parse_date("1448/6/7", "gregorian", "en") == DAY


def test_asks_when_a_year_could_be_of_two_calendars():
    with pytest.raises(AmbiguousDate, match="1405 could be Hijri or Jalali"):
        parse_date("1405/8/26", "gregorian", "en")


def test_refuses_an_order_that_two_readers_read_differently():
    with pytest.raises(AmbiguousDate) as refusal:
        parse_date("5/6/2026", "gregorian", "en")
    assert str(refusal.value) == (
        "This could be 5 June 2026 or 6 May 2026. Write the month in words, or the year first."
    )


@pytest.mark.parametrize(("text", "day"), [("5/5/2026", 5), ("13/5/2026", 13), ("06.05.2026", 6)])
def test_reads_the_day_first_where_nobody_could_mean_otherwise(text, day):
    assert parse_date(text, "gregorian", "en") == date(2026, 5, day)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "17", "2026", "2026-11", "17 November", "November 2026", "17 Novembar 2026",
        "17/11/26", "1/2/3", "2026-11-17 12:30", "17 11 November 2026", "2026 November 2027",
        "²026-11-17", "2026-11-17 xyz", "9" * 70, "17 November 2026 هـ", "--", "\u200f",
    ],
)  # fmt: skip
def test_refuses_what_is_no_date(text):
    with pytest.raises(UnreadableDate):
        parse_date(text, "gregorian", "en")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31 April 2026", "31 April 2026 does not exist"),
        ("2026-02-30", "30 February 2026 does not exist"),
        ("1402/12/30 ش", "30 Esfand 1402 does not exist: 1402 is not a leap year"),
        ("11/17/2026", "There is no month 17"),
        ("99999999", "9999 is not a year of our time"),
        ("0026-11-17", "26 is not a year of our time"),
        ("1 Muharram 1342", "Hijri dates are known from"),
    ],
)
def test_says_why_there_is_no_such_day(text, reason):
    with pytest.raises(NoSuchDate, match=reason):
        parse_date(text, "gregorian", "en")


@given(st.text(max_size=80))
def test_answers_any_text_with_a_day_or_a_refusal(text):
    with contextlib.suppress(DateRefused):
        assert isinstance(parse_date(text, "gregorian", "ar"), date)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("calendar", list(Calendar))
@pytest.mark.parametrize("style", ["long", "medium", "weekday", "typed"])
def test_reads_back_what_it_shows(language, calendar, style):
    with use_preferences(Preferences(language=language, calendar=calendar)):
        for day in (DAY, date(2026, 5, 6), date(2024, 2, 29), date(2025, 3, 20)):
            assert parse_date(date_text(day, style), calendar, language) == day


def test_shows_an_example_in_the_calendar_and_digits_of_the_reader():
    with use_preferences(Preferences(language="fa")), pytest.raises(UnreadableDate) as refusal:
        parse_date("؟", "jalali", "fa")
    assert "۱۴۰۵/۰۸/۲۶" in refusal.value.reason


def test_no_name_means_two_months():
    meant = {}
    for language in LANGUAGES:
        with use_preferences(Preferences(language=language)):
            for calendar, table in MONTH_TABLES:
                for number, name in enumerate(table, start=1):
                    known = meant.setdefault(names.key(str(name)), (calendar, number))
                    assert known == (calendar, number)
    assert meant.items() <= names.months().items()
