"""Objecting and deciding from several places at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from flask import Flask

from lms.accounts.actor import actor_for
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.attendance import services as attending
from lms.attendance.models import AttendanceEntry, Mark
from lms.attendance.rules import MarkInput
from lms.notifications.models import OutgoingMessage
from lms.objections.errors import ObjectedAlready, Settled
from lms.objections.models import Objection, ObjectionState
from lms.outcomes import services
from lms.outcomes.models import Completion
from lms.platform import clock
from lms.platform.db import db
from tests.outcomes.ledger import enrol, mark, run_with_sessions
from tests.support.at_once import at_once as in_processes
from tests.support.factories import UserFactory

NOW = datetime(2026, 3, 8, 10, tzinfo=UTC)
PEOPLE = 6
Deed = Callable[[int], str]


def at_once(app: Flask, deeds: list[Deed]) -> list[str]:
    """What each says, sorted; all on that Sunday."""

    def on_that_day(number: int, deed: Deed) -> str:
        with clock.frozen(NOW):
            return deed(number)

    return sorted(in_processes(app, [partial(on_that_day, *one) for one in enumerate(deeds)]))


def acting(account_id: int):
    account = db.session.get_one(UserAccount, account_id)
    return actor_for(account, account.grants[0])


def objected(*, close: bool):
    """Somebody absent on two of five days who objects to the last; ids only, for other processes."""
    run = run_with_sessions()
    with clock.frozen(NOW):
        mona = enrol(run, 360, 360, 360, 0)
        trainee = UserFactory(role=Role.TRAINEE, unit=run.unit, person=mona.person)
        officers = [
            UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit, display_name=f"Officer {n}")
            for n in range(PEOPLE)
        ]
        entry = mark(run.sessions[4], mona, Mark.ABSENT)
        if close:
            services.close_run(run, actor_for(officers[0], officers[0].grants[0]))
        by = actor_for(trainee, trainee.grants[0])
        objection = attending.object_to(entry, "I was there", by=by)
    return objection.id, entry.id, [one.id for one in officers]


def test_of_six_who_decide_at_once_one_does(app):
    objection_id, entry_id, officers = objected(close=True)

    def decide(number: int) -> str:
        objection, by = db.session.get_one(Objection, objection_id), acting(officers[number])
        if number % 2:
            services.refuse_objection(objection, "No", by=by)
        else:
            row = MarkInput(Mark.PRESENT)
            services.accept_objection(objection, row, "Yes", seen=entry_id, by=by)
        return "decided"

    given = at_once(app, [decide] * PEOPLE)

    assert given == [Settled.__name__] * (PEOPLE - 1) + ["decided"]
    accepted = db.session.get_one(Objection, objection_id).state is ObjectionState.ACCEPTED
    assert db.session.query(AttendanceEntry).filter_by(replaces_id=entry_id).count() == accepted
    assert db.session.query(Completion).count() == accepted
    assert (
        db.session.query(OutgoingMessage).count() == 1
    )  # to the trainee: nobody recorded the mark


def test_of_two_clicks_at_once_one_objects(app):
    run = run_with_sessions()
    mona = enrol(run, 360, 360, 360, 360)
    trainee = UserFactory(role=Role.TRAINEE, unit=run.unit, person=mona.person).id
    entry_id = mark(run.sessions[4], mona, Mark.ABSENT, recorded_at=NOW).id

    def file(_number: int) -> str:
        entry = db.session.get_one(AttendanceEntry, entry_id)
        attending.object_to(entry, "I was there", by=acting(trainee))
        return "filed"

    assert at_once(app, [file] * 4) == [ObjectedAlready.__name__] * 3 + ["filed"]
    assert db.session.query(Objection).count() == 1


def test_a_trainer_who_corrects_while_somebody_decides_loses_nothing(app):
    objection_id, entry_id, officers = objected(close=False)

    def decide(_number: int) -> str:
        objection, row = db.session.get_one(Objection, objection_id), MarkInput(Mark.PRESENT)
        by = acting(officers[0])
        services.accept_objection(objection, row, "Yes", seen=entry_id, by=by)
        return "decided"

    def correct(_number: int) -> str:
        entry = db.session.get_one(AttendanceEntry, entry_id)
        late = {entry.enrolment_id: MarkInput(Mark.LATE, 100)}
        by = acting(officers[1])
        attending.record(entry.session, late, by=by, seen=entry_id, reason="Came late")
        return "corrected"

    given = at_once(app, [decide, correct])

    # Whoever comes second has not seen the other mark, and is told so.
    assert given in (["SheetChanged", "decided"], ["MarkChanged", "corrected"])
    assert db.session.query(AttendanceEntry).filter_by(replaces_id=entry_id).count() == 1
