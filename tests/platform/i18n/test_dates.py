"""Dates and times as each reader writes them."""

from datetime import UTC, date, datetime, time

import pytest

from lms.platform import clock
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.dates import (
    as_on,
    date_text,
    datetime_text,
    echo_text,
    month_name,
    range_text,
    second_date_text,
    time_range_text,
    time_text,
    weekday_name,
)
from lms.platform.listing import Column
from lms.platform.listing.cells import table_body

DAY = date(2026, 11, 17)
EN, AR, FA, KA = (Preferences(language=code) for code in ("en", "ar", "fa", "ka"))


HIJRI = Preferences(calendar="hijri")


def at_noon_of(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def read_that_day():
    with at_noon_of(DAY):
        yield


def shown(reader, shows, *arguments, **named):
    with use_preferences(reader):
        return shows(*arguments, **named)


@pytest.mark.parametrize(
    ("reader", "style", "text"),
    [
        (EN, "long", "17 November 2026"),
        (EN, "medium", "17 Nov 2026"),
        (EN, "short", "17/11/2026"),
        (EN, "day_month", "17 November"),
        (EN, "weekday", "Tuesday 17 November 2026"),
        (EN, "typed", "2026-11-17"),
        (AR, "long", "١٧ نوفمبر ٢٠٢٦"),
        (AR, "short", "١٧\u200f/١١\u200f/٢٠٢٦"),
        (AR, "weekday", "الثلاثاء ١٧ نوفمبر ٢٠٢٦"),
        (AR, "typed", "٢٠٢٦/١١/١٧"),
        (FA, "long", "۲۶ آبان ۱۴۰۵"),
        (FA, "short", "۱۴۰۵/۰۸/۲۶"),
        (FA, "weekday", "سه‌شنبه ۲۶ آبان ۱۴۰۵"),
        (FA, "typed", "۱۴۰۵/۰۸/۲۶"),
        (KA, "long", "17 ნოემბერი, 2026"),
        (KA, "medium", "17 ნოე. 2026"),
        (KA, "short", "17.11.2026"),
        (KA, "weekday", "სამშაბათი, 17 ნოემბერი, 2026"),
    ],
)
def test_writes_a_day_as_the_reader_does(reader, style, text):
    assert shown(reader, date_text, DAY, style) == text


def test_the_calendar_is_a_choice_apart_from_the_language():
    reader = Preferences(language="ar", calendar="hijri", digits="latn")
    assert shown(reader, date_text, DAY) == "7 جمادى الآخرة 1448"


def test_shows_the_levantine_months_in_palestine():
    reader = Preferences(language="ar", country="PS")
    assert shown(reader, date_text, DAY) == "١٧ تشرين الثاني ٢٠٢٦"


def test_takes_hijri_and_jalali_names_from_the_glossary():
    assert shown(AR, month_name, 8, "jalali") == "آبان"
    assert shown(KA, month_name, 9, "hijri") == "რამადანი"


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (Preferences(second_calendar="hijri"), "7 Jumada II 1448"),
        (Preferences(language="ar", second_calendar="hijri"), "٧ جمادى الآخرة ١٤٤٨ هـ"),
        (Preferences(language="fa", second_calendar="gregorian"), "۱۷ نوامبر ۲۰۲۶ م"),
        (Preferences(language="ar", second_calendar="jalali"), "٢٦ آبان ١٤٠٥ هـ.ش"),
        (Preferences(), ""),
        (Preferences(second_calendar="gregorian"), ""),
    ],
)
def test_names_the_day_a_second_time_with_the_letters_of_its_calendar(reader, text):
    assert shown(reader, second_date_text, DAY) == text


@pytest.mark.parametrize("day", [date(1999, 4, 16), date(2029, 8, 11)])
def test_marks_hijri_dates_on_which_tables_differ_as_calculated(day):
    reader = Preferences(calendar="hijri")
    assert shown(reader, date_text, day).endswith(" (calculated)")
    assert shown(Preferences(), date_text, day).count("calculated") == 0


@pytest.mark.parametrize("day", [date(1999, 4, 17), date(2029, 8, 10)])
def test_does_not_doubt_hijri_dates_on_which_tables_agree(day):
    with at_noon_of(date(2030, 1, 1)):
        assert "calculated" not in shown(HIJRI, date_text, day)


def test_a_hijri_date_is_calculated_until_its_day_has_come():
    tomorrow = date(2026, 11, 18)
    assert shown(HIJRI, date_text, DAY) == "7 Jumada II 1448"
    assert shown(HIJRI, date_text, tomorrow) == "8 Jumada II 1448 (calculated)"
    assert shown(HIJRI, range_text, DAY, tomorrow) == "7–8 Jumada II 1448 (calculated)"
    assert shown(AR, date_text, tomorrow, calendar="hijri") == "٨ جمادى الآخرة ١٤٤٨ (محسوب)"
    with at_noon_of(tomorrow):
        assert shown(HIJRI, date_text, tomorrow) == "8 Jumada II 1448"
        assert shown(HIJRI, range_text, DAY, tomorrow) == "7–8 Jumada II 1448"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("medium", "≈ 8 Jumada II 1448"),
        ("day_month", "≈ 8 Jumada II"),
        ("typed", "1448/06/08"),
        ("short", "08/06/1448"),
    ],
)
def test_where_there_is_little_room_a_calculated_date_has_a_mark_and_in_a_field_none(style, text):
    assert shown(HIJRI, date_text, date(2026, 11, 18), style) == text


def test_a_list_says_what_the_mark_means():
    column = Column("day", "Day", lambda day: day, kind="date")
    body = shown(HIJRI, table_body, [column], [DAY, date(2026, 11, 18)])
    why = "Calculated: the month may begin a day earlier or later."
    assert f'<span><abbr title="{why}">≈</abbr> 8 Jumada II 1448</span>' in body
    assert body.count("≈") == 1


def test_a_field_says_back_that_a_date_to_come_is_calculated():
    reader = Preferences(second_calendar="hijri")
    tomorrow = date(2026, 11, 18)
    assert shown(reader, echo_text, tomorrow) == (
        "Wednesday 18 November 2026 · 8 Jumada II 1448 (calculated)"
    )
    assert "calculated" not in shown(Preferences(second_calendar="jalali"), echo_text, tomorrow)


def test_paper_says_a_date_as_on_the_day_it_is_of():
    issued = date(2026, 11, 10)
    with as_on(issued):
        assert shown(HIJRI, date_text, issued) == "30 Jumada I 1448"
        assert shown(HIJRI, date_text, DAY).endswith("(calculated)")
    assert shown(HIJRI, date_text, DAY) == "7 Jumada II 1448"


def test_says_calculated_after_the_letters_of_the_calendar():
    reader = Preferences(language="ar", second_calendar="hijri")
    assert shown(reader, second_date_text, date(2030, 1, 10)) == "٦ رمضان ١٤٥١ هـ (محسوب)"


def test_has_no_second_date_beyond_the_hijri_table():
    assert shown(Preferences(second_calendar="hijri"), second_date_text, date(1920, 5, 6)) == ""


def test_falls_back_to_gregorian_beyond_the_hijri_table():
    assert shown(Preferences(calendar="hijri"), date_text, date(1920, 5, 6)) == "6 May 1920"


@pytest.mark.parametrize(
    ("reader", "first", "last", "text"),
    [
        (EN, date(2026, 11, 15), date(2026, 11, 19), "15–19 November 2026"),
        (EN, date(2026, 11, 29), date(2026, 12, 3), "29 November – 3 December 2026"),
        (EN, date(2026, 12, 29), date(2027, 1, 2), "29 December 2026 – 2 January 2027"),
        (EN, DAY, DAY, "17 November 2026"),
        (AR, date(2026, 11, 15), date(2026, 11, 19), "١٥–١٩ نوفمبر ٢٠٢٦"),
        (FA, date(2026, 11, 15), date(2026, 11, 19), "۲۴–۲۸ آبان ۱۴۰۵"),
        (KA, date(2026, 11, 29), date(2026, 12, 3), "29 ნოემბერი – 3 დეკემბერი, 2026"),
    ],
)
def test_says_once_what_two_days_share(reader, first, last, text):
    assert shown(reader, range_text, first, last) == text


def test_writes_ranges_of_figures_in_words():
    assert shown(AR, range_text, date(2026, 11, 15), date(2026, 11, 19), "typed") == (
        "من ٢٠٢٦/١١/١٥ إلى ٢٠٢٦/١١/١٩"
    )


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("medium", "29 Nov – 3 Dec 2026"),
        ("day_month", "29 November – 3 December"),
        ("weekday", "Sunday 29 November 2026 – Thursday 3 December 2026"),
    ],
)
def test_ranges_have_styles(style, text):
    assert range_text(date(2026, 11, 29), date(2026, 12, 3), style) == text


def test_marks_calculated_ranges_once():
    reader = Preferences(calendar="hijri")
    text = shown(reader, range_text, date(2030, 1, 10), date(2030, 1, 12))
    assert text.count("(calculated)") == 1


def test_refuses_a_style_that_does_not_exist():
    with pytest.raises(ValueError, match="tiny"):
        date_text(DAY, "tiny")


def test_counts_hours_to_24_in_the_digits_of_the_reader():
    assert time_text(time(9, 5)) == "09:05"
    assert shown(AR, time_text, time(21, 30)) == "٢١:٣٠"
    assert shown(FA, time_range_text, time(9), time(14)) == "۰۹:۰۰–۱۴:۰۰"


def test_shows_a_moment_by_the_clocks_of_the_place():
    at = datetime(2026, 11, 17, 21, 30, tzinfo=UTC)
    assert datetime_text(at, "Asia/Tbilisi") == "18 November 2026, 01:30"
    assert shown(AR, datetime_text, at, "Africa/Cairo") == "١٧ نوفمبر ٢٠٢٦، ٢٣:٣٠"


def test_counts_weekdays_from_monday():
    assert (weekday_name(1), shown(AR, weekday_name, 5)) == ("Monday", "الجمعة")
