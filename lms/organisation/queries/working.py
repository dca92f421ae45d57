"""What holds at a unit on a day: its fiscal year, its week, its hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from lms.organisation.models import ALWAYS, OPEN, Country, OrgUnit, UnitAncestry, UnitSetting
from lms.organisation.rules import Above, FiscalYears, Stated, WorkingTime, stated, usual
from lms.platform import clock
from lms.platform.db import db
from lms.platform.remembered import once_a_page

Heard = Row[*tuple[Any, ...]]
"""What a unit, or one above it, says from a day on, with the days for which it lies there."""

_way = UnitAncestry
_heard = (
    select(_way.unit_id.label("told_to"), _way.since, _way.until, *UnitSetting.__table__.columns)
    .join(UnitSetting, UnitSetting.unit_id == _way.ancestor_id)
    .order_by(_way.depth, UnitSetting.valid_from)
)


def settings_of(unit: OrgUnit) -> list[UnitSetting]:
    """What a unit says itself, the earliest first."""
    query = select(UnitSetting).filter_by(unit_id=unit.id).order_by(UnitSetting.valid_from)
    return list(db.session.scalars(query))


def working_time(unit: OrgUnit) -> WorkingTime:
    """What holds at a unit through time."""
    return _working_times([unit])[unit.id]


def fiscal_years(unit: OrgUnit) -> FiscalYears:
    """The fiscal years of a unit."""
    return working_time(unit).fiscal_years


def fiscal_years_of(units: Iterable[OrgUnit]) -> dict[int, FiscalYears]:
    """Those of many units at once, by the key of the unit."""
    found = _working_times({unit.id: unit for unit in units}.values())
    return {key: known.fiscal_years for key, known in found.items()}


def present_fiscal_year(unit: OrgUnit) -> int:
    """The fiscal year that it is there today."""
    return fiscal_years(unit).of(clock.today(unit.country.timezone))


def other_years(unit: OrgUnit, year: int) -> Mapping[tuple[date, date], list[int]]:
    """The units that lie or lay in a unit and for which the year has other bounds than for it, by these bounds."""
    if not unit.country.something_said:
        return {}
    usual_bounds = fiscal_years(unit).bounds(year)
    found: dict[tuple[date, date], list[int]] = defaultdict(list)
    for key, said in _told("apart", unit.id, _way.unit_id.in_(_apart(unit))).items():
        bounds = _made(unit.country, said).fiscal_years.bounds(year)
        if bounds != usual_bounds:
            found[bounds].append(key)
    return found


def _apart(unit: OrgUnit) -> Any:
    """Those in a unit that hear of fiscal years from another one than it does, or once did."""
    above = select(_way.ancestor_id).where(_way.unit_id == unit.id)
    telling = select(UnitSetting.unit_id).where(
        UnitSetting.fiscal_month.is_not(None), UnitSetting.unit_id.not_in(above)
    )
    inside = select(_way.unit_id).where(_way.ancestor_id == unit.id, _way.depth > 0)
    moved = or_(_way.since > ALWAYS, _way.until < OPEN)
    return select(_way.unit_id).where(
        _way.unit_id.in_(inside), or_(_way.ancestor_id.in_(telling), moved)
    )


def _working_times(units: Iterable[OrgUnit]) -> dict[int, WorkingTime]:
    by_key = {unit.id: unit for unit in units}
    if not any(unit.country.something_said for unit in by_key.values()):
        return {key: WorkingTime(usual(unit.country)) for key, unit in by_key.items()}
    keys = tuple(sorted(by_key))
    said = _told("units", keys, _way.unit_id.in_(keys))
    return {key: _made(unit.country, said.get(key, [])) for key, unit in by_key.items()}


def _told(name: str, key: Any, to_whom: ColumnElement[bool]) -> dict[int, list[Heard]]:
    def read() -> list[Heard]:
        return list(db.session.execute(_heard.where(to_whom)))

    found: dict[int, list[Heard]] = defaultdict(list)
    for row in once_a_page(("said to", name, key), read):
        found[row.told_to].append(row)
    return found


def _made(country: Country, said: Iterable[Heard]) -> WorkingTime:
    ways: dict[Above, None] = {}  # in the order of the way up
    told: dict[int, dict[date, Stated]] = defaultdict(dict)
    for row in said:
        ways[Above(row.unit_id, row.since, row.until)] = None
        told[row.unit_id][row.valid_from] = stated(row, country.fiscal_calendar)
    known = {key: list(rows.values()) for key, rows in told.items()}
    return WorkingTime(usual(country), tuple(ways), known)
