"""Applications that show lists and nothing else, one on each database."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from lms.platform.db import db
from lms.platform.i18n import Preferences, set_preferences
from tests.platform.listing.register import build, fill
from tests.support.postgres import postgres_url


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return build(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'test.db'}")


@pytest.fixture(scope="module")
def on_postgres() -> Iterator[Flask]:
    with postgres_url(f"lists_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}") as url:
        yield build(url)


def _in_context(application: Flask) -> Iterator[Flask]:
    application.config["READER"] = Preferences()
    with application.app_context():
        yield application
        db.session.rollback()
        fill(0)
        db.session.remove()
        db.engine.dispose()
    set_preferences(Preferences())


@pytest.fixture
def app(on_sqlite: Flask) -> Iterator[Flask]:
    """Lists on SQLite, for what does not depend on the database."""
    yield from _in_context(on_sqlite)


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def each(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Lists on each database in turn."""
    yield from _in_context(request.getfixturevalue(request.param))
