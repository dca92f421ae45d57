"""Who and what is taken when: rooms, trainers and trainees in the sessions of all runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lms.organisation.models import Room
from lms.people.models import Person
from lms.platform.db import db
from lms.scheduling.models import (
    ClashOverride,
    CourseRun,
    SessionState,
    TrainerAssignment,
    TrainingSession,
)
from lms.scheduling.queries.working import work_days
from lms.scheduling.rules import (
    BOOKS_NOTHING,
    TRAVEL,
    Clash,
    ClashKind,
    apart,
    instants,
    working_days,
)

LONGEST = timedelta(days=1)
HORIZON = 90
"""How many working days ahead a free slot is looked for."""


@dataclass(frozen=True)
class Elsewhere:
    """A session of another run in which people of this run have a seat, by their names."""

    session: TrainingSession
    trainees: Sequence[Person]


TraineesElsewhere = Callable[[CourseRun, datetime, datetime], Iterable[Elsewhere]]

trainees_elsewhere: list[TraineesElsewhere] = []
"""Where the people of a run are between two instants, told by the slice that knows who has a seat."""


@dataclass(frozen=True)
class Taken:
    """What is taken of a room, of trainers and of a run's trainees in some time."""

    sessions: Sequence[TrainingSession]
    elsewhere: Sequence[Elsewhere]


def clashes(
    run: CourseRun,
    starts_at: datetime,
    ends_at: datetime,
    *,
    room: Room | None,
    trainers: Sequence[Person],
    leaving_out: int | None = None,
) -> list[Clash]:
    """What a session of the run at that time would clash with: room, then trainers, then trainees.

    `leaving_out` is the session itself.
    """
    spans = [(starts_at, ends_at)]
    return clashes_of_days(run, spans, room=room, trainers=trainers, leaving_out=leaving_out)


def clashes_of_days(
    run: CourseRun,
    spans: Sequence[tuple[datetime, datetime]],
    *,
    room: Room | None,
    trainers: Sequence[Person],
    leaving_out: int | None = None,
) -> list[Clash]:
    """The same for several sessions, earliest first; the bookings are read once for all of them."""
    if not spans:
        return []
    since, until = spans[0][0] - TRAVEL, spans[-1][1] + TRAVEL
    taken = _taken(run, since, until, room, trainers, leaving_out)
    return [clash for span in spans for clash in _among(taken, run, *span, room, trainers)]


def _taken(
    run: CourseRun,
    since: datetime,
    until: datetime,
    room: Room | None,
    trainers: Sequence[Person],
    leaving_out: int | None,
) -> Taken:
    booked = _bookings(since, until, room, trainers, leaving_out) if room or trainers else []
    elsewhere = [one for ask in trainees_elsewhere for one in ask(run, since, until)]
    return Taken(booked, elsewhere)


def _bookings(
    since: datetime,
    until: datetime,
    room: Room | None,
    trainers: Sequence[Person],
    leaving_out: int | None,
) -> list[TrainingSession]:
    """The sessions of any run in that time that have the room or one of the trainers."""
    taken: list[ColumnElement[bool]] = [
        TrainingSession.id.in_(
            select(TrainerAssignment.session_id).where(
                TrainerAssignment.person_id.in_([trainer.id for trainer in trainers])
            )
        )
    ]
    if room is not None:
        taken.append(TrainingSession.room_id == room.id)
    query = (
        booked(since, until)
        .where(or_(*taken))
        .options(
            joinedload(TrainingSession.room).joinedload(Room.venue),
            selectinload(TrainingSession.assignments),
        )
    )
    if leaving_out is not None:
        query = query.where(TrainingSession.id != leaving_out)
    return list(db.session.scalars(query).unique())


def booked(since: datetime, until: datetime) -> Select[TrainingSession]:
    """The sessions that keep a room or a trainer at some moment between two."""
    return (
        select(TrainingSession)
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .options(contains_eager(TrainingSession.run).joinedload(CourseRun.course))
        .where(
            TrainingSession.state != SessionState.CANCELLED,
            CourseRun.state.not_in(BOOKS_NOTHING),
            # No session is longer than a day, so the index on the beginning bounds both ends.
            TrainingSession.starts_at.between(since - LONGEST, until),
            TrainingSession.starts_at < until,
            TrainingSession.ends_at > since,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        # What waited for a lock must see what was saved meanwhile.
        .execution_options(populate_existing=True)
    )


def _among(
    taken: Taken,
    run: CourseRun,
    starts_at: datetime,
    ends_at: datetime,
    room: Room | None,
    trainers: Sequence[Person],
) -> list[Clash]:
    rooms, persons = [], []
    for other in taken.sessions:
        overlaps = _overlap(other, starts_at, ends_at)
        near = other.starts_at < ends_at + TRAVEL and starts_at - TRAVEL < other.ends_at
        if overlaps and room is not None and other.room_id == room.id:
            rooms.append(Clash(ClashKind.ROOM, other, room=room))
        giving = {assignment.person_id for assignment in other.assignments}
        for trainer in trainers:
            if trainer.id in giving and overlaps:
                persons.append(Clash(ClashKind.TRAINER, other, person=trainer))
            elif trainer.id in giving and near and apart(other, run, room):
                persons.append(Clash(ClashKind.TRAVEL, other, person=trainer))
    trainees = [
        Clash(ClashKind.TRAINEE, one.session, person=one.trainees[0], others=len(one.trainees) - 1)
        for one in taken.elsewhere
        if _overlap(one.session, starts_at, ends_at)
    ]
    return rooms + persons + trainees


def _overlap(session: TrainingSession, starts_at: datetime, ends_at: datetime) -> bool:
    return session.starts_at < ends_at and starts_at < session.ends_at


def free_starts(
    run: CourseRun,
    first: date,
    days: int,
    times: tuple[time, time],
    *,
    room: Room | None,
    trainers: Sequence[Person],
    leaving_out: int | None = None,
    wanted: int = 3,
) -> list[date]:
    """The next first days from which so many working days in a row are free for the room, trainers and trainees."""
    country = run.unit.country
    candidates = working_days(first, HORIZON + days, work_days(run).is_off)
    spans = {day: instants(day, *times, country.timezone)[:2] for day in candidates}
    since, until = spans[candidates[0]][0] - TRAVEL, spans[candidates[-1]][1] + TRAVEL
    taken = _taken(run, since, until, room, trainers, leaving_out)
    own = _own_sessions(run, leaving_out)
    free = {
        day: run.unit.is_open_on(day)
        and not _among(taken, run, *spans[day], room, trainers)
        and not any(_overlap(one, *spans[day]) for one in own)
        for day in candidates
    }
    starts = [
        day
        for index, day in enumerate(candidates[:HORIZON])
        if all(free[later] for later in candidates[index : index + days])
    ]
    return starts[:wanted]


def own_overlap(
    run: CourseRun, starts_at: datetime, ends_at: datetime, leaving_out: int | None = None
) -> TrainingSession | None:
    """A session of the run itself at that time: its trainees cannot be in two."""
    for own in _own_sessions(run, leaving_out):
        if _overlap(own, starts_at, ends_at):
            return own
    return None


def _own_sessions(run: CourseRun, leaving_out: int | None) -> list[TrainingSession]:
    if run.id is None:
        return []
    query = (
        select(TrainingSession)
        .where(
            TrainingSession.course_run_id == run.id,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.id != (leaving_out or 0),
        )
        .order_by(TrainingSession.number)
        .options(selectinload(TrainingSession.assignments))
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def invariants() -> list[tuple[str, Select[int, int]]]:
    """What must never be found: a room or a trainer in two sessions at once, unless somebody said why."""
    one, other = aliased(TrainingSession), aliased(TrainingSession)
    run_one, run_other = aliased(CourseRun), aliased(CourseRun)
    overlapping = (
        select(one.id, other.id)
        .join(other, and_(one.id < other.id, one.starts_at < other.ends_at))
        .join(run_one, run_one.id == one.course_run_id)
        .join(run_other, run_other.id == other.course_run_id)
        .where(
            other.starts_at < one.ends_at,
            one.state != SessionState.CANCELLED,
            other.state != SessionState.CANCELLED,
            run_one.state.not_in(BOOKS_NOTHING),
            run_other.state.not_in(BOOKS_NOTHING),
            ~exists().where(
                or_(
                    and_(
                        ClashOverride.session_id == one.id,
                        ClashOverride.other_session_id == other.id,
                    ),
                    and_(
                        ClashOverride.session_id == other.id,
                        ClashOverride.other_session_id == one.id,
                    ),
                )
            ),
        )
        .order_by(one.id, other.id)
    )
    first, second = aliased(TrainerAssignment), aliased(TrainerAssignment)
    full = select(CourseRun.id, CourseRun.seats_taken).where(
        or_(CourseRun.seats_taken > CourseRun.capacity, CourseRun.seats_taken < 0)
    )
    return [
        ("no run holds more than its seats", full.order_by(CourseRun.id)),
        ("no room is used twice at once", overlapping.where(one.room_id == other.room_id)),
        (
            "no trainer is in two sessions at once",
            overlapping.join(first, first.session_id == one.id)
            .join(second, second.session_id == other.id)
            .where(first.person_id == second.person_id),
        ),
    ]
