"""Many processes that record at once make one chain."""

from __future__ import annotations

import multiprocessing

from flask import Flask

from lms.audit import queries, services
from lms.audit.rules import faults
from lms.organisation.models import OrgUnit
from lms.platform.db import db, transaction
from tests.support.factories import UnitFactory

PROCESSES, EACH = 8, 10
spawn = multiprocessing.get_context("fork")


def record_some(app: Flask, unit_id: int, barrier, answers) -> None:
    with app.app_context():
        db.engine.dispose(close=False)  # the connections belong to the parent
        barrier.wait(60)
        try:
            for number in range(EACH):
                with transaction():
                    unit = db.session.get_one(OrgUnit, unit_id)
                    services.record("tests.count", actor=None, subject=unit, details={"n": number})
            answers.put("done")
        except Exception as error:
            answers.put(f"error: {error!r}")


def test_events_of_many_processes_stand_in_one_chain(app: Flask):
    unit = UnitFactory()
    db.session.commit()
    unit_id = unit.id
    db.session.remove()
    db.engine.dispose()

    barrier, answers = spawn.Barrier(PROCESSES), spawn.Queue()
    recording = [
        spawn.Process(target=record_some, args=(app, unit_id, barrier, answers))
        for _ in range(PROCESSES)
    ]
    for process in recording:
        process.start()
    said = [answers.get(timeout=120) for _ in recording]
    for process in recording:
        process.join()

    assert said == ["done"] * PROCESSES
    assert queries.chained() == PROCESSES * EACH
    assert list(faults(queries.chain(), [])) == []
