"""A week as the calendar prints it: halls and trainers down, days across, conflicts on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from lms.calendars.rules import Falls, fall_on
from lms.organisation.models import OrgUnit, Room
from lms.people.models import Person
from lms.platform.i18n import _, _n, language, preferences
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.lists import isolated, names_listed
from lms.platform.i18n.numbers import duration, number
from lms.scheduling.models import TrainingSession
from lms.scheduling.queries import WorkDays
from lms.scheduling.rules import NOT_BEGUN
from lms.scheduling.views.header import day_text, seats_text

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Event:
    """A session in a cell, or the same hours of a run on several days."""

    id: str
    title: str
    times: str
    texts: list[str]
    url: str
    style: str
    flag: str
    key: tuple[object, ...]


@dataclass
class Cell:
    """One day of a row, or several days with the same event."""

    days: int
    events: list[Event] = field(default_factory=list)
    add_url: str = ""
    add_label: str = ""
    off: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    note: str
    cells: list[Cell]


@dataclass(frozen=True)
class DayHead:
    label: str
    second: str
    holiday: str
    is_today: bool


@dataclass(frozen=True)
class Conflict:
    """Something wrong in the week, with the cell to look at."""

    text: str
    anchor: str


def days_of(work: WorkDays, wanted: date) -> list[date]:
    """The seven days of the week that this day lies in, by the custom of the centre."""
    begins = work.time.first_weekday(wanted)
    first = wanted - timedelta(days=(wanted.isoweekday() - begins) % 7)
    return [first + timedelta(days=index) for index in range(7)]


def bounds(centre: OrgUnit, days: Sequence[date]) -> tuple[datetime, datetime]:
    """From the first midnight of the week to the last."""
    zone = ZoneInfo(centre.country.timezone)
    midnight = datetime.min.time()
    since = datetime.combine(days[0], midnight, zone).astimezone(UTC)
    return since, datetime.combine(days[-1] + timedelta(days=1), midnight, zone).astimezone(UTC)


class Week:
    """Everything the page shows of one week of a centre."""

    def __init__(
        self,
        centre: OrgUnit,
        work: WorkDays,
        days: Sequence[date],
        today: date,
        sessions: Sequence[TrainingSession],
        rooms: Sequence[Room],
        trainers: Sequence[Person],
        *,
        visible: set[int],
        overrides: dict[frozenset[int], str],
        may_plan: bool,
    ) -> None:
        self.centre, self.sessions, self.today = centre, sessions, today
        self._visible, self._overrides, self._may_plan = visible, overrides, may_plan
        used = {session.held_on for session in sessions}
        self.days = [day for day in days if not work.time.is_off(day) or day in used]
        self._holidays = fall_on(work.holidays, days[0], days[-1])
        self.flags: dict[int, list[str]] = {}
        self.conflicts = [*self._double_bookings(), *self._small_rooms(), *self._closed_places()]
        self.halls = [self._hall(room) for room in rooms]
        self.trainers = [self._trainer(trainer) for trainer in trainers]

    @property
    def heads(self) -> list[DayHead]:
        second = preferences().second_calendar
        return [
            DayHead(
                day_text(day),
                date_text(day, "day_month", second) if second else "",
                names_listed([holiday_text(one) for one in self._holidays.get(day, ())]),
                day == self.today,
            )
            for day in self.days
        ]

    def _hall(self, room: Room) -> Row:
        held = [session for session in self.sessions if session.room_id == room.id]
        name = room.name_in(language())
        unit = room.venue.unit

        def empty(day: date) -> Cell:
            if not unit.is_open_on(day):
                return Cell(1, off=_("Place closed"))
            return self._free(day, name, room=room.id)

        seats = _n("%(count)s seat", "%(count)s seats", room.capacity)
        return Row(name, seats, self._cells(held, empty, by_room=False))

    def _trainer(self, trainer: Person) -> Row:
        held = [
            session
            for session in self.sessions
            if any(one.person_id == trainer.id for one in session.assignments)
        ]
        minutes = sum(session.minutes for session in held)
        note = _("%(hours)s this week", hours=duration(minutes)) if minutes else ""

        def empty(day: date) -> Cell:
            return self._free(day, trainer.full_name, trainer=trainer.id)

        return Row(trainer.full_name, note, self._cells(held, empty, by_room=True))

    def _free(self, day: date, name: str, **wanted: Any) -> Cell:
        if not self._may_plan:
            return Cell(1)
        label = _("New course run, %(name)s, %(day)s", name=name, day=date_text(day, "weekday"))
        address = url_for(
            "scheduling.new_run", day=day.isoformat(), centre=self.centre.id, **wanted
        )
        return Cell(1, add_url=address, add_label=label)

    def _cells(
        self,
        sessions: Iterable[TrainingSession],
        empty: Callable[[date], Cell],
        *,
        by_room: bool,
    ) -> list[Cell]:
        by_day: dict[date, list[Event]] = {}
        for session in sessions:
            by_day.setdefault(session.held_on, []).append(self._event(session, by_room))
        cells: list[Cell] = []
        for day in self.days:
            events = by_day.get(day)
            if not events:
                cells.append(empty(day))
            elif cells and _goes_on(cells[-1], events):
                cells[-1].days += 1
            else:
                cells.append(Cell(1, events))
        return cells

    def _event(self, session: TrainingSession, by_room: bool) -> Event:
        run, flags = session.run, self.flags.get(session.id, [])
        times = time_range_text(session.start_time, session.end_time)
        if session.course_run_id not in self._visible:
            return Event("", _("At another centre"), times, [], "", "tent", "", (session.id,))
        names = [one.person.full_name for one in session.assignments]
        place = session.room.name_in(language()) if session.room else ""
        shown = [place] if by_room else [names_listed(names), seats_text(run)]
        style = "clash" if flags else "tent" if run.state in NOT_BEGUN else ""
        return Event(
            f"session-{session.id}" if not by_room else "",
            run.course.name_in(language()),
            times,
            [text for text in shown if text],
            url_for("scheduling.run", code=run.code),
            style,
            names_listed(flags),
            (run.id, times, tuple(names), session.room_id, tuple(flags), run.state),
        )

    def _double_bookings(self) -> Iterator[Conflict]:
        for one, other in combinations(self.sessions, 2):
            if not (one.starts_at < other.ends_at and other.starts_at < one.ends_at):
                continue
            shared = _shared(one, other)
            if not shared:
                continue
            reason = self._overrides.get(frozenset({one.id, other.id}))
            flag = _("Planned over a clash") if reason else _("Overlap")
            for session in (one, other):
                self.flags.setdefault(session.id, []).append(flag)
            yield Conflict(_both(names_listed(shared), one, other, reason), f"session-{one.id}")

    def _small_rooms(self) -> Iterator[Conflict]:
        told = set()
        for session in self.sessions:
            room, seats = session.room, session.run.capacity
            if room is None or room.capacity >= seats:
                continue
            short = _n("%(count)s seat short", "%(count)s seats short", seats - room.capacity)
            self.flags.setdefault(session.id, []).append(short)
            if (session.course_run_id, room.id) not in told:
                told.add((session.course_run_id, room.id))
                text = _(
                    "%(room)s holds %(holds)s people; %(run)s has %(seats)s seats.",
                    room=isolated(room.name_in(language())),
                    holds=number(room.capacity),
                    run=session.run.code,
                    seats=number(seats),
                )
                yield Conflict(text, f"session-{session.id}")

    def _closed_places(self) -> Iterator[Conflict]:
        """S21: what is still planned here after the centre's last day is to be moved."""
        for session in self.sessions:
            if session.run.unit_id == self.centre.id and not self.centre.is_open_on(
                session.held_on
            ):
                self.flags.setdefault(session.id, []).append(_("Centre closed"))
                text = _(
                    "%(centre)s is not open on %(date)s: session %(session)s of %(run)s has to be moved.",
                    centre=self.centre.name_in(language()),
                    date=date_text(session.held_on, "weekday"),
                    session=number(session.number),
                    run=session.run.code,
                )
                yield Conflict(text, f"session-{session.id}")


def holiday_text(one: Falls) -> str:
    """What a holiday is called, and that it may still move."""
    name = one.holiday.name_in(language())
    return name if one.is_sure else _("%(holiday)s (calculated)", holiday=isolated(name))


def _shared(one: TrainingSession, other: TrainingSession) -> list[str]:
    """The room and the trainers that two sessions both have."""
    rooms = []
    if one.room is not None and one.room_id == other.room_id:
        rooms.append(one.room.name_in(language()))
    people = {assignment.person_id for assignment in other.assignments}
    return rooms + [
        assignment.person.full_name
        for assignment in one.assignments
        if assignment.person_id in people
    ]


def _both(shared: str, one: TrainingSession, other: TrainingSession, reason: str | None) -> str:
    values = {
        "shared": shared,
        "date": date_text(one.held_on, "weekday"),
        "one": f"{one.run.code} {time_range_text(one.start_time, one.end_time)}",
        "other": f"{other.run.code} {time_range_text(other.start_time, other.end_time)}",
    }
    if reason:
        return _(
            "%(shared)s twice on %(date)s, on purpose (%(reason)s): %(one)s and %(other)s",
            reason=reason,
            **values,
        )
    return _("%(shared)s twice on %(date)s: %(one)s and %(other)s", **values)


def _goes_on(cell: Cell, events: list[Event]) -> bool:
    """Whether the day shows the one event that the cell before shows."""
    return len(cell.events) == len(events) == 1 and cell.events[0].key == events[0].key
