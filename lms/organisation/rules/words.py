"""What places say of their fiscal year, week and hours, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

from lms.organisation.rules.working import Hours, OtherDay, weekdays_of
from lms.platform.i18n import _p
from lms.platform.i18n.calendars import FiscalRule
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.digits import digits
from lms.platform.i18n.lists import listed
from lms.platform.i18n.month_names import month_name, weekday_name


def fiscal_text(rule: FiscalRule) -> str:
    """The day on which a fiscal year begins."""
    month = month_name(rule.month, rule.calendar)
    return _p("date", "%(day)s %(month)s", day=digits(rule.day), month=month)


def weekdays_text(weekdays: Iterable[int]) -> str:
    """Days of the week, in the order of the week."""
    return listed(weekday_name(day) for day in sorted(weekdays))


def hours_text(hours: Hours) -> str:
    """From when to when."""
    return time_range_text(hours.opens, hours.closes)


def other_day_text(other: OtherDay) -> str:
    """Which day has which hours."""
    return _p(
        "hours of a weekday",
        "%(weekday)s %(hours)s",
        weekday=weekday_name(other.weekday),
        hours=hours_text(other.hours),
    )


def in_words(what: str, value: Any) -> str:
    """What holds of one thing, by its name in `Stated`; empty where nothing does."""
    words: Mapping[str, Callable[[Any], str]] = {
        "fiscal": fiscal_text,
        "weekend": weekdays_text,
        "first_weekday": weekday_name,
        "hours": hours_text,
        "ramadan": hours_text,
        "other": other_day_text,
    }
    return "" if value is None else words[what](value)


def as_recorded(field: str, value: Any) -> str | None:
    """What the record keeps of them, in words; None for a field of something else."""
    parts = str(value).split()
    match field, value:
        case ("valid_from", str(day)):
            return date_text(date.fromisoformat(day))
        case ("fiscal_year_starts", str()):
            calendar, month, day = parts
            return fiscal_text(FiscalRule(calendar, int(month), int(day)))
        case ("weekend", int(bits)):
            return weekdays_text(weekdays_of(bits))
        case ("first_weekday", int(day)):
            return weekday_name(day)
        case ("working_hours" | "ramadan_hours", str()):
            opens, closes = parts
            return hours_text(_read(opens, closes))
        case ("other_day_hours", str()):
            weekday, opens, closes = parts
            return other_day_text(OtherDay(int(weekday), _read(opens, closes)))
    return None


def _read(opens: str, closes: str) -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))
