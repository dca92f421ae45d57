"""S4 as fifty people live it: fifty forms sent at once to the server as it is started in earnest, on SQLite."""

from __future__ import annotations

import http.client
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.app import create_app
from lms.config import load
from lms.enrolment import queries
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.platform.clock import frozen
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
)
from tests.support.lms_command import ahead_of_all, started

CLIENTS = 50


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Flask]:
    """An instance of its own, with the settings of a first start, at the time that its server knows."""
    app = create_app(load({"LMS_INSTANCE": str(tmp_path)}))
    with frozen(datetime.now(UTC) + ahead_of_all()), app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def served(instance: Path) -> Iterator[int]:
    """`lms serve` on a free port, until the test is done with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["serve", "--no-jobs", "--port", str(port)]
    environment = {**os.environ, "LMS_INSTANCE": str(instance), "LMS_SECOND_FACTOR": "offered"}
    server = started(command, environment, instance / "server.log")
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.join(60)


def _wait_for(port: int, server: BaseProcess) -> None:
    for _ in range(600):
        assert server.is_alive(), "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


class Visitor:
    """Somebody signed in, whose browser holds the cookie and the token of a page."""

    def __init__(self, app: Flask, port: int, user):
        self.port = port
        browser = Browser(app).sign_in(user)
        self.cookie = f"daftar={browser.client.get_cookie('daftar').value}"
        _status, headers, page = self.send("GET", "/nominations")
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def send(self, method: str, path: str, **form: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, page


def test_s4_of_fifty_forms_sent_at_once_one_gets_the_last_seat(register, tmp_path):
    run = RunFactory(capacity=30, starts_on=None, ends_on=None)
    unit = UnitFactory()
    for _ in range(29):
        EnrolmentFactory(run=run, unit=unit)
    waiting = [NominationFactory(run=run, unit=unit).id for _ in range(CLIENTS)]
    centre = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit)
    db.session.commit()

    with served(tmp_path) as port:
        visitor = Visitor(register, port, centre)
        together, statuses = threading.Barrier(CLIENTS), []

        def confirm(nomination_id: int) -> None:
            together.wait(60)
            path = f"/nominations/{nomination_id}/confirm"
            statuses.append(visitor.send("POST", path, csrf_token=visitor.token)[0])

        threads = [threading.Thread(target=confirm, args=(one,)) for one in waiting]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        _status, _headers, page = visitor.send("GET", f"/nominations?run={run.code}")

    assert statuses == [302] * CLIENTS
    assert "30 of 30 seats taken" in page
    db.session.expire_all()
    places = select(Enrolment.queue_position).filter_by(state=EnrolmentState.WAITLISTED)
    assert sorted(db.session.scalars(places)) == list(range(1, CLIENTS))
    assert not [label for label, query in queries.invariants() if db.session.execute(query).first()]
