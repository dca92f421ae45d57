"""What follows from dates, states and times, without asking the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from lms.organisation.models import Room
from lms.people.models import Person
from lms.platform import clock
from lms.platform.i18n import _, _lp, _n, language
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession

STATES = {
    RunState.DRAFT: _lp("course run", "Draft"),
    RunState.PLANNED: _lp("course run", "Planned"),
    RunState.OPEN: _lp("course run", "Nominations open"),
    RunState.CONFIRMED: _lp("course run", "Confirmed"),
    RunState.IN_PROGRESS: _lp("course run", "In progress"),
    RunState.ENDED: _lp("course run", "Ended, results pending"),
    RunState.CLOSED: _lp("course run", "Closed"),
    RunState.POSTPONED: _lp("course run", "Postponed"),
    RunState.CANCELLED: _lp("course run", "Cancelled"),
}

NOT_BEGUN = frozenset({RunState.DRAFT, RunState.PLANNED})
DATED = frozenset({RunState.OPEN, RunState.CONFIRMED, RunState.IN_PROGRESS, RunState.ENDED})
"""The states between which the calendar decides."""

CANCELLABLE = frozenset(
    {
        RunState.DRAFT,
        RunState.PLANNED,
        RunState.OPEN,
        RunState.CONFIRMED,
        RunState.IN_PROGRESS,
        RunState.POSTPONED,
    }
)
POSTPONABLE = frozenset({RunState.OPEN, RunState.CONFIRMED})
OVER = frozenset({RunState.CLOSED, RunState.CANCELLED})
BOOKS_NOTHING = frozenset({RunState.CANCELLED, RunState.POSTPONED})
"""In these states a run's sessions keep no room and no trainer from others."""

TRAVEL = timedelta(minutes=45)
"""What a trainer needs between two sessions at different places."""

LONGEST_DAY = 360
"""The minutes that a proposed day holds at most."""

LONGEST_OFF = 366
"""For how many days in a row no working day is looked for before something must be wrong."""


class Name(NamedTuple):
    """A name in the language of whoever asked for it."""

    text: str

    def name_in(self, _language: str) -> str:
        return self.text


class ShownSession(NamedTuple):
    """What the header of a run shows of a session, as plain values."""

    state: SessionState
    held_on: date
    start_time: time
    end_time: time
    starts_at: datetime
    ends_at: datetime
    room: tuple[int, str] | None
    trainers: tuple[str, ...]


class ShownRun(NamedTuple):
    """A run as plain values, with all that stands above its tabs; names are in the reader's language."""

    id: int
    code: str
    state: RunState
    reason: str | None
    unit_id: int
    country_code: str
    timezone: str
    course: Name
    place: str
    starts_on: date | None
    ends_on: date | None
    capacity: int
    min_seats: int | None
    seats_taken: int
    has_tests: bool
    sessions: tuple[ShownSession, ...]


AnyRun = CourseRun | ShownRun
AnySession = TypeVar("AnySession", TrainingSession, ShownSession)


def shown(run: CourseRun) -> ShownRun:
    """The run for whoever reads it now."""
    reader = language()
    return ShownRun(
        id=run.id,
        code=run.code,
        state=run.state,
        reason=run.reason,
        unit_id=run.unit_id,
        country_code=run.country_code,
        timezone=run.unit.country.timezone,
        course=Name(run.course.name_in(reader)),
        place=(run.site_unit or run.unit).name_in(reader),
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        capacity=run.capacity,
        min_seats=run.min_seats,
        seats_taken=run.seats_taken,
        has_tests=run.has_pre_test or run.has_post_test or run.has_exam,
        sessions=tuple([_shown_session(session, reader) for session in run.sessions]),
    )


def _shown_session(session: TrainingSession, reader: str) -> ShownSession:
    room = session.room
    return ShownSession(
        state=session.state,
        held_on=session.held_on,
        start_time=session.start_time,
        end_time=session.end_time,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room=(room.id, room.name_in(reader)) if room is not None else None,
        trainers=tuple([assigned.person.full_name for assigned in session.assignments]),
    )


def state_on(run: AnyRun, today: date) -> RunState:
    """The state of a run on a day: what was decided, carried on by its dates."""
    if run.state not in DATED or run.starts_on is None:
        return run.state
    if run.ends_on is not None and run.ends_on < today:
        return RunState.ENDED
    if run.starts_on <= today:
        return RunState.IN_PROGRESS
    # Brought back to the future by new dates, it waits for its first day with its roster.
    return RunState.OPEN if run.state is RunState.OPEN else RunState.CONFIRMED


def state_today(run: CourseRun) -> RunState:
    """The state of a run now, by the clock of the country that delivers it."""
    return state_on(run, clock.today(run.unit.country.timezone))


def instants(day: date, start: time, end: time, zone: str) -> tuple[datetime, datetime, int]:
    """When a session planned as wall time begins and ends, in UTC, and its true minutes across a change of clocks."""
    tz = ZoneInfo(zone)
    starts_at = datetime.combine(day, start, tz).astimezone(UTC)
    ends_at = datetime.combine(day, end, tz).astimezone(UTC)
    return starts_at, ends_at, int((ends_at - starts_at).total_seconds() // 60)


def is_totals_only(run: CourseRun) -> bool:
    """Whether no seats, no names and no sessions are stated of a run, as of some in the real programmes."""
    return not run.capacity and not run.sessions


def working_days(first: date, count: int, is_off: Callable[[date], bool]) -> list[date]:
    """The first so many working days from a day on, which may itself be one."""
    return list(islice(_working_days(first, is_off), count))


def _working_days(first: date, is_off: Callable[[date], bool]) -> Iterator[date]:
    day, off = first, 0
    while True:
        off = off + 1 if is_off(day) else 0
        # Where a whole year is off, the holidays are entered wrongly: nobody waits for ever.
        if off == 0 or off > LONGEST_OFF:
            yield day
        day += timedelta(days=1)


def days_for(minutes: int) -> tuple[int, int]:
    """Over how many days a course spreads, and the minutes of each."""
    days = max(1, -(-minutes // LONGEST_DAY))
    return days, -(-minutes // days)


def held(session: TrainingSession | ShownSession, now: datetime) -> bool:
    """Whether the session took place: it was marked, or its end has passed."""
    return session.state is SessionState.HELD or (
        session.state is SessionState.SCHEDULED and session.ends_at <= now
    )


def active(sessions: Iterable[AnySession]) -> list[AnySession]:
    """The sessions that were not cancelled."""
    return [session for session in sessions if session.state is not SessionState.CANCELLED]


def title(session: TrainingSession) -> str:
    """What a session is about: its title, or the topic of the course, or its number."""
    if session.title:
        return session.title
    if session.topic is not None:
        return session.topic.name_in(language())
    return _("Session %(session)s", session=number(session.number))


def strip(sessions: Iterable[TrainingSession | ShownSession], now: datetime) -> list[str]:
    """One word a session for the strip: held, now, off, or nothing for what is to come."""
    return [_cell(session, now) for session in sessions]


def _cell(session: TrainingSession | ShownSession, now: datetime) -> str:
    if session.state is SessionState.CANCELLED:
        return "off"
    if session.state is SessionState.SCHEDULED and session.starts_at <= now < session.ends_at:
        return "now"
    return "held" if held(session, now) else ""


class ClashKind(StrEnum):
    ROOM = "room"
    TRAINER = "trainer"
    TRAVEL = "travel"
    TRAINEE = "trainee"


@dataclass(frozen=True)
class Clash:
    """That a room or a person is wanted where another session has it; `others` is how many more trainees."""

    kind: ClashKind
    session: TrainingSession
    room: Room | None = None
    person: Person | None = None
    others: int = 0

    @property
    def text(self) -> str:
        """The clash in the reader's words: what is taken, by which session of which run, and when."""
        values = _where(self.session)
        if self.room is not None:
            return _(
                "%(room)s is taken by session %(session)s of %(run)s (%(course)s): %(date)s, %(times)s.",
                room=isolated(self.room.name_in(language())),
                **values,
            )
        name = isolated(self.person.full_name) if self.person is not None else ""
        if self.kind is ClashKind.TRAVEL:
            return _(
                "%(trainer)s has less than %(minutes)s minutes between this place and session"
                " %(session)s of %(run)s (%(course)s): %(date)s, %(times)s.",
                trainer=name,
                minutes=number(int(TRAVEL.total_seconds() // 60)),
                **values,
            )
        if self.kind is ClashKind.TRAINEE:
            return _trainee_text(name, self.others, values)
        return _(
            "%(trainer)s gives session %(session)s of %(run)s (%(course)s): %(date)s, %(times)s.",
            trainer=name,
            **values,
        )


def _trainee_text(name: str, others: int, values: dict[str, object]) -> str:
    if not others:
        return _(
            "%(trainee)s has a seat in session %(session)s of %(run)s (%(course)s): %(date)s, %(times)s.",
            trainee=name,
            **values,
        )
    return _n(
        "%(trainee)s and %(count)s other trainee have seats in session %(session)s of %(run)s"
        " (%(course)s): %(date)s, %(times)s.",
        "%(trainee)s and %(count)s other trainees have seats in session %(session)s of %(run)s"
        " (%(course)s): %(date)s, %(times)s.",
        others,
        trainee=name,
        **values,
    )


def _where(session: TrainingSession) -> dict[str, object]:
    return {
        "session": number(session.number),
        "run": session.run.code,
        "course": isolated(session.run.course.name_in(language())),
        "date": date_text(session.held_on, "weekday"),
        "times": time_range_text(session.start_time, session.end_time),
    }


def apart(one: TrainingSession, run: CourseRun, room: Room | None) -> bool:
    """Whether a session is held at another place than one of this run in this room would be."""
    if one.room is not None and room is not None:
        return one.room.venue_id != room.venue_id
    return _place(one.run, one.room) != _place(run, room)


def _place(run: CourseRun, room: Room | None) -> int:
    if room is not None:
        return room.venue.unit_id
    return run.site_unit_id if run.site_unit_id is not None else run.unit_id
