"""A worker that is killed or told to end: the job goes on, and nothing is done twice or left out."""

from __future__ import annotations

import base64
import os
import signal
import time
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import select, update

from lms.audit.models import AuditEvent
from lms.jobs.models import Job, JobState
from lms.platform import clock
from lms.platform.db import db
from tests.jobs import worker_process
from tests.jobs.worker_process import KIND
from tests.support.lms_command import forked

PATIENCE_SECONDS = 60
STEPS = 12
PAUSES = [3, 7]


@dataclass
class Workers:
    """Starts worker processes, which wait in the middle of a step until they may go on."""

    folder: Path
    database_url: str
    started: list[BaseProcess] = field(default_factory=list)

    def start(self) -> BaseProcess:
        environment = os.environ | {
            "LMS_INSTANCE": str(self.folder),
            "LMS_DATABASE_URL": self.database_url,
            "LMS_QUEUE_URL": "sqlite",
            "LMS_SECRET_KEY": "a key for tests only, never for anything else",
            "LMS_DATA_KEY": base64.b64encode(bytes(32)).decode(),
        }
        self.started.append(forked(worker_process.work, environment))
        return self.started[-1]

    def wait_until_in(self, step: int) -> None:
        patiently(lambda: (self.folder / f"at-{step}").exists())

    def let_go_on(self, step: int) -> None:
        (self.folder / f"go-{step}").touch()


def patiently(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "nothing happened for a long time"
        time.sleep(0.01)


@pytest.fixture
def make_workers(tmp_path):
    made = []

    def make(app):
        made.append(Workers(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"]))
        return made[-1]

    yield make
    for process in (process for workers in made for process in workers.started):
        process.kill()
        process.join()


def _written_down_long_ago():
    """A job of which no queue has heard: the worker's first sweep finds it."""
    job = Job(
        kind=KIND,
        payload={"to": STEPS, "pauses": PAUSES},
        fingerprint="-",
        progress_total=STEPS,
        requested_by_user_id=7,
        requested_by_role="coordinator",
        created_at=clock.now() - timedelta(hours=1),
    )
    db.session.add(job)
    db.session.commit()
    return job


def _has(job, state):
    db.session.rollback()
    db.session.refresh(job)
    return job.state is state


def _a_minute_passes(job):
    """The lease runs out without anybody waiting for it."""
    long_ago = clock.now() - timedelta(minutes=2)
    db.session.execute(update(Job).where(Job.id == job.id).values(heartbeat_at=long_ago))
    db.session.commit()


def _numbers():
    db.session.rollback()
    return sorted(event.details["number"] for event in db.session.scalars(select(AuditEvent)))


def test_a_kill_in_mid_step_neither_repeats_nor_loses_anything(app, make_workers):
    job, workers = _written_down_long_ago(), make_workers(app)
    for step in PAUSES:
        process = workers.start()
        workers.wait_until_in(step)
        process.kill()
        process.join()
        assert _has(job, JobState.RUNNING)
        assert _numbers() == list(range(step))
        workers.let_go_on(step)
        _a_minute_passes(job)

    workers.start()
    patiently(lambda: _has(job, JobState.DONE))
    assert _numbers() == list(range(STEPS))
    assert (job.attempts, job.losses, job.result) == (3, 2, {"written": STEPS})


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_told_to_end_finishes_its_step_and_hands_the_job_back(
    sqlite_app, make_workers, stop
):
    job, workers = _written_down_long_ago(), make_workers(sqlite_app)
    process = workers.start()
    workers.wait_until_in(PAUSES[0])
    os.kill(process.pid, stop)
    process.join(PATIENCE_SECONDS)
    assert process.exitcode == 0
    assert _has(job, JobState.QUEUED)
    assert _numbers() == list(range(PAUSES[0] + 1))
