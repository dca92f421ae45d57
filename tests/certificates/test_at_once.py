"""Many who issue at once, transactions that fail, and processes that are killed: no gap, no repeat, nothing lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.certificates import queries, services
from lms.certificates.models import Certificate, SerialCounter
from lms.enrolment.models import Enrolment
from lms.jobs.models import Job, JobState
from lms.jobs.queue import queue_of
from lms.platform import clock, storage
from lms.platform.access import NOBODY
from lms.platform.db import db, transaction
from tests.certificates.register import closed_run, enrolments

processes = multiprocessing.get_context("fork")
KILLS = 10

pytestmark = pytest.mark.usefixtures("quick_files")


class Refused(Exception):
    """What a test breaks a transaction with."""


def issue_each(app: Flask, ids: list[int], barrier, answers) -> None:
    """What one process does: wait for the others, then issue to each in a transaction of its own."""
    with app.app_context():
        db.engine.dispose(close=False)  # the connections belong to the parent
        barrier.wait(60)
        try:
            for enrolment_id in ids:
                with transaction():
                    enrolment = db.session.get_one(Enrolment, enrolment_id)
                    serial = services.issue(enrolment, NOBODY).serial
                answers.put(serial)
        except Exception as error:
            answers.put(f"error: {error!r}")


def in_processes(app: Flask, shares: list[list[int]]) -> list[str]:
    let_go()
    barrier, answers = processes.Barrier(len(shares)), processes.Queue()
    started = [
        processes.Process(target=issue_each, args=(app, share, barrier, answers))
        for share in shares
    ]
    for process in started:
        process.start()
    given = [answers.get(timeout=120) for share in shares for _one in share]
    for process in started:
        process.join()
    return given


def let_go() -> None:
    """No connection of this process may be open when another one is forked from it."""
    db.session.commit()
    db.session.remove()
    db.engine.dispose()


def numbers() -> list[int]:
    return list(db.session.scalars(select(Certificate.number).order_by(Certificate.number)))


def rules_broken() -> list[str]:
    return [str(rule) for rule, query in queries.invariants() if db.session.execute(query).all()]


def test_a25_two_tabs_and_six_more_give_one_certificate(app):
    (enrolment,) = enrolments(closed_run())
    given = in_processes(app, [[enrolment.id]] * 8)
    assert len(given) == 8
    assert len(set(given)) == 1
    issued = db.session.query(Certificate).one()
    assert given[0].endswith(f"-{issued.issued_on.year}-000001")
    assert numbers() == [1]
    assert db.session.query(SerialCounter).one().last == 1


def test_many_who_issue_at_once_leave_no_gap_and_no_repeat(app):
    ids = [enrolment.id for enrolment in enrolments(closed_run(passed=24))]
    given = in_processes(app, [ids[at::6] for at in range(6)])
    assert len(set(given)) == 24
    assert numbers() == list(range(1, 25))
    assert rules_broken() == []


def test_g6_rolled_back_issues_leave_no_gap_and_reuse_nothing(app):
    chance = random.Random(6)
    waiting = [enrolment.id for enrolment in enrolments(closed_run(passed=40))]
    db.session.commit()
    rolled_back, seen = 0, set()
    while waiting:
        enrolment = db.session.get_one(Enrolment, waiting[0])
        try:
            with transaction():
                certificate = services.issue(enrolment, NOBODY)
                code = certificate.code
                if chance.random() < 0.25:
                    raise Refused
        except Refused:
            rolled_back += 1
            assert queries.by_code(code) is None
            continue
        seen.add(certificate.serial)
        waiting.pop(0)
    assert rolled_back > 5
    assert len(seen) == 40
    assert numbers() == list(range(1, 41))
    assert rules_broken() == []


def test_g4_killed_while_issuing_it_goes_on_without_gap_or_repeat(app):
    chance = random.Random(4)
    ids = [enrolment.id for enrolment in enrolments(closed_run(passed=40))]
    let_go()
    kills, longest = 0, 0.25
    # On a busy machine nothing may have been issued yet: then the next one lives longer.
    while kills < KILLS or not numbers():
        kills, longest = kills + 1, longest if numbers() else longest * 1.5
        assert longest < 60
        ready, answers = processes.Barrier(2), processes.SimpleQueue()
        process = processes.Process(target=issue_each, args=(app, ids, ready, answers))
        process.start()
        ready.wait(60)
        time.sleep(chance.uniform(0.02, longest))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert rules_broken() == []
        assert numbers() == list(range(1, len(numbers()) + 1))
        let_go()

    let_go()
    assert len(in_processes(app, [ids])) == 40
    assert numbers() == list(range(1, 41))

    # A minute later the sweep finds the jobs that lost their process; each goes on where it was.
    long_ago = clock.now() - timedelta(minutes=2)
    db.session.execute(update(Job).values(heartbeat_at=long_ago, created_at=long_ago))
    db.session.commit()
    queue_of(app).sweep()
    db.session.rollback()
    assert set(db.session.scalars(select(Job.state))) == {JobState.DONE}
    found = db.session.scalars(select(Certificate)).all()
    assert all(storage.read(one.file_sha256) for one in found)
    assert len({one.file_sha256 for one in found}) == 40
    assert rules_broken() == []
