"""What hangs on a place, a venue or a room, and what is planned there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column as TableColumn
from sqlalchemy import (
    Table,
    func,
    or_,
    select,
)

from lms.organisation.models import (
    OPEN,
    OrgUnit,
    Room,
    UnitAncestry,
    Venue,
)
from lms.platform.access import Actor
from lms.platform.db import Base, db


@dataclass(frozen=True)
class Planned:
    """Something planned at a place: its name, its day, and the screen that shows it."""

    name: str
    day: date
    endpoint: str
    values: Mapping[str, str | int]


planned_after: list[Callable[[OrgUnit, date, Actor], Iterable[Planned]]] = []
"""What a viewer may see of what is planned at a place after a day, told by the slices that plan."""


def references(row: OrgUnit | Venue | Room) -> dict[str, int]:
    """How many rows of each table hang on this one, directly or by what it delivers, plans or holds: its history.

    Read from the foreign keys, so that no table is forgotten, whichever slice it belongs to.
    """
    pointing = {
        table: columns
        for table in Base.metadata.sorted_tables
        if table.name not in {"unit_ancestor", "unit_ancestry", "unit_name", "unit_setting"}
        and (columns := _keys_to(table, row.__tablename__))
    }
    counts = {}
    for table in Base.metadata.sorted_tables:
        ways = [column == row.id for column in pointing.get(table, ())]
        for between, columns in pointing.items():
            keys = _keys_to(table, between.name)
            if keys and between is not table and between.name != row.__tablename__:
                hanging = select(between.c.id).where(or_(*(each == row.id for each in columns)))
                ways += [key.in_(hanging) for key in keys]
        if ways:
            count = db.session.scalar(select(func.count()).select_from(table).where(or_(*ways)))
            if count:
                counts[table.name] = count
    moved = _moved_away(row.id) if isinstance(row, OrgUnit) else 0
    return counts | ({"unit_ancestry": moved} if moved else {})


def _moved_away(unit_id: int) -> int:
    """How many places lay directly in the unit and were moved."""
    moved = select(func.count(UnitAncestry.unit_id.distinct())).where(
        UnitAncestry.ancestor_id == unit_id, UnitAncestry.depth == 1, UnitAncestry.until < OPEN
    )
    return db.session.scalar(moved) or 0


def _keys_to(table: Table, other: str) -> list[TableColumn[int]]:
    """The columns of a table that name rows of another by their id."""
    return [
        key.parent
        for key in table.foreign_keys
        if key.column.table.name == other and key.column.name == "id"
    ]
