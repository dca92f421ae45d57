"""Saying from which day on a unit has which fiscal year, week and hours."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation import events, queries
from lms.organisation.errors import NotAFirstDay, NothingSaid, NoWorkingDay, TooFarOff
from lms.organisation.models import OrgUnit, UnitSetting
from lms.organisation.rules import FiscalYears, Stated, bits_of, first_year_from
from lms.organisation.services.tree import take_turns
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text

DAY = timedelta(days=1)
FIRST, LAST = date(1950, 1, 1), date(2150, 12, 31)


def say_working_time(
    unit: OrgUnit,
    said: Stated,
    *,
    instead_of: UnitSetting | None = None,
    by: Actor | None = None,
) -> UnitSetting:
    """Let it hold at a unit from a day on, in place of what was said for that very day, or of a row with another day.

    What its centres have completed counts in the fiscal years that follow from it.

    Raises:
        TooFarOff: about the day.
        NothingSaid: there is nothing that would be otherwise than above.
        NotAFirstDay: a fiscal year changes, and on another day than one of its first.
        NoWorkingDay: the day with other hours is of the weekend, said here or above.
    """
    take_turns()
    if not FIRST <= said.valid_from <= LAST:
        raise TooFarOff
    if instead_of is not None and instead_of.valid_from != said.valid_from:
        take_back_working_time(unit, instead_of, by=by)
    years, known = queries.fiscal_years(unit), _row(unit, said.valid_from)
    if not any(said[1:]) and known is None and not _said_before(unit, said.valid_from):
        raise NothingSaid
    _require_first_day(unit, said)
    _require_working_day(unit, said)
    row = known or UnitSetting(unit_id=unit.id, valid_from=said.valid_from)
    calendar = unit.country.fiscal_calendar
    before = _facts(row, calendar) if known else {}
    _fill(row, said)
    db.session.add(row)
    _flush(unit)
    changed = difference(before, _facts(row, calendar))
    if changed["after"]:
        _record("organisation.say_working_time", unit, row, changed, by)
        _tell(unit, years, row.valid_from)
    return row


def take_back_working_time(unit: OrgUnit, row: UnitSetting, *, by: Actor | None = None) -> None:
    """Let go on what was said for the days before, or what holds above."""
    take_turns()
    years, day = queries.fiscal_years(unit), row.valid_from
    changed = difference(_facts(row, unit.country.fiscal_calendar), {})
    _record("organisation.take_back_working_time", unit, row, changed, by)
    db.session.delete(row)
    _flush(unit)
    _tell(unit, years, day)


def _flush(unit: OrgUnit) -> None:
    db.session.flush()
    db.session.refresh(unit.country, ["something_said"])


def _row(unit: OrgUnit, day: date) -> UnitSetting | None:
    return db.session.scalar(select(UnitSetting).filter_by(unit_id=unit.id, valid_from=day))


def _said_before(unit: OrgUnit, day: date) -> bool:
    return any(row.valid_from < day for row in queries.settings_of(unit))


def _fill(row: UnitSetting, said: Stated) -> None:
    row.fiscal_month, row.fiscal_day = (
        (said.fiscal.month, said.fiscal.day) if said.fiscal else (None, None)
    )
    row.weekend = bits_of(said.weekend) if said.weekend else None
    row.first_weekday = said.first_weekday
    row.opens_at, row.closes_at = said.hours or (None, None)
    row.ramadan_opens_at, row.ramadan_closes_at = said.ramadan or (None, None)
    row.other_weekday, hours = said.other or (None, None)
    row.other_opens_at, row.other_closes_at = hours or (None, None)


def _require_first_day(unit: OrgUnit, said: Stated) -> None:
    known, day = queries.working_time(unit), said.valid_from
    rule = said.fiscal or known.above(unit.id).fiscal_rule(day)
    if rule == known.fiscal_rule(day - DAY):
        return
    first = first_year_from(day, rule)[1]
    if first != day:
        raise NotAFirstDay(day=date_text(first))


def _require_working_day(unit: OrgUnit, said: Stated) -> None:
    above = queries.working_time(unit).above(unit.id)
    weekend = said.weekend or above.weekend(said.valid_from)
    if said.other and said.other.weekday in weekend:
        raise NoWorkingDay


def _tell(unit: OrgUnit, before: FiscalYears, since: date) -> None:
    if queries.fiscal_years(unit) != before:
        events.fiscal_years_changed.send(events.FiscalYearsChanged(unit.id, since))


def _facts(row: UnitSetting, calendar: str) -> dict[str, Any]:
    """What the record says of it, each thing in one piece."""
    return {
        "fiscal_year_starts": f"{calendar} {row.fiscal_month} {row.fiscal_day}"
        if row.fiscal_month
        else None,
        "weekend": row.weekend,
        "first_weekday": row.first_weekday,
        "working_hours": _pair(row.opens_at, row.closes_at),
        "ramadan_hours": _pair(row.ramadan_opens_at, row.ramadan_closes_at),
        "other_day_hours": f"{row.other_weekday} {_pair(row.other_opens_at, row.other_closes_at)}"
        if row.other_weekday
        else None,
    }


def _pair(first: time | None, second: time | None) -> str | None:
    return f"{first:%H:%M} {second:%H:%M}" if first and second else None


def _record(
    action: str, unit: OrgUnit, row: UnitSetting, changed: dict[str, Any], by: Actor | None
) -> None:
    day = {"valid_from": row.valid_from.isoformat()}
    details = {**changed, "after": {**day, **changed["after"]}}
    record(action, actor=by, subject=unit, unit_id=unit.id, details=details)
