"""What was read is remembered for exactly as long as nothing is written.

Counts over whole sets cost more the more rows there are, and what stands on every page is read far more often than it
changes. SQLite says at almost no cost whether anything was written, by another connection or by this one, so what is
remembered is never old. PostgreSQL has no such sign: there everything is read again, on its own processor.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, TypeVarTuple, cast

from flask import current_app, g, has_app_context, has_request_context, request
from sqlalchemy import Connection, Row, Select

from lms.platform.db import SAFE_METHODS, db, is_writing
from lms.platform.statements import is_kept

T = TypeVar("T")
Columns = TypeVarTuple("Columns")

MOST = 500


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read once until something is written. It must be plain values, not objects of the session."""
    if not may_remember():
        return read()
    known = _known(db.session.connection())
    if key in known:
        return cast("T", known[key])
    found = read()
    if len(known) >= MOST:
        known.clear()
    known[key] = found
    return found


def is_at_work() -> bool:
    """Whether a request, a command or a job is under way, and with it a database to read."""
    return has_app_context() and "sqlalchemy" in current_app.extensions


def once_a_request(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read at most once in this request, command or step of a job."""
    known: dict[Hashable, Any] = g.setdefault("read_before", {})
    if key not in known:
        known[key] = remembered(key, read)
    found: T = known[key]
    return found


def once_a_page(key: Hashable, read: Callable[[], T]) -> T:
    """The same for what others may change within a request: only a page, which changes nothing, reads it once."""
    is_page = has_request_context() and request.method in SAFE_METHODS
    return once_a_request(key, read) if is_page else remembered(key, read)


def read_anew(key: Hashable) -> None:
    """What was written just now is to be seen in the same request."""
    g.setdefault("read_before", {}).pop(key, None)


def one_row(statement: Select[*Columns]) -> Row[*Columns]:
    """The only row of a statement of plain columns."""
    (row,) = rows(statement)
    return row


def rows(
    statement: Select[*Columns], values: Mapping[str, Hashable] | None = None
) -> list[Row[*Columns]]:
    """The rows of a statement of plain columns; `values` are those that it leaves open.

    They are named tuples, of which a value is read in a fifth of the time that one of SQLAlchemy's own rows takes.
    """

    def read() -> list[Row[*Columns]]:
        found = db.session.execute(statement, values)
        return [*map(_named(tuple(found.keys())), found)]

    key = _key(statement, values or {}) if may_remember() else None
    return read() if key is None else remembered(key, read)


@lru_cache(maxsize=1_000)
def _named(columns: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    """What makes such a row of the values of these columns."""
    row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]  # they are known no earlier
    return cast("Callable[[Iterable[Any]], Any]", row._make)


def may_remember() -> bool:
    """Whether this request reads only, from a database that says when something was written."""
    if not has_request_context() or "reads_once" in g:
        return False
    # A transaction that writes may yet be rolled back, and would leave what never was.
    reads_only = request.method in SAFE_METHODS and not is_writing()
    return reads_only and db.engine.dialect.name == "sqlite"


def read_once() -> None:
    """Remember nothing from here on: this request goes through a whole set, as for a file, and so will no other."""
    g.reads_once = True


def _key(statement: Select[*tuple[Any, ...]], values: Mapping[str, Hashable]) -> Hashable:
    """What tells one statement with its values from another."""
    given = tuple(values.items())
    if is_kept(statement):
        return statement, given
    made = statement._generate_cache_key()
    if made is None:
        return None
    return made.key, tuple(repr(parameter.effective_value) for parameter in made.bindparams), given


def _known(connection: Connection) -> dict[Hashable, object]:
    """What this connection remembers of the data as they are now."""
    raw: Any = connection.connection.dbapi_connection
    version = (raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes)
    kept = connection.info.get("remembered")
    if kept is None or kept[0] != version:
        kept = connection.info["remembered"] = (version, {})
    known: dict[Hashable, object] = kept[1]
    return known
