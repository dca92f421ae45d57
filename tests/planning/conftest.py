"""Counting statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from lms.platform.db import db


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as statements:` collects what is sent to the database meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def heard(_connection, _cursor, statement, *_rest):
            if statement != "BEGIN":
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", heard)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", heard)

    return counting
