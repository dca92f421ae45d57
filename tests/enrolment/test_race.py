"""S4 and A48: the last seat, wanted by fifty processes within the same second; and one message sent by ten."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.enrolment import services
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, Ways
from lms.notifications.models import OutgoingMessage
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.support.at_once import at_once
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RunFactory,
    UnitFactory,
)

CLIENTS = 50


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

    def confirm(nomination_id: int) -> str:
        nomination = db.session.get_one(Nomination, nomination_id)
        return services.accept(nomination, by=NOBODY).state.value

    given = at_once(app, [partial(confirm, one) for one in waiting])

    assert sorted(given) == ["enrolled", *["waitlisted"] * 49]
    run = db.session.scalars(select(CourseRun)).one()
    assert (run.seats_taken, run.capacity) == (30, 30)
    places = select(Enrolment.queue_position).filter_by(state=EnrolmentState.WAITLISTED)
    assert sorted(db.session.scalars(places)) == list(range(1, CLIENTS))


@pytest.mark.usefixtures("app")
def test_of_ten_who_send_the_same_words_at_once_one_sends_them(app: Flask):
    run, unit = RunFactory(), UnitFactory()
    for n in range(5):
        EnrolmentFactory(run=run, person=PersonFactory(unit=unit, email=f"{n}@example.org"))
    run_id = run.id

    def write() -> str:
        run = db.session.get_one(CourseRun, run_id)
        services.write(run, "Room 2 tomorrow", Ways.MAIL, NOBODY)
        return "sent"

    assert sorted(at_once(app, [write] * 10)) == [*["AlreadyWritten"] * 9, "sent"]
    assert db.session.scalar(select(func.count()).select_from(OutgoingMessage)) == 5
