"""One server with the demonstration data for all journeys of a process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Map

from lms.app import create_app
from tests.conftest import settings_for
from tests.support.server import Server, demonstration, empty, serving


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over its own copy of the demonstration data."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    instance = own / "served"
    shutil.copytree(demonstration(shared), instance)
    with serving(instance) as server:
        yield server


@pytest.fixture
def empty_register(tmp_path: Path) -> Iterator[Server]:
    """A server over a register without any data."""
    empty(tmp_path / "empty")
    with serving(tmp_path / "empty") as server:
        yield server


@pytest.fixture(scope="session")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Map:
    """Every address of the application."""
    folder = tmp_path_factory.mktemp("addresses")
    return create_app(settings_for(f"sqlite:///{folder / 'none.db'}", folder)).url_map
