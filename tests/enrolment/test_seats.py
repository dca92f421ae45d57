"""Seats and waiting places: never one too many, never one lost."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.accounts.roles import Role
from lms.enrolment import queries, services
from lms.enrolment.errors import ReasonMissing, RosterStands, RunNotOpen, TraineeClash
from lms.enrolment.models import EnrolmentState, NominationState
from lms.people.models import Affiliation
from lms.platform.clock import frozen
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


def test_withdrawing_twice_frees_one_seat(centre):
    run = RunFactory(capacity=3)
    leaving, _staying = EnrolmentFactory(run=run), EnrolmentFactory(run=run)

    services.withdraw(leaving, "Moved away", by=centre)
    services.withdraw(leaving, "Moved away", by=centre)

    assert run.seats_taken == 1


def test_leaving_needs_a_reason_and_a_run_that_is_not_over(centre):
    enrolment = EnrolmentFactory()
    with pytest.raises(ReasonMissing):
        services.withdraw(enrolment, " ", by=centre)
    enrolment.run.state = RunState.CLOSED
    db.session.flush()
    with pytest.raises(RosterStands):
        services.withdraw(enrolment, "Too late", by=centre)


def test_who_sits_elsewhere_at_the_time_is_passed_over_and_keeps_the_place(centre):
    run, other = RunFactory(capacity=1), RunFactory()
    SessionFactory(run=run)
    seated = EnrolmentFactory(run=run)
    first, second = (services.enrol(run, PersonFactory(), by=centre) for _ in range(2))
    SessionFactory(run=other)
    EnrolmentFactory(run=other, person=first.person)

    services.withdraw(seated, "Ill", by=centre)

    assert (first.state, first.queue_position) == (EnrolmentState.WAITLISTED, 1)
    assert second.state is EnrolmentState.ENROLLED


def test_nobody_moves_up_once_the_run_has_ended(centre):
    run = RunFactory(capacity=1)
    seated = EnrolmentFactory(run=run)
    waiting = services.enrol(run, PersonFactory(), by=centre)

    with frozen(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        services.withdraw(seated, "Never came", by=centre)

    assert (waiting.state, run.seats_taken) == (EnrolmentState.WAITLISTED, 0)


def test_who_moves_up_is_kept_as_they_are_then(centre):
    run, unit = RunFactory(capacity=1), UnitFactory()
    seated = EnrolmentFactory(run=run)
    person = PersonFactory(unit=unit, job_title="Clerk")
    waiting = services.enrol(run, person, by=centre)
    db.session.query(Affiliation).filter_by(person_id=person.id).update({"job_title": "Head"})

    with frozen(datetime(2026, 11, 16, 12, tzinfo=UTC)):
        services.withdraw(seated, "Ill", by=centre)

    assert (waiting.job_title, waiting.joined_on) == ("Head", date(2026, 11, 16))
