"""What follows from a Hijri month, and on which days a holiday falls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from lms.calendars.models import PublicHoliday
from lms.platform.i18n import _, _lp, _p, language
from lms.platform.i18n.calendars import Calendar, NoSuchDate, from_calendar, to_calendar
from lms.platform.i18n.calendars.hijri import (
    AS_CALCULATED,
    Decided,
    HijriMonths,
    hijri_months,
    table,
)
from lms.platform.i18n.dates import range_text
from lms.platform.i18n.digits import digits
from lms.platform.i18n.lists import isolated
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


CALENDARS = {
    Calendar.GREGORIAN: _lp("calendar", "Gregorian"),
    Calendar.HIJRI: _lp("calendar", "Hijri"),
    Calendar.JALALI: _lp("calendar", "Jalali"),
}
RAMADAN = 9


class Falls(NamedTuple):
    """A holiday in one year: its first and last day, and whether they may still move by a day."""

    holiday: PublicHoliday
    first: date
    last: date
    is_sure: bool


def falls(holiday: PublicHoliday, first: date, last: date) -> Iterator[Falls]:
    """When a holiday falls between two days; a year without such a date, as 30 Esfand of most, is left out."""
    for year in _years(holiday, first, last):
        try:
            begins = from_calendar(year, holiday.month, holiday.day, holiday.calendar)
        except NoSuchDate:
            continue
        ends = begins + timedelta(days=holiday.days - 1)
        if begins <= last and first <= ends:
            sure = holiday.calendar != Calendar.HIJRI or hijri_months().is_decided(begins)
            yield Falls(holiday, begins, ends, sure)


def fall_on(holidays: Sequence[PublicHoliday], first: date, last: date) -> dict[date, list[Falls]]:
    """The days between two on which holidays fall, with those that do."""
    found: dict[date, list[Falls]] = defaultdict(list)
    for holiday in holidays:
        for one in falls(holiday, first, last):
            for number in range((one.last - one.first).days + 1):
                found[one.first + timedelta(days=number)].append(one)
    return found


def _years(holiday: PublicHoliday, first: date, last: date) -> Sequence[int]:
    if holiday.year is not None:
        return (holiday.year,)
    try:
        since = to_calendar(first - timedelta(days=holiday.days), holiday.calendar)[0]
        return range(since, to_calendar(last, holiday.calendar)[0] + 1)
    except NoSuchDate:  # beyond the Hijri table nobody knows
        return ()


def rule_text(holiday: PublicHoliday) -> str:
    """The date by which a holiday is kept, in its own calendar."""
    day = _p(
        "holiday",
        "%(day)s %(month)s",
        day=digits(holiday.day),
        month=month_name(holiday.month, holiday.calendar),
    )
    if holiday.year is None:
        return _("%(day)s, every year", day=day)
    return _("%(day)s, in %(year)s only", day=day, year=digits(holiday.year))


def warnings(days: Sequence[date], holidays: Sequence[PublicHoliday]) -> list[str]:
    """What is better known about days on which something is planned: the holidays they meet, and Ramadan.

    Where lunar holidays are kept, Ramadan is, too.
    """
    said = [_on_a_holiday(met, one) for one, met in _met(days, holidays)]
    keeps_lunar = any(holiday.calendar == Calendar.HIJRI for holiday in holidays)
    if keeps_lunar and (fasting := [day for day in days if is_ramadan(day)]):
        told = range_text(fasting[0], fasting[-1], "weekday")
        said.append(_("In Ramadan, when working hours are shorter: %(days)s.", days=told))
    return said


def left_out(days: Sequence[date], holidays: Sequence[PublicHoliday]) -> list[str]:
    """That nothing is planned on these days, and for which holidays."""
    return [
        _(
            "Left out as a public holiday, %(name)s: %(days)s.",
            days=range_text(met[0], met[-1], "weekday"),
            name=isolated(one.holiday.name_in(language())),
        )
        for one, met in _met(days, holidays)
    ]


def _met(
    days: Sequence[date], holidays: Sequence[PublicHoliday]
) -> Iterator[tuple[Falls, list[date]]]:
    """The holidays that fall on some of the days, and on which."""
    if not days:
        return
    for holiday in holidays:
        for one in falls(holiday, min(days), max(days)):
            if met := [day for day in days if one.first <= day <= one.last]:
                yield one, met


def _on_a_holiday(met: Sequence[date], one: Falls) -> str:
    told = range_text(met[0], met[-1], "weekday")
    name = isolated(one.holiday.name_in(language()))
    if one.is_sure:
        return _("Public holiday, %(name)s: %(days)s.", days=told, name=name)
    return _(
        "Public holiday as calculated, which may move by a day, %(name)s: %(days)s.",
        days=told,
        name=name,
    )


def is_ramadan(day: date) -> bool:
    """Whether a day lies in Ramadan, as far as the months are known."""
    months = hijri_months()
    return months.holds(day) and months.date_of(day)[1] == RAMADAN
