"""What follows from a Hijri month."""

from __future__ import annotations

from datetime import date, timedelta

from lms.platform.i18n import _p
from lms.platform.i18n.calendars.hijri import AS_CALCULATED, Decided, HijriMonths, table
from lms.platform.i18n.digits import digits
from lms.platform.i18n.month_names import month_name


def month_text(year: int, month: int) -> str:
    """A Hijri month in words: Ramadan 1448."""
    return _p(
        "Hijri month and year",
        "%(month)s %(year)s",
        month=month_name(month, "hijri"),
        year=digits(year),
    )


def with_month(decided: Decided, year: int, month: int, first_day: date | None) -> HijriMonths:
    """The table with one month as it would be decided, or as calculated again."""
    others = {one for one in decided if one[:2] != (year, month)}
    return table(frozenset(others | ({(year, month, first_day)} if first_day else set())))


def possible_days(decided: Decided, year: int, month: int) -> list[date]:
    """The days on which a month can begin, beside those that are decided: around the one calculated."""
    calculated = AS_CALCULATED.first_day(year, month)
    days = [calculated + timedelta(days=days) for days in (-1, 0, 1)]
    return [day for day in days if not with_month(decided, year, month, day).wrong_month()]
