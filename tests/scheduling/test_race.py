"""Two planners at once: a room and a trainer are booked once, on both databases, by processes of their own."""

from datetime import date, time
from functools import partial

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.organisation.models import Room
from lms.people.models import Person
from lms.platform.db import db
from lms.scheduling import services
from lms.scheduling.models import CourseRun, SessionState, TrainingSession
from tests.support.at_once import at_once
from tests.support.factories import PersonFactory, RoomFactory, RunFactory, actor

PLANNERS = 8


@pytest.mark.parametrize("wanted", ["room", "trainer"])
def test_of_planners_at_the_same_moment_one_gets_it(app, wanted):
    planner = actor(Role.CENTRE_ADMINISTRATOR)
    room, trainer = RoomFactory(), PersonFactory()
    runs = [RunFactory().id for _ in range(PLANNERS)]
    room_id, trainer_id = room.id, trainer.id

    def plan(run_id):
        services.add_session(
            db.session.get(CourseRun, run_id),
            held_on=date(2026, 11, 15),
            start_time=time(9),
            end_time=time(14),
            room=db.session.get(Room, room_id) if wanted == "room" else None,
            trainers=[db.session.get(Person, trainer_id)] if wanted == "trainer" else [],
            by=planner,
        )
        return "planned"

    answers = at_once(app, [partial(plan, run_id) for run_id in runs])

    assert sorted(answers) == ["Clashing"] * (PLANNERS - 1) + ["planned"]
    assert db.session.query(TrainingSession).count() == 1


def test_moving_into_the_same_room_is_no_way_round(app):
    planner = actor(Role.CENTRE_ADMINISTRATOR)
    room_id = RoomFactory().id
    sessions = []
    for _ in range(PLANNERS):
        session = services.add_session(
            RunFactory(),
            held_on=date(2026, 11, 16),
            start_time=time(9),
            end_time=time(14),
            by=planner,
        )
        sessions.append(session.id)

    def move(session_id):
        services.move_session(
            db.session.get(TrainingSession, session_id),
            held_on=date(2026, 11, 15),
            start_time=time(9),
            end_time=time(14),
            room=db.session.get(Room, room_id),
            by=planner,
        )
        return "moved"

    answers = at_once(app, [partial(move, session_id) for session_id in sessions])

    assert sorted(answers) == ["Clashing"] * (PLANNERS - 1) + ["moved"]
    in_room = select(TrainingSession.id).where(TrainingSession.room_id == room_id)
    assert len(db.session.scalars(in_room).all()) == 1


def test_a_session_clicked_often_at_once_is_planned_once(app):
    planner = actor(Role.CENTRE_ADMINISTRATOR)
    run_id = RunFactory().id

    def plan():
        session = services.add_session(
            db.session.get(CourseRun, run_id),
            held_on=date(2026, 11, 15),
            start_time=time(9),
            end_time=time(14),
            by=planner,
        )
        return session.number

    assert at_once(app, [plan] * PLANNERS) == [1] * PLANNERS
    assert db.session.query(TrainingSession).filter_by(state=SessionState.SCHEDULED).count() == 1


def test_seats_are_taken_as_often_as_there_are_seats(app):
    run_id = RunFactory(capacity=3).id
    answers = at_once(app, [partial(services.take_seat, run_id)] * PLANNERS)
    assert sorted(answers) == [False] * (PLANNERS - 3) + [True] * 3


def test_waiting_places_have_no_gap_and_no_repeat(app):
    run_id = RunFactory().id
    answers = at_once(app, [partial(services.next_waiting_place, run_id)] * PLANNERS)
    assert sorted(answers) == list(range(1, PLANNERS + 1))
