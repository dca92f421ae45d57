"""S4 and A48: the last seat, wanted by fifty processes within the same second."""

from __future__ import annotations

import multiprocessing

import pytest
from flask import Flask
from sqlalchemy import select

from lms.enrolment import services
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination
from lms.platform.access import NOBODY
from lms.platform.db import db, transaction
from lms.scheduling.models import CourseRun
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    RunFactory,
    UnitFactory,
)

CLIENTS = 50
spawn = multiprocessing.get_context("fork")


def confirm(app: Flask, nomination_id: int, barrier, answers) -> None:
    """What one process does: wait for the others, then accept one nomination."""
    with app.app_context():
        db.engine.dispose(close=False)  # the connections belong to the parent
        barrier.wait(60)
        try:
            with transaction():
                nomination = db.session.get_one(Nomination, nomination_id)
                answers.put(services.accept(nomination, by=NOBODY).state.value)
        except Exception as error:
            answers.put(f"error: {error!r}")


def rehearse() -> None:
    """Let the parent know every statement, as a server that has run for a while does; its children inherit it."""
    run = RunFactory(capacity=1)
    for nomination in [NominationFactory(run=run), NominationFactory(run=run)]:
        services.accept(nomination, by=NOBODY)
    db.session.rollback()


@pytest.mark.usefixtures("app")
def test_s4_a48_of_fifty_confirmations_at_once_one_gets_the_last_seat(app: Flask):
    rehearse()
    run = RunFactory(capacity=30)
    for _ in range(29):
        EnrolmentFactory(run=run)
    unit = UnitFactory()
    waiting = [NominationFactory(run=run, unit=unit).id for _ in range(CLIENTS)]
    db.session.commit()
    db.session.remove()
    db.engine.dispose()

    barrier, answers = spawn.Barrier(CLIENTS), spawn.Queue()
    clients = [spawn.Process(target=confirm, args=(app, one, barrier, answers)) for one in waiting]
    for client in clients:
        client.start()
    given = [answers.get(timeout=120) for _ in clients]
    for client in clients:
        client.join()

    assert sorted(given) == ["enrolled", *["waitlisted"] * 49]
    run = db.session.scalars(select(CourseRun)).one()
    assert (run.seats_taken, run.capacity) == (30, 30)
    places = select(Enrolment.queue_position).filter_by(state=EnrolmentState.WAITLISTED)
    assert sorted(db.session.scalars(places)) == list(range(1, CLIENTS))
