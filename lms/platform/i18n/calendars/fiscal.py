"""Fiscal years: where they begin, what they are called."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.platform.i18n.calendars.conversion import from_calendar, to_calendar
from lms.platform.i18n.preferences import Calendar


@dataclass(frozen=True, slots=True)
class FiscalRule:
    """A year that begins on the same day of its calendar every time."""

    calendar: str = Calendar.GREGORIAN
    month: int = 1
    day: int = 1


def fiscal_year(d: date, rule: FiscalRule) -> int:
    """The year, in the rule's calendar, in which the fiscal year of this day began."""
    year, month, day = to_calendar(d, rule.calendar)
    return year if (month, day) >= (rule.month, rule.day) else year - 1


def fiscal_label(year: int, rule: FiscalRule) -> str:
    """What officials call it, in ASCII digits: 2026, 2026/27, 1405."""
    if (rule.month, rule.day) == (1, 1):
        return str(year)
    return f"{year}/{(year + 1) % 100:02}"


def fiscal_bounds(year: int, rule: FiscalRule) -> tuple[date, date]:
    """First and last day of the fiscal year that began in this year."""
    first = from_calendar(year, rule.month, rule.day, rule.calendar)
    following = from_calendar(year + 1, rule.month, rule.day, rule.calendar)
    return first, following - timedelta(days=1)
