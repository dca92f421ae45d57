"""The rules of the database: reads read, migrations climb both ways and end where the models are."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, inspect, text

from lms.platform.access import PUBLIC, requires
from lms.platform.db import Base, aside, db
from lms.platform.throttle import CountedTry


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_go_down_to_nothing_and_up_again(own_database: Flask):
    with own_database.app_context():
        before = tables()
        downgrade(revision="base")
        assert tables() == set()
        upgrade()
        assert tables() == before


def test_migrations_end_where_the_models_are(own_database: Flask):
    with own_database.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_make_every_check_of_the_models(own_database: Flask):
    """Autogenerate does not compare CHECK constraints, so their names are compared here."""
    with own_database.app_context():
        inspector = inspect(db.engine)
        for table in Base.metadata.sorted_tables:
            declared = {
                str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"
            }
            made = {str(c["name"]) for c in inspector.get_check_constraints(table.name)}
            assert declared <= made, table.name


def test_a_get_request_cannot_change_data(sqlite_application: Flask):
    with sqlite_application.test_request_context("/", method="GET"):
        with pytest.raises(RuntimeError, match="may not change data"):
            db.session.execute(insert(CountedTry).values(key="k"))
        db.session.rollback()


def test_what_must_survive_a_refusal_is_written_aside_even_in_a_get(sqlite_app: Flask):
    with sqlite_app.test_request_context("/", method="GET"), aside() as session:
        session.add(CountedTry(key="k"))

    assert db.session.query(CountedTry).count() == 1


def test_a_request_leaves_no_connection_behind(sqlite_app: Flask):
    client = sqlite_app.test_client()
    before = db.engine.pool.checkedout()  # type: ignore[attr-defined]

    for url in ("/", "/verify", "/nowhere"):
        client.get(url)

    assert db.engine.pool.checkedout() == before  # type: ignore[attr-defined]


def test_a_refused_request_writes_nothing(app: Flask):
    @requires(PUBLIC)
    def refuse() -> tuple[str, int]:
        db.session.add(CountedTry(key="half written"))
        db.session.flush()
        return "no", 422

    with app.test_request_context("/", method="POST"):
        app.preprocess_request()
        app.process_response(app.make_response(refuse()))

    assert db.session.query(CountedTry).count() == 0


def test_sqlite_keeps_foreign_keys_and_waits_for_its_turn(sqlite_app: Flask):
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) == 30_000
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
