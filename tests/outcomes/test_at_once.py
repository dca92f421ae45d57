"""Closing a run from several places at the same moment."""

from __future__ import annotations

import multiprocessing

from flask import Flask

from lms.outcomes import services
from lms.outcomes.models import Completion, Outcome
from lms.platform.access import NOBODY
from lms.platform.db import db, transaction
from lms.scheduling.models import CourseRun
from tests.outcomes.ledger import enrol, run_with_sessions

CLERKS = 6
processes = multiprocessing.get_context("fork")


def close(app: Flask, run_id: int, barrier, answers) -> None:
    with app.app_context():
        db.engine.dispose(close=False)  # the connections belong to the parent
        barrier.wait(60)
        try:
            with transaction():
                answers.put(services.close_run(db.session.get_one(CourseRun, run_id), NOBODY))
        except Exception as error:
            answers.put(f"error: {error!r}")


def test_a50_of_six_who_close_a_run_at_once_one_does_and_nothing_is_written_twice(app):
    run = run_with_sessions()
    for _person in range(5):
        enrol(run, 360, 360, 360, 360, 360)
    run_id = run.id
    db.session.commit()
    db.session.remove()
    db.engine.dispose()

    barrier, answers = processes.Barrier(CLERKS), processes.Queue()
    clerks = [
        processes.Process(target=close, args=(app, run_id, barrier, answers))
        for _clerk in range(CLERKS)
    ]
    for clerk in clerks:
        clerk.start()
    given = [answers.get(timeout=60) for _clerk in clerks]
    for clerk in clerks:
        clerk.join()

    assert sorted(given) == [False] * (CLERKS - 1) + [True]
    assert db.session.query(Outcome).count() == 5
    assert db.session.query(Completion).count() == 5
