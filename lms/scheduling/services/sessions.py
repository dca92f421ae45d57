"""Planning, moving and cancelling sessions. A clash is found before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, func, or_, select

from lms.audit.services import record
from lms.organisation.models import OrgUnit, Room
from lms.people.models import Person
from lms.planning.models import Topic
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.numbers import number
from lms.scheduling import events
from lms.scheduling.errors import (
    Clashing,
    EndsBeforeStart,
    OverlapsOwnSession,
    SessionHeld,
    SessionOff,
    StateForbids,
    UnitNotOpen,
)
from lms.scheduling.models import (
    ClashOverride,
    CourseRun,
    SessionState,
    TrainerAssignment,
    TrainerRole,
    TrainingSession,
)
from lms.scheduling.queries import clashes, own_overlap, work_days
from lms.scheduling.rules import OVER, STATES, Clash, active, instants, working_days
from lms.scheduling.services.locks import lock_bookable, lock_run


@dataclass(frozen=True)
class Slot:
    """Where and when a session is to be, and who gives it, the lead first."""

    held_on: date
    start_time: time
    end_time: time
    room: Room | None
    trainers: tuple[Person, ...]
    timezone: str

    @property
    def instants(self) -> tuple[datetime, datetime, int]:
        return instants(self.held_on, self.start_time, self.end_time, self.timezone)


def add_session(
    run: CourseRun,
    *,
    held_on: date,
    start_time: time,
    end_time: time,
    room: Room | None = None,
    trainers: Sequence[Person] = (),
    title: str | None = None,
    topic: Topic | None = None,
    counts: bool = True,
    by: Actor,
    override_reason: str | None = None,
) -> TrainingSession:
    """Plan a session. Asked for again, the session that is there already is the answer.

    Raises:
        Clashing: a room, a trainer or trainees are taken and no reason was given to plan over it.
        OverlapsOwnSession: the run itself meets at that time.
        UnitNotOpen: the place is closed on that day (S21).
    """
    slot = _slot(run, held_on, start_time, end_time, room, trainers)
    _hold(run, [slot])
    same = _planned_already(run, slot, title)
    if same is not None:
        return same
    found = _check(run, slot)
    if found and not override_reason:
        raise Clashing(found)
    session = TrainingSession(
        number=_next_number(run),
        title=title,
        topic_id=topic.id if topic else None,
        counts=counts,
        state=SessionState.SCHEDULED,
    )
    _place(session, slot)
    run.sessions.append(session)
    _assign(session, slot.trainers)
    db.session.flush()
    _fit_dates(run)
    _record(session, "scheduling.add_session", by, found, override_reason)
    return session


def add_sessions(
    run: CourseRun,
    *,
    first_day: date,
    days: int,
    start_time: time,
    end_time: time,
    room: Room | None = None,
    trainers: Sequence[Person] = (),
    by: Actor,
    override_reason: str | None = None,
) -> list[TrainingSession]:
    """Plan one session on each of so many working days of the place; all of them or none."""
    planned = working_days(first_day, days, work_days(run).is_off)
    slots = [_slot(run, day, start_time, end_time, room, trainers) for day in planned]
    _hold(run, slots)
    found = [
        clash
        for slot in slots
        if _planned_already(run, slot, None) is None
        for clash in _check(run, slot)
    ]
    if found and not override_reason:
        raise Clashing(found)
    return [
        add_session(
            run,
            held_on=slot.held_on,
            start_time=start_time,
            end_time=end_time,
            room=room,
            trainers=trainers,
            by=by,
            override_reason=override_reason,
        )
        for slot in slots
    ]


def move_session(
    session: TrainingSession,
    *,
    held_on: date,
    start_time: time,
    end_time: time,
    room: Room | None = None,
    trainers: Sequence[Person] = (),
    title: str | None = None,
    topic: Topic | None = None,
    counts: bool = True,
    by: Actor,
    override_reason: str | None = None,
) -> None:
    """Give a session another time, room or trainers; it stays the same session."""
    run = session.run
    slot = _slot(run, held_on, start_time, end_time, room, trainers)
    _hold(run, [slot])
    _refuse_what_is_past(session, slot)
    found = _check(run, slot, leaving_out=session.id)
    if found and not override_reason:
        raise Clashing(found)
    before = session.held_on
    moved = (session.held_on, session.start_time, session.end_time) != (
        held_on,
        start_time,
        end_time,
    )
    _place(session, slot)
    session.title, session.counts = title, counts
    session.topic_id = topic.id if topic else None
    _assign(session, slot.trainers)
    _forget_overrides(session)
    db.session.flush()
    _fit_dates(run, left=before)
    _record(session, "scheduling.move_session", by, found, override_reason)
    if moved:
        events.session_moved.send(events.SessionMoved(session.id))


def cancel_session(session: TrainingSession, reason: str, *, by: Actor) -> None:
    """Call a session off: its room and trainers are free, it no longer counts, its number is not used again (S8)."""
    lock_run(session.run)
    if session.state is SessionState.CANCELLED:
        return
    if session.run.state in OVER:
        raise StateForbids(state=STATES[session.run.state])
    session.state, session.reason = SessionState.CANCELLED, reason
    _forget_overrides(session)
    db.session.flush()
    _record(session, "scheduling.cancel_session", by, (), reason)
    events.session_cancelled.send(events.SessionCancelled(session.id))


def mark_held(session: TrainingSession) -> None:
    """Say that a session took place, because somebody took its attendance."""
    if session.state is SessionState.SCHEDULED:
        session.state = SessionState.HELD
        db.session.flush()


def _slot(
    run: CourseRun,
    held_on: date,
    start_time: time,
    end_time: time,
    room: Room | None,
    trainers: Sequence[Person],
) -> Slot:
    place = run.site_unit or run.unit
    slot = Slot(
        held_on,
        start_time,
        end_time,
        room,
        tuple(dict.fromkeys(trainers)),
        place.country.timezone,
    )
    if end_time <= start_time or slot.instants[2] < 1:
        raise EndsBeforeStart
    return slot


def _hold(run: CourseRun, slots: Sequence[Slot]) -> None:
    lock_run(run)
    if run.state in OVER:
        raise StateForbids(state=STATES[run.state])
    lock_bookable(slots[0].room, slots[0].trainers)


def _check(run: CourseRun, slot: Slot, leaving_out: int | None = None) -> list[Clash]:
    """Refuse what cannot be at all; return what somebody may still plan over."""
    for place in _places(run, slot.room):
        if not place.is_open_on(slot.held_on):
            raise UnitNotOpen(
                unit=place.name_in(language()), date=date_text(slot.held_on, "weekday")
            )
    starts_at, ends_at, _minutes = slot.instants
    own = own_overlap(run, starts_at, ends_at, leaving_out)
    if own is not None:
        raise OverlapsOwnSession(
            session=number(own.number),
            date=date_text(own.held_on, "weekday"),
            times=time_range_text(own.start_time, own.end_time),
        )
    return clashes(
        run,
        starts_at,
        ends_at,
        room=slot.room,
        trainers=slot.trainers,
        leaving_out=leaving_out,
    )


def _places(run: CourseRun, room: Room | None) -> list[OrgUnit]:
    places = [run.unit, run.site_unit, room.venue.unit if room is not None else None]
    return [place for place in places if place is not None]


def _planned_already(run: CourseRun, slot: Slot, title: str | None) -> TrainingSession | None:
    """The session that a second click asks for again."""
    starts_at, ends_at, _minutes = slot.instants
    own = own_overlap(run, starts_at, ends_at)
    wanted = {trainer.id for trainer in slot.trainers}
    if (
        own is not None
        and (own.starts_at, own.ends_at) == (starts_at, ends_at)
        and (own.room_id, own.title) == (slot.room.id if slot.room else None, title)
        and {assignment.person_id for assignment in own.assignments} == wanted
    ):
        return own
    return None


def _refuse_what_is_past(session: TrainingSession, slot: Slot) -> None:
    if session.state is SessionState.CANCELLED:
        raise SessionOff
    times = (session.held_on, session.start_time, session.end_time)
    if session.state is SessionState.HELD and times != (
        slot.held_on,
        slot.start_time,
        slot.end_time,
    ):
        raise SessionHeld


def _next_number(run: CourseRun) -> int:
    last = db.session.scalar(
        select(func.max(TrainingSession.number)).where(TrainingSession.course_run_id == run.id)
    )
    return (last or 0) + 1


def _place(session: TrainingSession, slot: Slot) -> None:
    session.held_on, session.start_time, session.end_time = (
        slot.held_on,
        slot.start_time,
        slot.end_time,
    )
    session.timezone = slot.timezone
    session.starts_at, session.ends_at, session.minutes = slot.instants
    session.room = slot.room


def _assign(session: TrainingSession, trainers: Sequence[Person]) -> None:
    """Give the session these trainers, the first in the lead; who stays keeps the assignment."""
    kept = {assignment.person_id: assignment for assignment in session.assignments}
    assigned = []
    for index, trainer in enumerate(trainers):
        assignment = kept.get(trainer.id) or TrainerAssignment(person=trainer)
        assignment.role = TrainerRole.LEAD if index == 0 else TrainerRole.CO_TRAINER
        assigned.append(assignment)
    session.assignments = assigned


def _fit_dates(run: CourseRun, left: date | None = None) -> None:
    """Widen the run's dates to its sessions; a bound that its session has left moves with it."""
    days = [session.held_on for session in active(run.sessions)]
    if not days:
        return
    starts = [*days, *([run.starts_on] if run.starts_on not in (None, left) else [])]
    ends = [*days, *([run.ends_on] if run.ends_on not in (None, left) else [])]
    run.starts_on = min(day for day in starts if day is not None)
    run.ends_on = max(day for day in ends if day is not None)
    db.session.flush()


def _forget_overrides(session: TrainingSession) -> None:
    db.session.execute(
        delete(ClashOverride)
        .where(
            or_(
                ClashOverride.session_id == session.id,
                ClashOverride.other_session_id == session.id,
            )
        )
        .execution_options(synchronize_session=False)
    )


def _record(
    session: TrainingSession,
    action: str,
    by: Actor,
    found: Sequence[Clash],
    reason: str | None,
) -> None:
    """Write down what was done, and with each clash that was planned over, why."""
    others = sorted({clash.session.id for clash in found})
    for other in others:
        db.session.add(
            ClashOverride(
                session_id=session.id,
                other_session_id=other,
                reason=reason,
                overridden_by_id=by.id or None,
            )
        )
    record(
        action,
        actor=by,
        subject=session,
        unit_id=session.run.unit_id,
        reason=reason,
        details={
            "run": session.run.code,
            "number": session.number,
            "held_on": session.held_on.isoformat(),
            **({"clashes_with": others} if others else {}),
        },
    )
    db.session.flush()
