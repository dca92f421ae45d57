"""A worker that is killed while it hands a message over: another sends it later, and receivers see it is the same."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lms.jobs.models import Job
from lms.notifications import services
from lms.notifications.models import MessageState, OutgoingMessage
from lms.platform import clock
from lms.platform.db import db, transaction
from lms.platform.i18n import Preferences
from tests.notifications.conftest import only_message
from tests.support.gateway import Gateway, text_gateway
from tests.support.lms_command import started
from tests.support.smtp import Mailbox

PATIENCE_SECONDS = 60
TO = "mona@example.org"


@dataclass
class Workers:
    """Real workers over the test's database."""

    app: Flask
    folder: Path
    smtp_url: str
    sms_url: str
    started: list[BaseProcess] = field(default_factory=list)

    def start(self) -> BaseProcess:
        settings = self.app.config["SETTINGS"]
        own = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        environment = own | {
            "LMS_INSTANCE": str(self.folder),
            "LMS_DATABASE_URL": self.app.config["SQLALCHEMY_DATABASE_URI"],
            "LMS_SECRET_KEY": settings.secret_key,
            "LMS_DATA_KEY": settings.data_key,
            "LMS_SMTP_URL": self.smtp_url,
            "LMS_MAIL_FROM": "register@example.org",
            "LMS_SMS_URL": self.sms_url,
            "LMS_SMS_KEY": "key",
            "LMS_SMS_SENDER": "Training",
        }
        self.started.append(started(["worker"], environment, self.folder / "said"))
        return self.started[-1]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with text_gateway() as running:
        yield running


@pytest.fixture
def workers(app: Flask, tmp_path: Path, mailbox: Mailbox, gateway: Gateway) -> Iterator[Workers]:
    made = Workers(app, tmp_path, mailbox.url, gateway.url)
    yield made
    for process in made.started:
        process.kill()
        process.join()


def patiently(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "nothing happened for a long time"
        time.sleep(0.02)


def test_a_message_that_is_killed_on_its_way_comes_again_under_the_same_id(
    app: Flask, mailbox: Mailbox, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.notifications.jobs.has_way", lambda *_settings: False)
    with transaction():
        services.send("notifications/mail/test", to=TO, reader=Preferences())
    long_ago = clock.now() - timedelta(hours=1)
    with transaction():  # no queue has heard of it: a worker's first sweep finds it
        db.session.execute(update(Job).values(state="queued", created_at=long_ago))

    first = workers.start()
    mailbox.meanwhile = first.kill
    mailbox.wait_for(TO)
    first.join()
    kept = only_message()
    assert (kept.state, kept.tries) == (MessageState.WAITING, 1)
    assert kept.next_try_at > clock.now()

    mailbox.meanwhile = lambda: None
    with transaction():  # the pause and the lease of the job run out
        db.session.execute(update(OutgoingMessage).values(next_try_at=long_ago))
        db.session.execute(update(Job).values(heartbeat_at=long_ago))
    workers.start()
    patiently(lambda: only_message().state is MessageState.SENT)
    assert {mail["Message-ID"] for mail in mailbox.to(TO)} == {kept.message_id}
    assert (len(mailbox.mails), only_message().tries) == (2, 2)


def test_a_text_that_is_killed_on_its_way_comes_again_under_the_same_id(
    app: Flask, gateway: Gateway, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.notifications.jobs.has_way", lambda *_settings: False)
    with transaction():
        services.send_text("notifications/sms/test", to="+201001234567", reader=Preferences())
    long_ago = clock.now() - timedelta(hours=1)
    with transaction():
        db.session.execute(update(Job).values(state="queued", created_at=long_ago))

    first = workers.start()
    gateway.meanwhile = first.kill
    patiently(lambda: len(gateway.texts) == 1)
    first.join()
    kept = only_message()
    assert (kept.state, kept.tries) == (MessageState.WAITING, 1)

    gateway.meanwhile = lambda: None
    with transaction():
        db.session.execute(update(OutgoingMessage).values(next_try_at=long_ago))
        db.session.execute(update(Job).values(heartbeat_at=long_ago))
    workers.start()
    patiently(lambda: only_message().state is MessageState.SENT)
    assert {text["id"] for text in gateway.texts} == {kept.message_id}
    assert (len(gateway.texts), only_message().tries) == (2, 2)
