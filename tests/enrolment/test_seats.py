"""Seats and waiting places: never one too many, never one lost."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.enrolment import queries, services
from lms.enrolment.errors import RunNotOpen, TraineeClash
from lms.enrolment.models import EnrolmentState, NominationState
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    actor,
)


@pytest.fixture
def centre(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


def test_an_accepted_nominee_gets_a_seat(centre):
    nomination = NominationFactory()

    enrolment = services.accept(nomination, by=centre)

    assert enrolment.state is EnrolmentState.ENROLLED
    assert nomination.run.seats_taken == 1


def test_a_full_run_gives_a_place_on_the_waiting_list(centre):
    run = RunFactory(capacity=1)
    EnrolmentFactory(run=run)

    first = services.accept(NominationFactory(run=run), by=centre)
    second = services.accept(NominationFactory(run=run), by=centre)

    assert (first.queue_position, second.queue_position) == (1, 2)
    assert run.seats_taken == 1


def test_a50_accepting_twice_gives_the_same_enrolment(centre):
    nomination = NominationFactory()

    first = services.accept(nomination, by=centre)
    second = services.accept(nomination, by=centre)

    assert first.id == second.id
    assert nomination.run.seats_taken == 1


def test_the_enrolment_keeps_what_was_true_of_the_person_then(centre):
    unit = UnitFactory()
    person = PersonFactory(unit=unit, job_title="Head of section", birth_year=1985)

    enrolment = services.enrol(RunFactory(), person, by=centre)

    assert (enrolment.unit_id, enrolment.job_title) == (unit.id, "Head of section")
    assert (enrolment.sex, enrolment.age_band) == (person.sex, "35-44")


def test_a_freed_seat_goes_to_whoever_has_waited_longest(centre):
    run = RunFactory(capacity=1)
    seated = EnrolmentFactory(run=run)
    first = services.enrol(run, PersonFactory(), by=centre)
    services.enrol(run, PersonFactory(), by=centre)

    services.withdraw(seated, "Moved away", by=centre)

    assert first.state is EnrolmentState.ENROLLED
    assert run.seats_taken == 1
    assert [w.queue_position for w in db.session.scalars(queries.waiting_list(run))] == [2]


def test_withdrawing_and_enrolling_again_revives_the_row(centre):
    run = RunFactory()
    person = PersonFactory()
    enrolment = services.enrol(run, person, by=centre)
    services.withdraw(enrolment, "Ill", by=centre)

    again = services.enrol(run, person, by=centre)

    assert again.id == enrolment.id
    assert (again.state, again.end_reason, run.seats_taken) == (EnrolmentState.ENROLLED, None, 1)


def test_nobody_holds_seats_at_one_time_in_two_runs(centre):
    run, other = RunFactory(), RunFactory()
    SessionFactory(run=run)
    SessionFactory(run=other)
    person = PersonFactory()
    services.enrol(other, person, by=centre)

    with pytest.raises(TraineeClash, match=other.code):
        services.enrol(run, person, by=centre)


def test_a_closed_run_takes_nobody(centre):
    with pytest.raises(RunNotOpen):
        services.enrol(RunFactory(state=RunState.CLOSED), PersonFactory(), by=centre)


def test_a_refusal_carries_its_reason(centre):
    nomination = NominationFactory()

    services.refuse(nomination, "The course is for managers", by=centre)

    assert nomination.state is NominationState.REFUSED
    assert nomination.refusal_reason == "The course is for managers"
