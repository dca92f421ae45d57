"""Reading dates as people type them: any digits, any of three calendars, never by guessing."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from lms.platform.i18n.calendars import names
from lms.platform.i18n.calendars.conversion import DateRefused, NoSuchDate, from_calendar
from lms.platform.i18n.digits import digits
from lms.platform.i18n.folding import fold, fold_digits
from lms.platform.i18n.messages import _
from lms.platform.i18n.month_names import in_words
from lms.platform.i18n.preferences import Calendar, preferences

_LONGEST = 60
_SEPARATOR = r"\s*[-/.,،٫⁄–−]\s*|\s+"
_IN_FIGURES = re.compile(
    rf"(\d{{1,4}})({_SEPARATOR})(\d{{1,2}})(?:{_SEPARATOR})(\d{{1,4}})(?P<era>[^\d]*)"
)
_WITHOUT_SEPARATORS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MARKS = re.compile("[\u200e\u200f\u061c\u2066-\u2069\ufeff]")
# What spreadsheets add to a day.
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?$")
GREGORIAN_YEARS = range(1800, 2300)
HIJRI_OR_JALALI_YEARS = range(1200, 1600)


class UnreadableDate(DateRefused):
    """What was typed is not a date; the text says how to write one."""


class AmbiguousDate(UnreadableDate):
    """What was typed is one day to one reader and another to the next."""


_Written = tuple[int, int, int, Calendar]
"""Year, month and day, and of which calendar."""


def parse_date(text: str, calendar: str, language: str) -> date:
    """The day that somebody typed, in their calendar unless the year or month shows another."""
    asked = Calendar(calendar)
    return from_calendar(*_written(text, lambda year: _calendar_of_year(year, asked, language)))


def parse_in(text: str, calendar: str) -> date:
    """The day that a text names in this calendar and in no other, whatever its year looks like."""
    asked = Calendar(calendar)
    written = _written(text, lambda _year: asked)
    if written[-1] is not asked:
        raise UnreadableDate(_("This is a date of another calendar."))
    return from_calendar(*written)


@lru_cache(maxsize=16_384)  # a staff list repeats its days
def as_kept(text: str) -> str | None:
    """How a date was written, as it is kept beside the day; what says nothing more than the day is not."""
    written = " ".join(_MARKS.sub("", text).split())[:_LONGEST]
    return None if _ISO.fullmatch(written) else written


def _written(text: str, calendar_of: Callable[[int], Calendar]) -> _Written:
    typed = _MIDNIGHT.sub("", fold_digits(_MARKS.sub("", text)).strip())
    if len(typed) > _LONGEST:
        raise UnreadableDate(_how_to_write())
    if found := _IN_FIGURES.fullmatch(typed):
        return _in_figures(found, calendar_of)
    if found := _WITHOUT_SEPARATORS.fullmatch(typed):
        year, month, day = map(int, found.groups())
        return year, month, day, calendar_of(year)
    return _in_words(typed)


def _in_figures(found: re.Match[str], calendar_of: Callable[[int], Calendar]) -> _Written:
    first, separator, second, third = found.group(1, 2, 3, 4)
    era = _era(fold(found["era"]).split())
    if len(first) >= 3 and len(third) <= 2:
        year, month, day = int(first), int(second), int(third)
    elif len(third) >= 3 and len(first) <= 2:
        year, month, day = int(third), int(second), int(first)
    else:
        raise UnreadableDate(_("Write the year in full: %(example)s.", example=_example()))
    meant = era or calendar_of(year)
    # Nobody writes the month first between dots; between slashes some do.
    if len(third) >= 3 and separator.strip() != "." and day != month and max(day, month) <= 12:
        raise AmbiguousDate(
            _(
                "This could be %(first)s or %(second)s. Write the month in words, or the year first.",
                first=in_words(year, month, day, meant),
                second=in_words(year, day, month, meant),
            )
        )
    return year, month, day, meant


def _in_words(typed: str) -> _Written:
    """17 November 2026, ١٧ تشرين الثاني ٢٠٢٦, 1405 آبان 26, 2026 წლის 17 ნოემბერი."""
    parts = re.findall(r"\d+|[^\W\d_]+", fold(typed))
    words = [part for part in parts if not part.isdecimal() and part not in names.idle_words()]
    numbers = [part for part in parts if part.isdecimal()]
    calendar, month = _month(words)
    years = [number for number in numbers if 3 <= len(number) <= 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(numbers) != 2 or len(years) != 1 or len(days) != 1:
        raise UnreadableDate(_how_to_write())
    return int(years[0]), month, int(days[0]), calendar


def _month(words: Sequence[str]) -> names.Month:
    """The month that the words name; letters for the calendar may follow it."""
    for end in range(len(words), 0, -1):
        month = names.months().get("".join(words[:end]))
        if month is None:
            continue
        era = _era(words[end:])
        if era is None or era is month[0]:
            return month
    raise UnreadableDate(_how_to_write())


def _era(words: Sequence[str]) -> Calendar | None:
    if not words:
        return None
    era = names.eras().get("".join(words))
    if era is None:
        raise UnreadableDate(_how_to_write())
    return era


def _calendar_of_year(year: int, asked: Calendar, language: str) -> Calendar:
    if year in GREGORIAN_YEARS:
        return Calendar.GREGORIAN
    if year not in HIJRI_OR_JALALI_YEARS:
        raise NoSuchDate(_("%(year)s is not a year of our time.", year=digits(year)))
    if asked is not Calendar.GREGORIAN:
        return asked
    habit = other_calendar(language)
    if habit is None:
        raise AmbiguousDate(
            _(
                "The year %(year)s could be Hijri or Jalali. Write the month in words.",
                year=digits(year),
            )
        )
    return habit


def other_calendar(language: str) -> Calendar | None:
    """The calendar of years such as 1448 for a reader of Gregorian dates, where it can be told."""
    other = preferences().second_calendar
    if other is not None and other != Calendar.GREGORIAN:
        return Calendar(other)
    return {"ar": Calendar.HIJRI, "fa": Calendar.JALALI}.get(language)


def _how_to_write() -> str:
    return _("Write the date with the year first, such as %(example)s.", example=_example())


def _example() -> str:
    match Calendar(preferences().calendar):
        case Calendar.GREGORIAN:
            return digits("2026-11-17")
        case Calendar.HIJRI:
            return digits("1448/06/07")
        case Calendar.JALALI:
            return digits("1405/08/26")
