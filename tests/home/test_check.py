"""`lms check` is quiet while everything holds, and names each rule that somebody broke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, update

from lms.accounts.roles import Role
from lms.assessment.models import ScoreEntry
from lms.attendance.models import AttendanceEntry
from lms.certificates.models import Certificate, IssuingBody, SerialCounter
from lms.enrolment.models import Enrolment, EnrolmentState, NominationState
from lms.figures.models import TrainedCount, TrainedPerson
from lms.organisation.models import ALWAYS, UnitAncestor, UnitAncestry
from lms.outcomes.models import Completion, Outcome, OutcomeState
from lms.outcomes.services import close_run
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState, TrainerAssignment
from tests.outcomes.ledger import enrol, mark, run_with_sessions, score
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    VenueFactory,
    actor,
)


@dataclass
class Register:
    """A closed run with a trainee who passed and holds a certificate, and an open run beside it."""

    run: CourseRun
    enrolment: Enrolment
    entry: AttendanceEntry
    score: ScoreEntry
    open_run: CourseRun
    room_id: int


@pytest.fixture
def register(app: Flask) -> Register:
    country = UnitFactory()
    centre = UnitFactory(parent=country)
    run = run_with_sessions(2, unit=centre, has_exam=True)
    enrolment = enrol(run, 360, 360, unit=centre)
    taken = score(enrolment, 80)
    close_run(run, actor(Role.CENTRE_ADMINISTRATOR, centre))
    body = IssuingBody(
        unit=centre, code="SAQ", calendar="gregorian", design="ar-en", signatories=[], name_en="S"
    )
    db.session.add(body)
    db.session.flush()
    db.session.add(SerialCounter(issuing_body_id=body.id, year=2026, last=1))
    db.session.add(
        Certificate(
            enrolment=enrolment,
            person_id=enrolment.person_id,
            issuing_body=body,
            year=2026,
            number=1,
            serial="SAQ-2026-000001",
            code="code",
            issued_on=date(2026, 4, 1),
            payload={},
        )
    )
    room = RoomFactory(venue=VenueFactory(unit=centre))
    open_run = RunFactory(course=run.course, unit=centre, capacity=1)
    SessionFactory(run=open_run, room=room, trainer=PersonFactory())
    EnrolmentFactory(run=open_run, unit=centre)
    EnrolmentFactory(run=open_run, unit=centre, state=EnrolmentState.WAITLISTED, queue_position=1)
    open_run.waiting_last = 1
    db.session.commit()
    entry = db.session.query(AttendanceEntry).filter_by(enrolment_id=enrolment.id).first()
    return Register(run, enrolment, entry, taken, open_run, room.id)


def use_the_room_twice(here: Register) -> None:
    SessionFactory(run=RunFactory(), room_id=here.room_id, held_on=here.open_run.starts_on)


def book_the_trainer_twice(here: Register) -> None:
    other = SessionFactory(run=RunFactory(), held_on=here.open_run.starts_on)
    (given,) = db.session.query(TrainerAssignment).all()
    db.session.add(TrainerAssignment(session=other, person_id=given.person_id))


def seat_one_too_many(here: Register) -> None:
    EnrolmentFactory(run=here.run)
    here.run.seats_taken = here.run.capacity = 1


def miscount_the_seats(here: Register) -> None:
    here.run.seats_taken += 1


def give_a_waiting_place_that_was_not_given(here: Register) -> None:
    here.open_run.waiting_last = 0


def cancel_a_run_under_somebody(here: Register) -> None:
    here.open_run.state = RunState.CANCELLED


def accept_without_a_seat(here: Register) -> None:
    NominationFactory(run=here.open_run, state=NominationState.ACCEPTED)


def attend_too_long(here: Register) -> None:
    here.entry.minutes = 361


def mark_a_stranger(here: Register) -> None:
    mark(here.open_run.sessions[0], here.enrolment, 10)


def replace_the_mark_of_another(here: Register) -> None:
    mark(here.run.sessions[1], EnrolmentFactory(run=here.run), 10, replaces_id=here.entry.id)


def certify_a_failure(here: Register) -> None:
    db.session.execute(
        update(Outcome)
        .where(Outcome.enrolment_id == here.enrolment.id)
        .values(state=OutcomeState.FAILED_ATTENDANCE)
    )


def skip_a_serial(_here: Register) -> None:
    db.session.execute(update(Certificate).values(number=2))


def wind_the_counter_on(_here: Register) -> None:
    db.session.execute(update(SerialCounter).values(last=7))


def forget_what_is_above(here: Register) -> None:
    db.session.execute(
        delete(UnitAncestor).where(
            UnitAncestor.unit_id == here.run.unit_id, UnitAncestor.depth == 1
        )
    )


def let_it_lie_in_two(here: Register) -> None:
    other = UnitFactory(parent=here.run.unit.parent)
    row = {"unit_id": here.run.unit_id, "ancestor_id": other.id, "depth": 1}
    db.session.add(UnitAncestry(**row, since=ALWAYS, until=date(2020, 1, 1)))


def end_where_it_lies(here: Register) -> None:
    row = db.session.query(UnitAncestry).filter_by(unit_id=here.run.unit_id, depth=0).one()
    row.until = date(2020, 1, 1)


def lose_a_way(here: Register) -> None:
    db.session.execute(delete(UnitAncestry).filter_by(unit_id=here.run.unit_id, depth=0))


def score_above_the_most(here: Register) -> None:
    here.score.score = 10_001


def sit_too_often(here: Register) -> None:
    here.score.attempt = 9


def score_a_stranger(here: Register) -> None:
    db.session.add(
        ScoreEntry(
            assessment=here.score.assessment,
            enrolment=EnrolmentFactory(),
            attempt=1,
            score=100,
            taken_on=here.score.taken_on,
        )
    )


def replace_the_score_of_another(here: Register) -> None:
    db.session.add(
        ScoreEntry(
            assessment=here.score.assessment,
            enrolment=EnrolmentFactory(run=here.run),
            attempt=1,
            score=100,
            taken_on=here.score.taken_on,
            replaces_id=here.score.id,
        )
    )


def forget_an_outcome(here: Register) -> None:
    db.session.execute(delete(Completion))
    db.session.execute(delete(Outcome).where(Outcome.enrolment_id == here.enrolment.id))


def open_a_decided_run(here: Register) -> None:
    here.run.state = RunState.ENDED


def forget_a_completion(_here: Register) -> None:
    db.session.execute(delete(Completion))


def forget_a_person(_here: Register) -> None:
    db.session.execute(delete(TrainedPerson))


def miscount_the_people(_here: Register) -> None:
    db.session.execute(update(TrainedCount).values(people=0))


def lead_without_a_merge(_here: Register) -> None:
    PersonFactory(merged_into_id=PersonFactory().id)


def lead_to_a_merged_record(_here: Register) -> None:
    PersonFactory(merged_into_id=PersonFactory(merged_into_id=PersonFactory().id).id)


def leave_a_place_of_work_behind(here: Register) -> None:
    PersonFactory(unit=here.run.unit, merged_into_id=PersonFactory().id)


def set_a_place_aside_for_nobody(here: Register) -> None:
    EnrolmentFactory(run=here.open_run, state=EnrolmentState.MERGED)


BREAKERS: dict[str, Callable[[Register], None]] = {
    "a record leads to another one exactly while they are merged": lead_without_a_merge,
    "a merged record leads to one that is not merged itself": lead_to_a_merged_record,
    "nothing is left on a merged record": leave_a_place_of_work_behind,
    "a place in a run is set aside only for a merged record": set_a_place_aside_for_nobody,
    "no room is used twice at once": use_the_room_twice,
    "no trainer is in two sessions at once": book_the_trainer_twice,
    "no run has more people enrolled than seats": seat_one_too_many,
    "the seats taken of every run are the people enrolled in it": miscount_the_seats,
    "everybody on a waiting list has a place of their own, and nobody else has one": (
        give_a_waiting_place_that_was_not_given
    ),
    "nobody holds a seat in a cancelled run": cancel_a_run_under_somebody,
    "every accepted nomination has its enrolment": accept_without_a_seat,
    "nobody attended more minutes than a session had": attend_too_long,
    "nobody is marked in a run of others": mark_a_stranger,
    "a correction replaces an earlier mark of the same person and session": (
        replace_the_mark_of_another
    ),
    "no certificate without a passed outcome": certify_a_failure,
    "serials of each body and year run from 1 without a gap": skip_a_serial,
    "each serial counter stands at the last number given": wind_the_counter_on,
    "every place is found under exactly the places above it": forget_what_is_above,
    "a place lies in one place on each day": let_it_lie_in_two,
    "what a place lies in today it lies in without an end": end_where_it_lies,
    "where places lay follows from what they lay in directly": lose_a_way,
    "no mark is above the most that its test gives": score_above_the_most,
    "nobody has a mark in a test of others": score_a_stranger,
    "nobody sat a test more often than the run allows": sit_too_often,
    "no attempt is without the one before it": sit_too_often,
    "a corrected mark replaces one of the same person, test and attempt": (
        replace_the_score_of_another
    ),
    "everybody in a closed run has an outcome": forget_an_outcome,
    "who has an outcome is in a run that is closed": open_a_decided_run,
    "every passed outcome is a completion, and nothing else is": forget_a_completion,
    "every person is counted in the cells of their completions": forget_a_person,
    "every count equals a recount of the completions": miscount_the_people,
}

GUARDED = {
    # The database itself refuses what would break these, so that only a lost constraint could.
    "no run holds more than its seats",
    "nobody is twice in one run",
    "nobody has two marks in force in one session",
}


def check(app: Flask) -> tuple[int, list[str]]:
    """The exit code, and the lines that were printed."""
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["check"])
    return result.exit_code, result.stdout.splitlines()


def test_a_register_that_was_kept_properly_passes(app: Flask, register: Register):
    code, lines = check(app)

    assert [line for line in lines if not line.startswith("ok ")] == []
    assert code == 0


def test_every_rule_is_broken_by_some_test_or_guarded_by_the_database(app, register):
    rules = {line.removeprefix("ok").strip() for line in check(app)[1]}

    assert rules == {*BREAKERS, *GUARDED}


@pytest.mark.parametrize("rule", BREAKERS)
def test_what_is_broken_is_named_with_what_breaks_it(app: Flask, register: Register, rule: str):
    BREAKERS[rule](register)

    code, lines = check(app)

    assert code == 1
    assert [line for line in lines if line.startswith(f"BROKEN  {rule}: ")]
    assert [line for line in lines if line.startswith("ok ")]  # the other rules are still looked at
