"""S4 and A48: the last seat, wanted by fifty processes within the same second; and one message sent by ten."""

from __future__ import annotations

import multiprocessing

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.enrolment import services
from lms.enrolment.errors import AlreadyWritten
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, Ways
from lms.notifications.models import OutgoingMessage
from lms.platform.access import NOBODY
from lms.platform.db import db, transaction
from lms.scheduling.models import CourseRun
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
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


def write(app: Flask, run_id: int, barrier, answers) -> None:
    """What one tab does: wait for the others, then send the same words."""
    with app.app_context():
        db.engine.dispose(close=False)
        barrier.wait(60)
        try:
            with transaction():
                run = db.session.get_one(CourseRun, run_id)
                services.write(run, "Room 2 tomorrow", Ways.MAIL, NOBODY)
            answers.put("sent")
        except AlreadyWritten:
            answers.put("already")
        except Exception as error:
            answers.put(f"error: {error!r}")


@pytest.mark.usefixtures("app")
def test_of_ten_who_send_the_same_words_at_once_one_sends_them(app: Flask):
    run, unit = RunFactory(), UnitFactory()
    for n in range(5):
        EnrolmentFactory(run=run, person=PersonFactory(unit=unit, email=f"{n}@example.org"))
    db.session.commit()
    run_id = run.id
    db.session.remove()
    db.engine.dispose()

    barrier, answers = spawn.Barrier(10), spawn.Queue()
    tabs = [spawn.Process(target=write, args=(app, run_id, barrier, answers)) for _ in range(10)]
    for tab in tabs:
        tab.start()
    given = [answers.get(timeout=120) for _ in tabs]
    for tab in tabs:
        tab.join()

    assert sorted(given) == [*["already"] * 9, "sent"]
    assert db.session.scalar(select(func.count()).select_from(OutgoingMessage)) == 5
