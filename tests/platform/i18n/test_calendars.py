"""Hijri and Jalali against the vectors, and there and back over their whole ranges."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.calendars import (
    Calendar,
    FiscalRule,
    NoSuchDate,
    fiscal_bounds,
    fiscal_label,
    fiscal_year,
    from_calendar,
    month_length,
    to_calendar,
)

EGYPT = FiscalRule("gregorian", 7, 1)
CALENDAR_YEAR = FiscalRule("gregorian", 1, 1)
IRAN = FiscalRule("jalali", 1, 1)

with (Path(__file__).parents[2] / "data" / "calendar_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


def parts(iso):
    return tuple(map(int, iso.split("-")))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["id"])
def test_agrees_with_the_vectors(row):
    day = date.fromisoformat(row["gregorian"])
    assert to_calendar(day, "jalali") == parts(row["jalali"])
    assert from_calendar(*parts(row["jalali"]), "jalali") == day
    if row["umm_al_qura"]:
        assert to_calendar(day, "hijri") == parts(row["umm_al_qura"])
        assert from_calendar(*parts(row["umm_al_qura"]), "hijri") == day
    assert day.isoweekday() == int(row["iso_weekday"])
    assert f"{fiscal_year(day, EGYPT)}/{fiscal_year(day, EGYPT) + 1}" == row["fiscal_year_EG"]
    assert fiscal_label(fiscal_year(day, IRAN), IRAN) == row["fiscal_year_IR"]
    assert fiscal_label(fiscal_year(day, CALENDAR_YEAR), CALENDAR_YEAR) == row["fiscal_year_GE"]


RANGES = [
    (Calendar.GREGORIAN, date.min, date.max),
    (Calendar.HIJRI, date(1924, 8, 1), date(2077, 11, 16)),
    (Calendar.JALALI, date(622, 3, 22), date(9999, 3, 19)),
]


@pytest.mark.parametrize(("calendar", "first", "last"), RANGES)
def test_comes_back_to_the_same_day(calendar, first, last):
    @given(st.dates(first, last))
    def there_and_back(day):
        assert from_calendar(*to_calendar(day, calendar), calendar) == day

    there_and_back()
    for end in (first, last):
        assert from_calendar(*to_calendar(end, calendar), calendar) == end


@pytest.mark.parametrize("day", [date(1924, 7, 31), date(2077, 11, 17)])
def test_knows_no_hijri_date_outside_the_table(day):
    with pytest.raises(NoSuchDate, match="from 1 Muharram 1343 to 30 Dhuʻl-Hijjah 1500 only"):
        to_calendar(day, "hijri")


def test_knows_no_jalali_date_before_its_first():
    with pytest.raises(NoSuchDate):
        to_calendar(date(600, 1, 1), "jalali")


@pytest.mark.parametrize(
    ("calendar", "given_date", "reason"),
    [
        ("jalali", (1402, 12, 30), "30 Esfand 1402 does not exist: 1402 is not a leap year."),
        ("gregorian", (2025, 2, 29), "29 February 2025 does not exist: 2025 is not a leap year."),
        ("gregorian", (2026, 4, 31), "31 April 2026 does not exist: that month has 30 days."),
        ("hijri", (1447, 12, 30), "that month has 29 days."),
        ("jalali", (1405, 7, 31), "31 Mehr 1405 does not exist: that month has 30 days."),
        ("gregorian", (2026, 13, 1), "There is no month 13: a year has 12 months."),
        ("gregorian", (2026, 0, 1), "There is no month 0"),
        ("gregorian", (2026, 1, 0), "does not exist"),
        ("gregorian", (0, 1, 1), "four digits"),
        ("gregorian", (10_000, 1, 1), "four digits"),
        ("jalali", (0, 1, 1), "Jalali years run from 1 to 9377."),
        ("jalali", (9378, 1, 1), "Jalali years run from 1 to 9377."),
        ("hijri", (1342, 1, 1), "known from 1 Muharram 1343"),
        ("hijri", (1501, 1, 1), "known from 1 Muharram 1343"),
    ],
)
def test_says_why_a_date_does_not_exist(calendar, given_date, reason):
    with pytest.raises(NoSuchDate, match=reason):
        from_calendar(*given_date, calendar)


def test_says_it_in_the_language_and_digits_of_the_reader():
    with use_preferences(Preferences(language="fa")), pytest.raises(NoSuchDate) as refusal:
        from_calendar(1402, 12, 30, "jalali")
    assert refusal.value.reason == "تاریخ ۳۰ اسفند ۱۴۰۲ وجود ندارد: سال ۱۴۰۲ کبیسه نیست."


@pytest.mark.parametrize("year", [1399, 1403, 1408])
def test_jalali_leap_years_end_on_30_esfand(year):
    assert month_length(year, 12, "jalali") == 30


@pytest.mark.parametrize(("year", "days"), [(1900, 28), (2000, 29), (2024, 29), (2026, 28)])
def test_february_follows_the_leap_years(year, days):
    assert month_length(year, 2, "gregorian") == days


@pytest.mark.parametrize(
    ("rule", "day", "year", "label", "bounds"),
    [
        (EGYPT, date(2026, 6, 30), 2025, "2025/26", (date(2025, 7, 1), date(2026, 6, 30))),
        (EGYPT, date(2026, 7, 1), 2026, "2026/27", (date(2026, 7, 1), date(2027, 6, 30))),
        (EGYPT, date(1999, 12, 1), 1999, "1999/00", (date(1999, 7, 1), date(2000, 6, 30))),
        (CALENDAR_YEAR, date(2026, 1, 1), 2026, "2026", (date(2026, 1, 1), date(2026, 12, 31))),
        (IRAN, date(2026, 3, 20), 1404, "1404", (date(2025, 3, 21), date(2026, 3, 20))),
        (IRAN, date(2026, 3, 21), 1405, "1405", (date(2026, 3, 21), date(2027, 3, 20))),
    ],
)
def test_fiscal_years_begin_and_end_by_their_rule(rule, day, year, label, bounds):
    assert fiscal_year(day, rule) == year
    assert fiscal_label(year, rule) == label
    assert fiscal_bounds(year, rule) == bounds


@pytest.mark.parametrize("rule", [EGYPT, CALENDAR_YEAR, IRAN])
def test_every_day_lies_within_the_bounds_of_its_fiscal_year(rule):
    @given(st.dates(date(1930, 1, 1), date(2070, 1, 1)))
    def within(day):
        first, last = fiscal_bounds(fiscal_year(day, rule), rule)
        assert first <= day <= last

    within()
