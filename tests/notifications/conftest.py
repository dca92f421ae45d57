"""An outbox that is emptied to a real mail server when the test says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.notifications.models import OutgoingMessage
from lms.platform.db import db
from tests.support.smtp import Mailbox, mail_server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def use_server(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Let the application send to this address."""

    def use(url: str, **settings: object) -> None:
        given = replace(
            app.config["SETTINGS"], smtp_url=url, mail_from="Register <register@example.org>"
        )
        monkeypatch.setitem(app.config, "SETTINGS", replace(given, **settings))

    return use


def only_message() -> OutgoingMessage:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(OutgoingMessage).one()


def run_jobs() -> None:
    """Do what waits in the table of jobs, as a worker that comes along."""
    for (job_id,) in db.session.query(Job.id).filter_by(state="queued").all():
        jobs.run(job_id, jobs.Shift())
