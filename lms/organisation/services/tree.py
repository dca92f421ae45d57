"""The tree through time: where a place lies from which day on, and all that follows from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Delete,
    Select,
    Update,
    and_,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from lms.organisation.models import ALWAYS, OPEN, Country, OrgUnit, UnitAncestor, UnitAncestry
from lms.organisation.queries import WAY, ways
from lms.platform.db import db

TODAY = ("unit_id", "ancestor_id", "depth")

_lower, _upper = aliased(UnitAncestry), aliased(UnitAncestry)


def take_turns() -> None:
    """Let nobody else change the tree, or count by it, until this transaction is over."""
    # Two at once would each miss what the other does, and could wait for each other's rows for ever. On SQLite only
    # one writes anyway.
    turn = select(Country.code).order_by(Country.code).with_for_update(key_share=True)
    db.session.execute(turn).all()


def plant(unit: OrgUnit, parent: OrgUnit | None) -> None:
    """Give a new place its way up the tree, as if it had always lain there."""
    row = UnitAncestry
    _add(select(literal(unit.id), literal(unit.id), literal(0), *_days(ALWAYS)))
    if parent is not None:
        above = select(literal(unit.id), row.ancestor_id, row.depth + 1, row.since, row.until)
        _add(above.where(row.unit_id == parent.id))
    _copy_today(unit.id)


def hang(unit: OrgUnit, parent: OrgUnit, since: date) -> None:
    """Let a unit, with everything below it, lie in another from a day on; where it lay from then on is forgotten."""
    recorded = and_(UnitAncestry.unit_id == unit.id, UnitAncestry.depth == 1)
    later = delete(UnitAncestry).where(recorded, UnitAncestry.since >= since)
    ended = update(UnitAncestry).where(recorded, UnitAncestry.until > since).values(until=since)
    # Moved back to where it lay up to that day, it has never been away.
    resumed = (
        update(UnitAncestry)
        .where(recorded, UnitAncestry.ancestor_id == parent.id, UnitAncestry.until == since)
        .values(until=OPEN)
    )
    _forget_ways(unit.id)
    _execute(later)
    _execute(ended)
    if not _execute(resumed):
        _add(select(literal(unit.id), literal(parent.id), literal(1), *_days(since)))
    _add_ways(unit.id)
    _copy_today(unit.id)


def _forget_ways(unit_id: int) -> None:
    """Delete the ways that lead up through the unit, for it and for all that ever lay in it."""
    row, lower = UnitAncestry, _lower
    through = exists().where(
        lower.unit_id == row.unit_id,
        lower.ancestor_id == unit_id,
        lower.depth < row.depth,
        lower.since <= row.since,
        lower.until > row.since,
    )
    _execute(delete(row).where(through, or_(row.unit_id != unit_id, row.depth > 1)))


def _add_ways(unit_id: int) -> None:
    """Work them out anew: first its own, then those that lead to it and on."""
    up = ways(_lower, _upper)
    _add(up.where(_lower.unit_id == unit_id, _lower.depth == 1))
    _add(up.where(_lower.ancestor_id == unit_id, _lower.depth > 0))


def _copy_today(unit_id: int) -> None:
    """Bring the closure of today in line with the ways without an end, for all that lies in the unit."""
    below = select(UnitAncestry.unit_id).where(
        UnitAncestry.ancestor_id == unit_id, UnitAncestry.until == OPEN
    )
    _execute(delete(UnitAncestor).where(UnitAncestor.unit_id.in_(below)))
    today = select(*(getattr(UnitAncestry, name) for name in TODAY)).where(
        UnitAncestry.unit_id.in_(below), UnitAncestry.until == OPEN
    )
    db.session.execute(insert(UnitAncestor).from_select(TODAY, today))


def _days(since: date) -> tuple[ColumnElement[date], ColumnElement[date]]:
    return literal(since, Date()), literal(OPEN, Date())


def _add(rows: Select[*tuple[Any, ...]]) -> None:
    db.session.execute(insert(UnitAncestry).from_select(WAY, rows))


def _execute(statement: Delete | Update) -> int:
    """How many rows it met."""
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(done, "rowcount", 0))
