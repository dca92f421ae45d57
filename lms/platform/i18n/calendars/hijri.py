"""The one table of Hijri months: Umm al-Qura as hijridate has it, with what was decided about single months.

Who knows what was decided registers with `decided_months_are_known_by`; a document that must never change names what
it was made with by `use_months`. Outside both the table is hijridate's own.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hijridate import ummalqura

Decided = frozenset[tuple[int, int, date]]
"""The months that were decided: year, month, and the Gregorian date of the first day."""

FIRST_YEAR, LAST_YEAR = 1343, 1500
LENGTHS = (29, 30)
_DAYS_BEFORE = 678_575  # from the numbers of hijridate's table to the days since year 1
_AS_CALCULATED = tuple(start + _DAYS_BEFORE for start in ummalqura.MONTH_STARTS)


@dataclass(frozen=True, slots=True, eq=False)
class HijriMonths:
    """When each month begins."""

    starts: tuple[int, ...]  # days since year 1; the last is the day after the table
    decided: frozenset[int]  # the places in it of the months that were decided
    version: str

    @property
    def last(self) -> date:
        """The last day that the table knows."""
        return date.fromordinal(self.starts[-1] - 1)

    def first_day(self, year: int, month: int) -> date:
        return date.fromordinal(self.starts[place(year, month)])

    def month_at(self, at: int) -> tuple[int, int]:
        """Year and month of a place in the table."""
        return FIRST_YEAR + at // 12, at % 12 + 1

    def length(self, year: int, month: int) -> int:
        at = place(year, month)
        return self.starts[at + 1] - self.starts[at]

    def holds(self, day: date) -> bool:
        return self.starts[0] <= day.toordinal() < self.starts[-1]

    def date_of(self, day: date) -> tuple[int, int, int]:
        """Year, month and day of a day that the table holds."""
        at = self._month_of(day)
        return *self.month_at(at), day.toordinal() - self.starts[at] + 1

    def is_decided(self, day: date) -> bool:
        """Whether somebody decided when the month of this day begins."""
        return bool(self.decided) and self._month_of(day) in self.decided

    def wrong_month(self) -> tuple[int, int, int] | None:
        """A month that what was decided leaves other than 29 or 30 days long: year, month, and its days.

        What is calculated has such months itself, in its first years; those are not asked about.
        """
        beside = {0, *self.decided, *(at - 1 for at in self.decided if at)}
        for at in sorted(beside):
            days = self.starts[at + 1] - self.starts[at]
            if days not in LENGTHS and days != _AS_CALCULATED[at + 1] - _AS_CALCULATED[at]:
                return *self.month_at(at), days
        return None

    def _month_of(self, day: date) -> int:
        return bisect_right(self.starts, day.toordinal()) - 1


def place(year: int, month: int) -> int:
    """Where a month stands in the table."""
    return (year - FIRST_YEAR) * 12 + month - 1


@lru_cache(maxsize=50)
def table(decided: Decided) -> HijriMonths:
    """The table with these months as they were decided."""
    starts = list(_AS_CALCULATED)
    for year, month, first_day in decided:
        starts[place(year, month)] = first_day.toordinal()
    places = frozenset(place(year, month) for year, month, _first_day in decided)
    words = ",".join(f"{year}-{month}:{first_day}" for year, month, first_day in sorted(decided))
    version = hashlib.sha256(words.encode()).hexdigest()[:10]
    return HijriMonths(tuple(starts), places, version)


AS_CALCULATED = table(frozenset())

_known_by: list[Callable[[], Decided]] = []
_chosen: ContextVar[Decided | None] = ContextVar("decided months", default=None)


def decided_months_are_known_by(ask: Callable[[], Decided]) -> None:
    """Take what was decided from there, each time that a Hijri date is shown or read."""
    _known_by[:] = [ask]


def decided_months() -> Decided:
    """What was decided, as far as it is known here and now."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    return _known_by[0]() if _known_by else frozenset()


def hijri_months() -> HijriMonths:
    """The table by which Hijri dates are shown and read."""
    return table(decided_months())


@contextmanager
def use_months(decided: Decided) -> Iterator[None]:
    """Show and read Hijri dates by these decisions alone."""
    token = _chosen.set(decided)
    try:
        yield
    finally:
        _chosen.reset(token)
