"""What happens to a roster when something happens to its run."""

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.enrolment import queries, services
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.platform.db import db
from lms.scheduling import services as scheduling
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RunFactory,
    actor,
)


@pytest.fixture
def centre(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


@pytest.fixture
def full_run(centre):
    """Two seats taken, two people waiting, one nomination to decide."""
    run = RunFactory(capacity=2)
    EnrolmentFactory(run=run)
    EnrolmentFactory(run=run)
    for _ in range(2):
        services.enrol(run, PersonFactory(), by=centre)
    NominationFactory(run=run)
    return run


def broken_rules():
    return [label for label, query in queries.invariants() if db.session.execute(query).first()]


def test_s9_a_cancelled_run_has_neither_roster_nor_waiting_list(full_run, centre):
    scheduling.cancel_run(full_run, "The hall was flooded", by=centre)

    assert set(db.session.scalars(db.select(Enrolment.state))) == {EnrolmentState.CANCELLED}
    assert full_run.seats_taken == 0
    assert broken_rules() == []


def test_a_nomination_for_a_cancelled_run_is_answered_with_the_reason(full_run, centre):
    scheduling.cancel_run(full_run, "The hall was flooded", by=centre)

    nomination = db.session.scalars(db.select(Nomination)).one()
    answer = (nomination.state, nomination.refusal_reason)
    assert answer == (NominationState.REFUSED, "The hall was flooded")


def test_new_seats_go_to_those_who_have_waited_longest(full_run, centre):
    first, second = db.session.scalars(queries.waiting_list(full_run)).all()

    scheduling.change_capacity(full_run, 3, by=centre)

    assert (first.state, second.state) == (EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED)
    assert (full_run.seats_taken, full_run.capacity) == (3, 3)
    promoted = db.select(AuditEvent).filter_by(action="enrolment.promote")
    assert db.session.scalars(promoted).one().subject_id == str(first.id)


def test_the_rules_that_must_never_be_broken_hold(full_run):
    assert broken_rules() == []


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        (lambda run: setattr(run, "seats_taken", 1), "the seats taken of every run are the people"),
        (lambda run: setattr(run, "waiting_last", 1), "everybody on a waiting list has a place"),
        (lambda run: setattr(run, "state", "cancelled"), "nobody holds a seat in a cancelled run"),
    ],
)
def test_a_broken_rule_is_found(full_run, harm, broken):
    harm(full_run)
    db.session.flush()
    assert any(label.startswith(broken) for label in broken_rules())
