"""Every change of a merge, written down as it is made, and taken back in the opposite order.

What is written down is sealed: it holds what told who somebody is.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Enum,
    LargeBinary,
    RowMapping,
    Table,
    and_,
    delete,
    insert,
    select,
)
from sqlalchemy import update as update_rows

from lms.platform import crypto
from lms.platform.db import Base, UtcDateTime, db

SEALED = "person_merge.changes"
"""The context under which it is sealed."""

Values = dict[str, Any]


class Changed(Exception):
    """A row is not as the merge left it."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass(frozen=True)
class Change:
    """One row before and after; nothing before where it was added, nothing after where it was taken away."""

    table: str
    key: Values
    before: Values | None
    after: Values | None


@dataclass
class Journal:
    """The changes so far."""

    changes: list[Change] = field(default_factory=list)

    def update(self, table: Table, key: Values, **values: Any) -> None:
        """Change columns of a row; what they hold already is no change."""
        row = _row(table, key)
        new = {name: value for name, value in values.items() if row[name] != value}
        if new:
            db.session.execute(update_rows(table).where(_is(table, key)).values(new))
            before = {name: row[name] for name in new}
            self.changes.append(Change(table.name, key, before, new))

    def delete(self, table: Table, key: Values) -> None:
        """Take a row away, and remember it whole."""
        before = dict(_row(table, key))
        db.session.execute(delete(table).where(_is(table, key)))
        self.changes.append(Change(table.name, key, before, None))

    def insert(self, table: Table, values: Values) -> None:
        """Add a row."""
        made = db.session.execute(insert(table).values(values).returning(*table.primary_key))
        key = dict(made.mappings().one())
        self.changes.append(Change(table.name, key, None, dict(_row(table, key))))

    def undo(self, stays: Callable[[Change, str], bool]) -> None:
        """Take all of it back, the last change first; where `stays` says so, a later value stays.

        Raises:
            Changed: a row is not as it was left.
        """
        for change in reversed(self.changes):
            _take_back(change, stays)

    def sealed(self, more: Values) -> bytes:
        """All of it, and what else has to be known, for keeping."""
        told = {"changes": [_told(change) for change in self.changes], **more}
        return crypto.seal(json.dumps(told, ensure_ascii=False), SEALED)


def opened(sealed: bytes) -> tuple[Journal, Values]:
    """What was sealed."""
    told = json.loads(crypto.unseal(sealed, SEALED))
    return Journal([_heard(change) for change in told.pop("changes")]), told


def _take_back(change: Change, stays: Callable[[Change, str], bool]) -> None:
    table, before, after = Base.metadata.tables[change.table], change.before, change.after
    if after is None:
        db.session.execute(insert(table).values(before or {}))
        return
    row = _row(table, change.key)
    changed = {name for name, value in after.items() if row[name] != value}
    if any(not stays(change, name) for name in changed):
        raise Changed(table.name)
    if before is None:
        db.session.execute(delete(table).where(_is(table, change.key)))
        return
    old = {name: value for name, value in before.items() if name not in changed}
    if old:
        db.session.execute(update_rows(table).where(_is(table, change.key)).values(old))


def _row(table: Table, key: Values) -> RowMapping:
    row = db.session.execute(select(table).where(_is(table, key))).mappings().one_or_none()
    if row is None:
        raise Changed(table.name)
    return row


def _is(table: Table, key: Values) -> Any:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _told(change: Change) -> Values:
    """As JSON has it; kinds of values follow from their columns."""
    told = asdict(change)
    for side in ("before", "after"):
        if told[side] is not None:
            told[side] = {name: _plain(value) for name, value in told[side].items()}
    return told


def _heard(told: Values) -> Change:
    columns = Base.metadata.tables[told["table"]].c
    for side in ("before", "after"):
        if told[side] is not None:
            told[side] = {name: _typed(columns[name], value) for name, value in told[side].items()}
    return Change(**told)


def _plain(value: Any) -> Any:
    if isinstance(value, PythonEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _typed(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if value is None:
        return None
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    if isinstance(kind, UtcDateTime | DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value
