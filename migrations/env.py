"""Runs the migrations, on SQLite and on PostgreSQL."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, text

from lms.platform.db import Base, db


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(engine: Engine) -> None:
    # Inside a transaction the pragma does nothing, and a batch rebuild would delete child rows.
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                run(connection)
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"foreign keys are broken: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def main() -> None:
    with current_app.app_context():
        if db.engine.dialect.name == "sqlite":
            run_on_sqlite(db.engine)
        else:
            with db.engine.begin() as connection:
                run(connection)


main()
