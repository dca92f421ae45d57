"""The answer to a change in a form: what the chosen time would clash with, and when it would not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from flask import request
from werkzeug.datastructures import MultiDict

from lms.calendars.rules import left_out, warnings
from lms.organisation.models import Room
from lms.organisation.rules import Hours
from lms.people.models import Person
from lms.platform.errors import DomainError
from lms.platform.forms import Form
from lms.platform.i18n import _, language
from lms.platform.i18n.dates import date_text, range_text, time_range_text, weekday_name
from lms.platform.i18n.lists import isolated, listed
from lms.platform.i18n.numbers import number
from lms.scheduling import queries
from lms.scheduling.errors import Clashing
from lms.scheduling.models import CourseRun
from lms.scheduling.rules import ClashKind, instants, working_days

FIELDS: dict[ClashKind | None, str] = {
    ClashKind.ROOM: "room_id",
    ClashKind.TRAINER: "trainer_id",
    ClashKind.TRAVEL: "trainer_id",
}
"""The field of what is taken; where trainees are elsewhere, it is the day that does not fit."""


@dataclass(frozen=True)
class Wanted:
    """What a form asks for: some days in a row, or one, with hours, room and trainers."""

    first_day: date | None
    days: int | None
    start_time: time | None
    end_time: time | None
    room: Room | None
    trainers: list[Person]
    in_a_row: bool = False
    leaving_out: int | None = None


@dataclass(frozen=True)
class Free:
    """A day from which it would be free."""

    value: str
    label: str


@dataclass(frozen=True)
class Check:
    """What was found; all of it empty when the time is free."""

    clashes: list[str]
    free: list[Free]
    notes: list[str]


def check(run: CourseRun, wanted: Wanted) -> Check | None:
    """What the wanted time clashes with; None as long as something is missing that it takes to tell."""
    first, days, start, end = wanted.first_day, wanted.days, wanted.start_time, wanted.end_time
    if first is None or start is None or end is None or not days or end <= start:
        return None
    country, work = run.unit.country, queries.work_days(run)
    planned = working_days(first, days, work.is_off) if wanted.in_a_row else [first]
    found = queries.clashes_of_days(
        run,
        [instants(day, start, end, country.timezone)[:2] for day in planned],
        room=wanted.room,
        trainers=wanted.trainers,
        leaving_out=wanted.leaving_out,
    )
    clashes = [clash.text for clash in found]
    free = _free(run, wanted, first, days, (start, end)) if clashes else []
    notes = [
        *_notes(run, wanted, first, work),
        *left_out(work.skipped(planned), work.holidays),
        *_outside_hours(planned, start, end, work),
        *warnings(planned, work.holidays),
    ]
    return Check(clashes, free, notes)


def _free(
    run: CourseRun, wanted: Wanted, first: date, days: int, times: tuple[time, time]
) -> list[Free]:
    starts = queries.free_starts(
        run,
        first,
        days,
        times,
        room=wanted.room,
        trainers=wanted.trainers,
        leaving_out=wanted.leaving_out,
    )
    return [Free(day.isoformat(), date_text(day, "weekday")) for day in starts]


def _notes(run: CourseRun, wanted: Wanted, first: date, work: queries.WorkDays) -> list[str]:
    """What does not forbid it, but is better known."""
    notes = []
    room = wanted.room
    if room is not None and run.capacity is not None and room.capacity < run.capacity:
        notes.append(small_room(room, run.capacity))
    if not wanted.in_a_row and work.time.is_off(first):
        notes.append(
            _("%(weekday)s is not a working day here.", weekday=weekday_name(first.isoweekday()))
        )
    return notes


def _outside_hours(
    planned: list[date], start: time, end: time, work: queries.WorkDays
) -> Iterator[str]:
    """The days on which people would come too early or go too late; on days off nobody has hours."""
    met: dict[tuple[Hours, bool], list[date]] = {}
    for day in planned:
        hours, in_ramadan = work.hours(day)
        if hours and not work.is_off(day) and (start < hours.opens or hours.closes < end):
            met.setdefault((hours, in_ramadan), []).append(day)
    for (hours, in_ramadan), days in met.items():
        values = {
            "hours": time_range_text(hours.opens, hours.closes),
            "days": listed(range_text(*span, "weekday") for span in _spans(days, planned)),
        }
        if in_ramadan:
            yield _("Outside the working hours in Ramadan, %(hours)s: %(days)s.", **values)
        else:
            yield _("Outside the working hours, %(hours)s: %(days)s.", **values)


def _spans(days: list[date], planned: list[date]) -> Iterator[tuple[date, date]]:
    """The first and last days of those that follow each other as they are planned."""
    places = {day: place for place, day in enumerate(planned)}
    for _key, group in groupby(enumerate(days), key=lambda one: places[one[1]] - one[0]):
        together = [day for _place, day in group]
        yield together[0], together[-1]


def small_room(room: Room, seats: int) -> str:
    """That a room holds fewer people than the run has seats."""
    return _(
        "%(room)s holds %(holds)s people, fewer than the seats of the run: %(seats)s.",
        room=isolated(room.name_in(language())),
        holds=number(room.capacity),
        seats=number(seats),
    )


def sent(day_field: str) -> MultiDict[str, str]:
    """The form as sent; a free day that was clicked takes the place of the one typed."""
    data: MultiDict[str, str] = MultiDict(request.form)
    if data.get("use"):
        data[day_field] = data["use"]
    return data


def put_refusal(form: Form, refusal: DomainError, day_field: str) -> None:
    """Put a refusal at the fields that it is about."""
    if isinstance(refusal, Clashing):
        for clash in refusal.clashes:
            form.add_error(FIELDS.get(getattr(clash, "kind", None), day_field), clash.text)
        return
    field = day_field if refusal.field == "held_on" else refusal.field
    form.add_error(field if field in form else None, refusal.text)
