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
    return _inside(unit)[unit.id]


def fiscal_years(unit: OrgUnit) -> FiscalYears:
    """The fiscal years of a unit."""
    return working_time(unit).fiscal_years


def fiscal_years_of(units: Iterable[OrgUnit]) -> dict[int, FiscalYears]:
    """Those of many units at once, by the key of the unit."""
    countries = {unit.id: unit.country for unit in units}
    if not any(country.something_said for country in countries.values()):
        return {key: WorkingTime(usual(one)).fiscal_years for key, one in countries.items()}
    keys = tuple(sorted(countries))
    said = once_a_page(("said to", keys), lambda: _told(_way.unit_id.in_(keys)))
    return {key: _made(one, said.get(key, ())).fiscal_years for key, one in countries.items()}


def present_fiscal_year(unit: OrgUnit) -> int:
    """The fiscal year that it is there today."""
    return fiscal_years(unit).of(clock.today(unit.country.timezone))


def other_years(unit: OrgUnit, year: int) -> Mapping[tuple[date, date], list[int]]:
    """The units that lie or lay in a unit and for which the year has other bounds than for it, by these bounds."""
    found: dict[tuple[date, date], list[int]] = defaultdict(list)
    for key, known in _inside(unit).items():
        found[known.fiscal_years.bounds(year)].append(key)
    found.pop(fiscal_years(unit).bounds(year))
    return found


def _inside(unit: OrgUnit) -> Mapping[int, WorkingTime]:
    """What holds at a unit, and at those in it whose fiscal years may be others; in one statement."""

    def read() -> Mapping[int, WorkingTime]:
        country = unit.country
        if not country.something_said:
            return {unit.id: WorkingTime(usual(country))}
        said = _told(or_(_way.unit_id == unit.id, _way.unit_id.in_(_apart(unit))))
        return {key: _made(country, said.get(key, ())) for key in (unit.id, *said)}

    return once_a_page(("working time", unit.id), read)


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


def _told(to_whom: ColumnElement[bool]) -> dict[int, list[Heard]]:
    found: dict[int, list[Heard]] = defaultdict(list)
    for row in db.session.execute(_heard.where(to_whom)):
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
