"""Empty databases on a server, for measuring in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import DDL, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from lms.platform.db import db

CREATE = "CREATE DATABASE %(name)s ENCODING 'UTF8' TEMPLATE template0"
DROP = "DROP DATABASE %(name)s WITH (FORCE)"


@contextmanager
def fresh_database(server: str, name: str) -> Iterator[str]:
    """An empty database on the server, which is dropped at the end."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(DDL(CREATE, context={"name": name}))  # type: ignore[no-untyped-call]  # SQLAlchemy has it so
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(DDL(DROP, context={"name": name}))  # type: ignore[no-untyped-call]  # likewise


def settle() -> None:
    """What a server does by itself before long: look at what was filled in, and note what there is of what."""
    if db.engine.dialect.name == "postgresql":  # SQLite notes nothing unless it is told to
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text("VACUUM ANALYZE")
            )
