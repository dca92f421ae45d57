"""Seats are counted by single statements."""

import pytest

from lms.accounts.roles import Role
from lms.scheduling import events, services
from lms.scheduling.errors import BelowMinimum, BelowSeatsTaken, NoSeatsGiven
from lms.scheduling.models import RunState
from tests.support.factories import RunFactory, actor


def test_takes_a_seat_while_there_is_one(app):
    run = RunFactory(capacity=2)
    assert [services.take_seat(run.id) for _ in range(3)] == [True, True, False]
    assert run.seats_taken == 2


def test_a_freed_seat_can_be_taken_again(app):
    run = RunFactory(capacity=1, seats_taken=1)
    assert services.free_seat(run.id)
    assert services.take_seat(run.id)


def test_never_frees_more_seats_than_were_taken(app):
    assert not services.free_seat(RunFactory().id)


def test_gives_places_on_the_waiting_list_in_order(app):
    run = RunFactory()
    assert [services.next_waiting_place(run.id) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.CLOSED])
def test_a_run_that_is_over_gives_no_seat_and_no_place(app, state):
    run = RunFactory(state=state)
    assert not services.take_seat(run.id)
    with pytest.raises(NoSeatsGiven):
        services.next_waiting_place(run.id)


def test_a51_seats_never_fall_below_those_taken(app):
    run = RunFactory(capacity=30, seats_taken=12)
    with pytest.raises(BelowSeatsTaken) as refusal:
        services.change_capacity(run, 11, by=actor(Role.CENTRE_ADMINISTRATOR))
    assert "Seats already taken: 12" in refusal.value.text
    assert run.capacity == 30


def test_a51_seats_may_fall_to_those_taken(app):
    run = RunFactory(capacity=30, seats_taken=12)
    services.change_capacity(run, 12, by=actor(Role.CENTRE_ADMINISTRATOR))
    assert run.capacity == 12


def test_seats_never_fall_below_the_smallest_number(app):
    run = RunFactory(min_seats=15)
    with pytest.raises(BelowMinimum):
        services.change_capacity(run, 14, by=actor(Role.CENTRE_ADMINISTRATOR))


def test_announces_that_there_are_more_seats(app):
    heard, run = [], RunFactory(capacity=30)
    with events.capacity_raised.connected_to(heard.append):
        services.change_capacity(run, 31, by=actor(Role.CENTRE_ADMINISTRATOR))
    assert heard == [events.CapacityRaised(run.id)]
