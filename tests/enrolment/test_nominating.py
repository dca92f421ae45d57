"""Proposing people and deciding on them: each refusal, and each thing that may be done twice."""

from datetime import UTC, date, datetime

import pytest

from lms.accounts.roles import Role
from lms.enrolment import services
from lms.enrolment.errors import (
    AlreadyDecided,
    AlreadyNominated,
    NominationsEnded,
    NotOnStaff,
    ReasonMissing,
    RefusedBefore,
    RunNotOpen,
)
from lms.enrolment.models import EnrolmentState, Nomination, NominationState
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
def town(app):
    return UnitFactory(name_en="Mallawi")


@pytest.fixture
def coordinator(town):
    return actor(Role.COORDINATOR, town)


@pytest.fixture
def centre(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


def test_staff_of_a_unit_below_are_nominated_in_the_name_of_the_one_above(town, coordinator):
    desk = UnitFactory(parent=town)
    nomination = services.nominate(RunFactory(), PersonFactory(unit=desk), town, by=coordinator)
    assert (nomination.unit, nomination.state) == (town, NominationState.PROPOSED)


@pytest.mark.parametrize(
    "state", [RunState.DRAFT, RunState.PLANNED, RunState.CONFIRMED, RunState.CANCELLED]
)
def test_a_run_that_is_not_open_takes_no_nominations(town, coordinator, state):
    with pytest.raises(RunNotOpen):
        services.nominate(RunFactory(state=state), PersonFactory(unit=town), town, by=coordinator)


def test_a_run_that_has_begun_takes_none_whatever_was_written_down(town, coordinator):
    run, person = RunFactory(), PersonFactory(unit=town)
    with frozen(datetime(2026, 11, 16, 12, tzinfo=UTC)), pytest.raises(RunNotOpen):
        services.nominate(run, person, town, by=coordinator)


def test_after_the_last_day_nominations_have_ended(town, coordinator):
    run = RunFactory(nominations_until=date(2026, 10, 31))
    with pytest.raises(NominationsEnded):
        services.nominate(run, PersonFactory(unit=town), town, by=coordinator)


def test_others_staff_are_not_nominated(town, coordinator):
    stranger = PersonFactory(unit=UnitFactory())
    with pytest.raises(NotOnStaff):
        services.nominate(RunFactory(), stranger, town, by=coordinator)


def test_a50_nominating_twice_gives_the_same_nomination(town, coordinator):
    run, person = RunFactory(), PersonFactory(unit=town)
    first = services.nominate(run, person, town, by=coordinator)
    assert services.nominate(run, person, town, by=coordinator) is first


def test_whom_another_unit_has_proposed_is_in_the_list(town, coordinator):
    person = PersonFactory(unit=town)
    other = NominationFactory(person=person)
    with pytest.raises(AlreadyNominated):
        services.nominate(other.run, person, town, by=coordinator)


def test_whom_the_centre_refused_is_not_proposed_again(town, coordinator, centre):
    nomination = NominationFactory(unit=town)
    services.refuse(nomination, "For managers only", by=centre)
    with pytest.raises(RefusedBefore, match="For managers only"):
        services.nominate(nomination.run, nomination.person, town, by=coordinator)


def test_a_proposal_taken_back_can_be_made_again(town, coordinator):
    nomination = NominationFactory(unit=town)
    services.withdraw_nomination(nomination, by=coordinator)
    services.withdraw_nomination(nomination, by=coordinator)  # a double click
    assert nomination.state is NominationState.WITHDRAWN
    again = services.nominate(nomination.run, nomination.person, town, by=coordinator)
    assert (again, again.state) == (nomination, NominationState.PROPOSED)


def test_who_gave_their_place_up_can_be_proposed_again(town, coordinator, centre):
    nomination = NominationFactory(unit=town)
    enrolment = services.accept(nomination, by=centre)
    services.withdraw(enrolment, "Ill", by=centre)
    services.nominate(nomination.run, nomination.person, town, by=coordinator)
    assert nomination.state is NominationState.PROPOSED
    assert services.accept(nomination, by=centre) is enrolment
    assert enrolment.state is EnrolmentState.ENROLLED


def test_several_are_sent_although_one_is_refused(town, coordinator):
    run = RunFactory()
    good, stranger = PersonFactory(unit=town), PersonFactory(unit=UnitFactory())
    sent = services.nominate_all(run, {stranger: "", good: ""}, town, by=coordinator)
    assert [nomination.person for nomination in sent.nominations] == [good]
    assert [person for person, _refusal in sent.refused] == [stranger]


def test_several_are_confirmed_and_those_beyond_the_seats_wait(centre):
    run = RunFactory(capacity=2)
    nominations = [NominationFactory(run=run) for _ in range(4)]
    decided = services.accept_all(nominations, by=centre)
    assert [e.nomination for e in decided.enrolled] == nominations[:2]
    assert [e.queue_position for e in decided.waiting] == [1, 2]
    assert (decided.refused, run.seats_taken) == ([], 2)


def test_who_clashes_is_left_out_and_stays_to_be_decided(centre):
    run, other = RunFactory(), RunFactory()
    SessionFactory(run=run)
    SessionFactory(run=other)
    busy, free = NominationFactory(run=run), NominationFactory(run=run)
    EnrolmentFactory(run=other, person=busy.person)
    decided = services.accept_all([busy, free], by=centre)
    assert [nomination for nomination, _refusal in decided.refused] == [busy]
    assert (busy.state, free.state) == (NominationState.PROPOSED, NominationState.ACCEPTED)
    assert run.seats_taken == 1


def test_a_run_that_was_postponed_keeps_nobody_from_another(centre):
    run, other = RunFactory(), RunFactory(state=RunState.POSTPONED)
    SessionFactory(run=run)
    SessionFactory(run=other)
    nomination = NominationFactory(run=run)
    EnrolmentFactory(run=other, person=nomination.person)
    assert services.accept(nomination, by=centre).state is EnrolmentState.ENROLLED


def test_a_refusal_needs_a_reason(centre):
    nomination = NominationFactory()
    with pytest.raises(ReasonMissing):
        services.refuse(nomination, "  ", by=centre)
    assert nomination.state is NominationState.PROPOSED


def test_what_was_decided_is_not_decided_otherwise(centre):
    accepted, refused = NominationFactory(), NominationFactory()
    services.accept(accepted, by=centre)
    services.refuse(refused, "Too late", by=centre)
    with pytest.raises(AlreadyDecided):
        services.accept(refused, by=centre)
    late = services.refuse_all([accepted, refused], "No", by=centre)
    assert [nomination for nomination, _error in late] == [accepted]
    assert refused.refusal_reason == "Too late"
    with pytest.raises(AlreadyDecided):
        services.withdraw_nomination(accepted, by=centre)


def test_whom_the_centre_adds_directly_has_no_nomination_left_to_decide(centre):
    nomination = NominationFactory()
    enrolment = services.add_person(nomination.run, nomination.person, by=centre)
    assert (enrolment.nomination, nomination.state) == (nomination, NominationState.ACCEPTED)
    walk_in = services.add_person(nomination.run, PersonFactory(), by=centre)
    assert walk_in.nomination is None
    assert db.session.query(Nomination).count() == 1
