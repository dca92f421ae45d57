"""Seats and places on the waiting list: counted by single statements, so that no two people get the same one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm.util import identity_key

from lms.audit.services import record
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.numbers import number
from lms.scheduling import events
from lms.scheduling.errors import BelowMinimum, BelowSeatsTaken, NoSeatsGiven
from lms.scheduling.models import CourseRun
from lms.scheduling.rules import OVER


def take_seat(run_id: int) -> bool:
    """Take one of the run's seats; False when there is none left."""
    return _count(
        run_id,
        CourseRun.seats_taken < CourseRun.capacity,
        CourseRun.state.not_in(OVER),
        seats_taken=CourseRun.seats_taken + 1,
    )


def free_seat(run_id: int, seats: int = 1) -> bool:
    """Give a seat back, or several when many people leave at once."""
    return _count(run_id, CourseRun.seats_taken >= seats, seats_taken=CourseRun.seats_taken - seats)


def give_seat_back(run_id: int) -> bool:
    """Let somebody have again the seat that was theirs, also in a run that is over; False when there is none left."""
    return _count(
        run_id, CourseRun.seats_taken < CourseRun.capacity, seats_taken=CourseRun.seats_taken + 1
    )


def next_waiting_place(run_id: int) -> int:
    """The next place on the waiting list: one more than the last that was given."""
    place = db.session.scalar(
        update(CourseRun)
        .where(CourseRun.id == run_id, CourseRun.state.not_in(OVER))
        .values(waiting_last=CourseRun.waiting_last + 1)
        .returning(CourseRun.waiting_last)
        .execution_options(synchronize_session=False)
    )
    _forget(run_id)
    if place is None:
        raise NoSeatsGiven
    return place


def change_capacity(run: CourseRun, capacity: int, *, by: Actor) -> None:
    """Give the run more seats, or fewer as long as nobody loses one."""
    before = run.capacity
    if capacity == before:
        return
    if run.min_seats is not None and run.min_seats > capacity:
        raise BelowMinimum
    if not _count(run.id, CourseRun.seats_taken <= capacity, capacity=capacity):
        raise BelowSeatsTaken(taken=number(run.seats_taken))
    record(
        "scheduling.change_capacity",
        actor=by,
        subject=run,
        unit_id=run.unit_id,
        details={"before": before, "after": capacity},
    )
    if capacity > before:
        events.capacity_raised.send(events.CapacityRaised(run.id))


def _count(run_id: int, *conditions: ColumnElement[bool], **values: object) -> bool:
    counted = db.session.scalar(
        update(CourseRun)
        .where(CourseRun.id == run_id, *conditions)
        .values(**values)
        .returning(CourseRun.id)
        .execution_options(synchronize_session=False)
    )
    _forget(run_id)
    return counted is not None


def _forget(run_id: int) -> None:
    """Let a run that is loaded read its counts again."""
    run = db.session.identity_map.get(identity_key(CourseRun, run_id))
    if run is not None:
        db.session.expire(run, ["seats_taken", "waiting_last", "capacity"])
