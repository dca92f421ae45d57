"""Public holidays, entered by hand or from a file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.calendars.errors import NameMissing, NoSuchHoliday
from lms.calendars.models import PublicHoliday
from lms.organisation.models import Country
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.calendars import NoSuchDate, from_calendar

_ANY_YEAR = {"gregorian": 2024, "hijri": 1447, "jalali": 1403}
"""Years in which the calendars have their longest months where it matters: 29 February, 30 Esfand."""


class HolidayData(NamedTuple):
    """A holiday as a form or a file gives it."""

    calendar: str
    year: int | None
    month: int
    day: int
    days: int
    names: Mapping[str, str | None]
    source: str | None = None


class Kept(Enum):
    """What keeping a holiday came to."""

    ADDED = "added"
    CHANGED = "changed"
    KNOWN = "known"


def add_holiday(country: Country, data: HolidayData, *, by: Actor | None = None) -> PublicHoliday:
    """Keep a holiday. The same again gives the same one, with what is said of it now.

    Raises:
        NoSuchHoliday: there is no such date in its calendar.
        NameMissing: it has no name.
    """
    return keep_holiday(country, data, by=by)[0]


def keep_holiday(
    country: Country, data: HolidayData, *, by: Actor | None = None
) -> tuple[PublicHoliday, Kept]:
    """The same, and whether it was new; raises as adding does."""
    _require(data)
    same = select(PublicHoliday).filter_by(country_code=country.code, **_date_of(data))
    known = db.session.scalars(same).first()
    if known is not None:
        is_changed = change_holiday(known, data, by=by)
        return known, Kept.CHANGED if is_changed else Kept.KNOWN
    holiday = PublicHoliday(country_code=country.code)
    _fill(holiday, data)
    db.session.add(holiday)
    _record("calendars.add_holiday", holiday, by, difference({}, _facts(holiday)))
    return holiday, Kept.ADDED


def change_holiday(holiday: PublicHoliday, data: HolidayData, *, by: Actor | None = None) -> bool:
    """Correct a holiday; False where nothing is otherwise. Raises as adding does."""
    _require(data)
    before = _facts(holiday)
    _fill(holiday, data)
    changed = difference(before, _facts(holiday))
    if changed["after"]:
        _record("calendars.change_holiday", holiday, by, changed)
    return bool(changed["after"])


def remove_holiday(holiday: PublicHoliday, *, by: Actor | None = None) -> None:
    """Keep it no more; nothing that was planned changes."""
    _record("calendars.remove_holiday", holiday, by, difference(_facts(holiday), {}))
    db.session.delete(holiday)


def _require(data: HolidayData) -> None:
    if not any(data.names.values()):
        raise NameMissing
    year = data.year if data.year is not None else _ANY_YEAR[data.calendar]
    # A Hijri month may have 30 days in another year.
    day = (
        min(data.day, 29)
        if data.year is None and data.day <= 30 and data.calendar == "hijri"
        else data.day
    )
    try:
        from_calendar(year, data.month, day, data.calendar)
    except NoSuchDate as refusal:
        raise NoSuchHoliday(refusal.reason) from None


def _date_of(data: HolidayData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in ("calendar", "year", "month", "day")}


def _fill(holiday: PublicHoliday, data: HolidayData) -> None:
    for name, value in {**_date_of(data), "days": data.days, "source": data.source}.items():
        setattr(holiday, name, value)
    for code in LANGUAGES:
        setattr(holiday, f"name_{code}", data.names.get(code) or None)


def _facts(holiday: PublicHoliday) -> dict[str, Any]:
    plain = ("country_code", "calendar", "year", "month", "day", "days", "source")
    return {name: getattr(holiday, name) for name in plain} | {
        f"name_{code}": name for code, name in holiday.names.items()
    }


def _record(
    action: str, holiday: PublicHoliday, by: Actor | None, details: Mapping[str, Any]
) -> None:
    record(action, actor=by, subject=holiday, details=details)
