"""Whether the database has the tables that this code expects."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from lms.config import ROOT
from lms.platform.db import db


def expected() -> str | None:
    """The last migration of this code."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def found() -> str | None:
    """The last migration that the database has seen; None for an empty database."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current() -> bool:
    """Whether nothing is left to migrate."""
    return found() == expected()


def migrate() -> None:
    """Bring the database to where the code is."""
    upgrade()
