"""One application for each database; every test begins with empty tables made by the migrations."""

from __future__ import annotations

import base64
import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser as Window
from playwright.sync_api import Playwright, expect, sync_playwright
from sqlalchemy import event, text

from lms.app import create_app
from lms.config import Settings
from lms.platform.db import Base, db
from lms.platform.i18n import Preferences, reset_preferences, set_preferences
from tests.support.chromium import launched
from tests.support.client import Browser
from tests.support.lms_command import DAYS_AHEAD, QUICK, live_later
from tests.support.postgres import postgres_url
from tests.support.statements import counted_statements

DATABASES = ("sqlite", "postgres")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

# How long an example or a page takes tells how busy the machine is.
expect.set_options(timeout=60_000)
hypothesis.settings.register_profile("daftar", deadline=None)
hypothesis.settings.load_profile("daftar")


def pytest_addoption(parser: pytest.Parser) -> None:
    later = "let all tests live that many days later, since none may wait for its day"
    parser.addoption("--days-ahead", type=int, default=0, help=later)


def pytest_configure(config: pytest.Config) -> None:
    if days := config.getoption("days_ahead"):
        os.environ[DAYS_AHEAD] = str(days)
        live_later()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where several processes share the tests, make the demonstration meanwhile: else all of them wait for it."""
    if session.config.getoption("numprocesses", None):
        folder = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # has no public name
        command = [sys.executable, "-m", "tests.support.server", str(folder)]
        maker = subprocess.Popen(command, start_new_session=True)
        session.config.add_cleanup(lambda: _end(maker))


def pytest_collection_finish() -> None:
    """Leave the collector of cycles out of what stays: going through it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def _end(maker: subprocess.Popen[bytes]) -> None:
    """End a process that may still be at work, and what it started."""
    with suppress(ProcessLookupError):
        os.killpg(maker.pid, signal.SIGKILL)
    maker.wait()


def settings_for(database_url: str, instance: Path) -> Settings:
    return Settings(
        instance=instance,
        database_url=database_url,
        secret_key="a key for tests only, never for anything else",
        data_key=base64.b64encode(b"tests only".ljust(32, b".")).decode(),
        base_url="http://localhost",
        testing=True,
        second_factor="offered",  # what requires it has tests of its own
        queue_url="immediate",
    )


def build_app(database_url: str, instance: Path) -> Flask:
    app = create_app(settings_for(database_url, instance))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            # Durability is not what these tests are about, and fsync is what they would wait for.
            event.listen(db.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
            db.engine.dispose()
        upgrade()
    return app


@pytest.fixture(scope="session")
def work_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="daftar-tests-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_application(work_folder: Path) -> Flask:
    instance = work_folder / "sqlite"
    instance.mkdir()
    return build_app(f"sqlite:///{instance / 'test.db'}", instance)


@pytest.fixture(scope="session")
def postgres_application(work_folder: Path) -> Iterator[Flask]:
    instance = work_folder / "postgres"
    instance.mkdir()
    with postgres_url(f"test_{WORKER}") as url:
        app = build_app(url, instance)
        yield app
        with app.app_context():
            db.engine.dispose()


def empty_tables() -> None:
    """Leave no row in any table."""
    db.session.rollback()
    db.session.remove()
    tables = [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text("; ".join(tables)))
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()
        else:
            raw = connection.connection.dbapi_connection
            raw.executescript(
                f"PRAGMA foreign_keys=OFF; BEGIN; {'; '.join(tables)}; COMMIT; PRAGMA foreign_keys=ON"
            )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes that are quickly made: how long guessing takes is not what these tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lms.accounts.services.passwords.hasher", QUICK)
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it was read in."""
    token = set_preferences(Preferences())
    yield
    reset_preferences(token)


def _in_context(application: Flask) -> Iterator[Flask]:
    token = set_preferences(Preferences())
    with application.app_context():
        yield application
        empty_tables()
    reset_preferences(token)


@pytest.fixture
def sqlite_app(sqlite_application: Flask) -> Iterator[Flask]:
    """The application on SQLite alone, for what does not depend on the database."""
    yield from _in_context(sqlite_application)


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on each database in turn."""
    yield from _in_context(request.getfixturevalue(f"{request.param}_application"))


@pytest.fixture(params=DATABASES)
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, migrated to the end, which a test may take back."""
    if request.param == "sqlite":
        yield build_app(f"sqlite:///{tmp_path / 'm.db'}", tmp_path)
        return
    with postgres_url(f"own_{WORKER}") as url:
        application = build_app(url, tmp_path)
        yield application
        with application.app_context():
            db.engine.dispose()


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as statements:` collects what is sent to the database meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        db.session.commit()  # what the test itself has still to write does not count
        with counted_statements() as statements:
            yield statements

    return counting


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor who is not signed in; `browser.sign_in(user)` changes that."""
    return Browser(app)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers; a process can have one only."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def one_window(playwright: Playwright) -> Iterator[Window]:
    """The real browser of all tests of a process: starting it costs as much as looking at ten pages."""
    with launched(playwright) as opened:
        yield opened


@pytest.fixture(scope="module")
def window(one_window: Window) -> Iterator[Window]:
    """A real browser in which nobody is at work yet."""
    yield one_window
    for context in one_window.contexts:
        context.close()
