"""A worker that a test can kill, set up by LMS_… variables."""

import time
from pathlib import Path

from flask import current_app

from lms.app import create_app
from lms.audit import services as audit
from lms.jobs import consumer, services
from lms.jobs.models import Job
from lms.platform.db import db

KIND = "tests.write_down"


@services.handler(KIND, "Write numbers down")
def write_down(work: services.Work) -> dict[str, int]:
    """One audit event for each number: what was done twice or never shows."""
    for number in range(work.done, work.payload["to"]):
        with work.step():
            job = db.session.get_one(Job, work.job_id)
            audit.record("tests.number", actor=None, subject=job, details={"number": number})
            db.session.flush()
            if number in work.payload["pauses"]:
                _wait_for_the_test(work, number)
    return {"written": work.done}


def _wait_for_the_test(work: services.Work, number: int) -> None:
    """Stay in the middle of the step until the test lets go, or the worker hears that it ends."""
    folder = Path(current_app.instance_path)
    (folder / f"at-{number}").touch()
    while not ((folder / f"go-{number}").exists() or work.shift.is_over()):
        time.sleep(0.01)


def work() -> None:
    """Work until told to end."""
    consumer.work(create_app())
