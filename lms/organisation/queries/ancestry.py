"""Where places lay on which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    select,
)
from sqlalchemy.orm import aliased

from lms.organisation.models import (
    ALWAYS,
    OrgUnit,
    UnitAncestor,
    UnitAncestry,
)
from lms.platform.db import db

_way = aliased(UnitAncestry)


WAY = ("unit_id", "ancestor_id", "depth", "since", "until")
"""The columns of `UnitAncestry`, in the order of `ways`."""


def lay_in(
    which: SQLColumnExpression[Any], unit: OrgUnit, day: SQLColumnExpression[date]
) -> ColumnElement[bool]:
    """Whether a unit, named by its id, lay in another on a day."""
    if unit.parent_id is None:  # no move leads out of a country
        return which.in_(select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit.id))
    ever = select(UnitAncestry.unit_id).where(UnitAncestry.ancestor_id == unit.id)
    then = exists().where(
        _way.unit_id == which, _way.ancestor_id == unit.id, _way.since <= day, day < _way.until
    )
    return and_(which.in_(ever), then)


def ways(lower: type[UnitAncestry], upper: type[UnitAncestry]) -> Select[int, int, int, date, date]:
    """What two pieces of a way up the tree make, for as long as both hold: the columns of `WAY`."""
    return select(
        lower.unit_id,
        upper.ancestor_id,
        (lower.depth + upper.depth).label("depth"),
        case((lower.since > upper.since, lower.since), else_=upper.since).label("since"),
        case((lower.until < upper.until, lower.until), else_=upper.until).label("until"),
    ).join(
        upper,
        and_(
            upper.unit_id == lower.ancestor_id,
            upper.depth > 0,
            lower.since < upper.until,
            upper.since < lower.until,
        ),
    )


def places_above(unit: OrgUnit) -> Select[OrgUnit, date, date]:
    """What the place lies in directly and what it lay in before, from which day up to which; the latest first."""
    return (
        select(OrgUnit, UnitAncestry.since, UnitAncestry.until)
        .join(UnitAncestry, UnitAncestry.ancestor_id == OrgUnit.id)
        .where(UnitAncestry.unit_id == unit.id, UnitAncestry.depth == 1)
        .order_by(UnitAncestry.since.desc())
    )


def lies_since(unit: OrgUnit) -> date:
    """The day since which the place lies where it lies."""
    latest = places_above(unit).limit(1).with_only_columns(UnitAncestry.since)
    return db.session.scalar(latest) or ALWAYS
