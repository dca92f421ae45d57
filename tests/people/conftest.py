"""What several tests of people start from."""

from __future__ import annotations

import pytest

from lms.platform.db import db
from tests.conftest import build_app
from tests.support.postgres import postgres_url


@pytest.fixture(params=["sqlite", "postgres"])
def own_database(request, tmp_path):
    """A database that a test may take back to an earlier version."""
    if request.param == "sqlite":
        yield build_app(f"sqlite:///{tmp_path / 'm.db'}", tmp_path)
        return
    with postgres_url("versions") as url:
        app = build_app(url, tmp_path)
        yield app
        with app.app_context():
            db.engine.dispose()
