"""Counting what is sent to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from lms.platform.db import db


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collects the statements that are sent to the database meanwhile, but for one that is sent by the clock."""
    statements: list[str] = []

    def heard(_connection, _cursor, statement, *_rest):
        if statement not in ("BEGIN", "BEGIN IMMEDIATE") and "sum(own_wording.id)" not in statement:
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)


def reads(statements: list[str]) -> int:
    """How many of them only read."""
    return sum(one.startswith("SELECT") for one in statements)
