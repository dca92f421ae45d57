"""What holds at a unit on a day: what it says itself, what the nearest unit above says, or what its country does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar, cast

from sqlalchemy import Row

from lms.organisation.models import ALWAYS, OPEN, Country, UnitSetting
from lms.organisation.rules.years import FiscalYears, fiscal_years
from lms.platform.i18n.calendars import FiscalRule

T = TypeVar("T")

WEEK = range(1, 8)


class Hours(NamedTuple):
    """From when to when people work."""

    opens: time
    closes: time


class OtherDay(NamedTuple):
    """A weekday with hours of its own: Thursday until 13:00."""

    weekday: int
    hours: Hours


class Stated(NamedTuple):
    """What a unit says from a day on; None where it holds as above the unit."""

    valid_from: date
    fiscal: FiscalRule | None = None
    weekend: frozenset[int] | None = None
    first_weekday: int | None = None
    hours: Hours | None = None
    ramadan: Hours | None = None
    other: OtherDay | None = None


class Above(NamedTuple):
    """A unit on the way up, beginning with the unit itself, and for which days: `until` is the first without it."""

    unit_id: int
    since: date
    until: date


class Held(NamedTuple, Generic[T]):
    """What holds, and which unit says so; none where the country does, or nobody."""

    value: T
    unit_id: int | None


@dataclass(frozen=True)
class WorkingTime:
    """The fiscal year, the week and the hours of one unit through time."""

    country: Stated
    way: Sequence[Above] = ()
    """The nearest first; only units that say something."""
    stated: Mapping[int, Sequence[Stated]] | None = None
    """What they say, by unit, the earliest first."""

    def held(self, what: str, day: date) -> Held[object]:
        """What holds of one thing, by its name in `Stated`."""
        for above in self.way:
            if above.since <= day < above.until:
                said = [one for one in self._said(above) if one.valid_from <= day]
                if said and (value := getattr(said[-1], what)) is not None:
                    return Held(value, above.unit_id)
        return Held(getattr(self.country, what), None)

    def above(self, unit_id: int) -> WorkingTime:
        """What would hold if this unit on the way up said nothing."""
        return replace(self, way=tuple(one for one in self.way if one.unit_id != unit_id))

    def weekend(self, day: date) -> frozenset[int]:
        """The ISO weekdays on which it is closed in the week of a day."""
        return cast("frozenset[int]", self.held("weekend", day).value)

    def is_off(self, day: date) -> bool:
        """Whether the day is one of the weekend."""
        return day.isoweekday() in self.weekend(day)

    def first_weekday(self, day: date) -> int:
        """The ISO weekday with which a week begins."""
        return cast("int", self.held("first_weekday", day).value)

    def hours(self, day: date, *, in_ramadan: bool = False) -> Hours | None:
        """The working hours, as far as anybody says, of that weekday; in Ramadan its own, where there are such."""
        other = cast("OtherDay | None", self.held("other", day).value)
        short = other.hours if other and other.weekday == day.isoweekday() else None
        ramadan = cast("Hours | None", self.held("ramadan", day).value) if in_ramadan else None
        if short and ramadan:
            return within(short, ramadan)
        return short or ramadan or cast("Hours | None", self.held("hours", day).value)

    @cached_property
    def fiscal_years(self) -> FiscalYears:
        """The fiscal years, one after the other."""
        days = {ALWAYS}
        for above in self.way:
            days |= {above.since, above.until}
            days |= {one.valid_from for one in self._said(above)}
        return fiscal_years((day, self.fiscal_rule(day)) for day in sorted(days - {OPEN}))

    def fiscal_rule(self, day: date) -> FiscalRule:
        """When a fiscal year begins, as it is said on a day; from when on it has effect is said by `fiscal_years`."""
        return cast("FiscalRule", self.held("fiscal", day).value)

    def _said(self, above: Above) -> Sequence[Stated]:
        return (self.stated or {}).get(above.unit_id, ())


def within(short: Hours, ramadan: Hours) -> Hours:
    """What both leave of a day; where they leave nothing, the hours of that day."""
    both = Hours(max(short.opens, ramadan.opens), min(short.closes, ramadan.closes))
    return both if both.opens < both.closes else short


def usual(country: Country) -> Stated:
    """What holds in a country where no unit says otherwise."""
    return Stated(
        valid_from=ALWAYS,
        fiscal=FiscalRule(country.fiscal_calendar, country.fiscal_month, country.fiscal_day),
        weekend=weekend(country),
        first_weekday=country.first_weekday,
    )


def weekend(country: Country) -> frozenset[int]:
    """The ISO weekdays on which offices are closed."""
    return frozenset(int(day) for day in country.weekend.split(",") if day)


def stated(row: UnitSetting | Row[*tuple[Any, ...]], calendar: str) -> Stated:
    """What a row, or its columns, says, in a country that counts fiscal years by this calendar."""
    return Stated(
        valid_from=row.valid_from,
        fiscal=FiscalRule(calendar, row.fiscal_month, row.fiscal_day)
        if row.fiscal_month and row.fiscal_day
        else None,
        weekend=weekdays_of(row.weekend) if row.weekend else None,
        first_weekday=row.first_weekday,
        hours=_hours(row.opens_at, row.closes_at),
        ramadan=_hours(row.ramadan_opens_at, row.ramadan_closes_at),
        other=_other_day(row.other_weekday, _hours(row.other_opens_at, row.other_closes_at)),
    )


def _hours(opens: time | None, closes: time | None) -> Hours | None:
    return Hours(opens, closes) if opens is not None and closes is not None else None


def _other_day(weekday: int | None, hours: Hours | None) -> OtherDay | None:
    return OtherDay(weekday, hours) if weekday is not None and hours is not None else None


def weekdays_of(bits: int) -> frozenset[int]:
    """The ISO weekdays of a number in which each has its bit."""
    return frozenset(day for day in WEEK if bits & 1 << (day - 1))


def bits_of(weekdays: frozenset[int]) -> int:
    """The number in which each of these ISO weekdays has its bit."""
    return sum(1 << (day - 1) for day in weekdays)
