"""The fiscal years of a unit whose rule may change: one after the other, each day in exactly one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from lms.organisation.models import ALWAYS, OPEN
from lms.platform.i18n.calendars import (
    FiscalRule,
    fiscal_bounds,
    fiscal_label,
    fiscal_year,
    from_calendar,
    to_calendar,
)

DAY = timedelta(days=1)
FIRST_YEAR = -10_000
"""Of the rule that has always held; less than any year."""


@dataclass(frozen=True)
class FiscalYears:
    """Years are numbered by the calendar year in which they begin, in the one calendar of the country.

    A rule takes effect on the first day of one of its own years. The year before ends on the day before: it is shorter
    than others, or, where a year of the old rule would have borne the number of the new one, it goes on and is longer.
    """

    changes: tuple[tuple[date, FiscalRule], ...]
    """The rules in the order of the days on which they are stated, the first since `ALWAYS`."""

    @cached_property
    def _spans(self) -> list[tuple[date, int, FiscalRule]]:
        """From which day on, beginning with which year, each rule is in effect."""
        spans = [(ALWAYS, FIRST_YEAR, self.changes[0][1])]
        for (day, rule), (end, _next) in pairwise([*self.changes[1:], (OPEN, self.changes[0][1])]):
            year, first = first_year_from(day, rule)
            if rule != spans[-1][2] and first < end:
                spans.append((first, year, rule))
        return spans

    def of(self, day: date) -> int:
        """The year in which a day lies."""
        place = bisect_right(self._spans, day, key=lambda span: span[0]) - 1
        year = fiscal_year(day, self._spans[place][2])
        later = self._spans[place + 1 :]
        return min(year, later[0][1] - 1) if later else year

    def bounds(self, year: int) -> tuple[date, date]:
        """The first and the last day of a year."""
        return self._first_day(year), self._first_day(year + 1) - DAY

    def name(self, year: int) -> str:
        """What officials call it, in ASCII digits: 2026, 2026/27, 1405."""
        return fiscal_label(year, self._in_effect(year)[2])

    def month_starts(self, year: int) -> list[date]:
        """The first days of its months, in the calendar that it follows; of a whole year there are twelve."""
        rule = self._in_effect(year)[2]
        first, last = self.bounds(year)
        begun_in, month, _day = to_calendar(first, rule.calendar)
        starts = []
        while (start := from_calendar(begun_in, month, rule.day, rule.calendar)) <= last:
            starts.append(start)
            begun_in, month = (begun_in, month + 1) if month < 12 else (begun_in + 1, 1)
        return starts

    def _in_effect(self, year: int) -> tuple[date, int, FiscalRule]:
        place = bisect_right(self._spans, year, key=lambda span: span[1]) - 1
        return self._spans[place]

    def _first_day(self, year: int) -> date:
        since, _first, rule = self._in_effect(year)
        return max(since, fiscal_bounds(year, rule)[0])


def fiscal_years(changes: Iterable[tuple[date, FiscalRule]]) -> FiscalYears:
    """Of what is stated day by day; what says the same again is no change."""
    told: list[tuple[date, FiscalRule]] = []
    for day, rule in changes:
        if not told or rule != told[-1][1]:
            told.append((day, rule))
    return FiscalYears(tuple(told))


def first_year_from(day: date, rule: FiscalRule) -> tuple[int, date]:
    """The first year of a rule that begins on a day or after it, and its first day."""
    year = fiscal_year(day, rule)
    first = fiscal_bounds(year, rule)[0]
    return (year, first) if first == day else (year + 1, fiscal_bounds(year + 1, rule)[0])
