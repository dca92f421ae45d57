"""Counts that are remembered for exactly as long as nothing is written.

A count over the whole set costs more the more rows there are, and a list is opened far more often than it changes.
SQLite says at almost no cost whether anything was written, by another connection or by this one, so a remembered count
is never an old one. PostgreSQL has no such sign, and counts on its own processor.
"""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, Row, Select

from lms.platform.db import SAFE_METHODS, db

MOST = 200


def one_row(statement: Select[Any]) -> Row[Any]:
    """The only row of a statement, remembered where that is safe."""
    connection = db.session.connection()
    key = _key(statement) if _may_remember(connection) else None
    if key is None:
        return db.session.execute(statement).one()
    known = _known(connection)
    row = known.get(key)
    if row is None:
        row = db.session.execute(statement).one()
        if len(known) >= MOST:
            known.clear()
        known[key] = row
    return row


def _may_remember(connection: Connection) -> bool:
    # A request that writes may yet be rolled back, and would leave a count of what never was.
    reads_only = has_request_context() and request.method in SAFE_METHODS
    return reads_only and connection.dialect.name == "sqlite"


def _key(statement: Select[Any]) -> object:
    """What tells one statement with its values from another."""
    made = statement._generate_cache_key()
    if made is None:
        return None
    return made.key, tuple(repr(parameter.effective_value) for parameter in made.bindparams)


def _known(connection: Connection) -> dict[object, Row[Any]]:
    """What this connection remembers of the data as they are now."""
    raw: Any = connection.connection.dbapi_connection
    version = (raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes)
    remembered = connection.info.get("remembered")
    if remembered is None or remembered[0] != version:
        remembered = connection.info["remembered"] = (version, {})
    known: dict[object, Row[Any]] = remembered[1]
    return known
