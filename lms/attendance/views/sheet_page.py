"""The sheet of a session as its page prints it: who, with which mark, and what may be done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import url_for
from sqlalchemy import Select, func, select

from lms.attendance import policy, queries
from lms.attendance.errors import SheetLocked
from lms.attendance.forms import SheetForm
from lms.attendance.models import AttendanceEntry, Mark
from lms.attendance.rules import PARTLY, has_locked, in_words, last_open_day, refusal
from lms.attendance.views.sessions import SHAPES
from lms.enrolment.models import Enrolment
from lms.people import queries as people
from lms.platform import clock
from lms.platform.access import current_actor
from lms.platform.db import db
from lms.platform.i18n import _, _lp, _p, language
from lms.platform.i18n.dates import date_text, time_text
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import digits, number
from lms.platform.paging import Pages, asked_name
from lms.scheduling.models import TrainingSession

AT_ONCE = 50
"""People on one page: a class is smaller, and a page of so many stays below 60 KiB."""

KEYS = {
    Mark.PRESENT: "p",
    Mark.LATE: "l",
    Mark.LEFT_EARLY: "e",
    Mark.EXCUSED: "x",
    Mark.ABSENT: "a",
}
"""The key on the keyboard for each answer."""


@dataclass(frozen=True)
class Answer:
    """One of the marks that can be given."""

    value: str
    label: str
    shape: str
    key: str


SHORT = {
    Mark.PRESENT: _lp("answer on a sheet, short", "Present"),
    Mark.LATE: _lp("answer on a sheet, short", "Late"),
    Mark.LEFT_EARLY: _lp("answer on a sheet, short", "Left early"),
    Mark.EXCUSED: _lp("answer on a sheet, short", "Excused"),
    Mark.ABSENT: _lp("answer on a sheet, short", "Absent"),
}
ANSWERS = [Answer(mark.value, SHORT[mark], SHAPES[mark], KEYS[mark]) for mark in Mark]


@dataclass(frozen=True)
class Line:
    """One person on the sheet: what is chosen on this page, and what is in force."""

    id: int
    number: str
    name: str
    unit: str
    mark: str
    minutes: str
    error: str = ""
    history: str = ""  # an address, once there is something
    label: str = ""  # the mark in words, where it is only read
    is_objected_to: bool = False


class SheetPage:
    """One page of the sheet of a session, for whoever reads it now."""

    def __init__(
        self, session: TrainingSession, form: SheetForm, conflicts: Collection[int] = ()
    ) -> None:
        self.session, self.form, self.conflicts = session, form, conflicts
        self.reopening = queries.reopening(session) if has_locked(session) else None
        self.refusal = refusal(session, self.reopening.until if self.reopening else None)
        self.can_take = policy.can_take(current_actor(), session)
        self.people = queries.people_on(session)

    @property
    def is_open(self) -> bool:
        """Whether marks can be given here."""
        return self.can_take and self.refusal is None

    @property
    def can_reopen(self) -> bool:
        """Whether the reader may open the sheet again, which has locked."""
        return isinstance(self.refusal, SheetLocked) and policy.can_reopen(
            current_actor(), self.session.run
        )

    @property
    def lock(self) -> str:
        """Until when the sheet is open, and why if it was reopened; empty where it is only read."""
        if not self.is_open:
            return ""
        if self.reopening is None:
            return _(
                "The sheet locks at the end of %(date)s.",
                date=date_text(last_open_day(self.session)),
            )
        return _(
            "The sheet had locked and was reopened until the end of %(date)s. What is changed now"
            " is listed as a late change. Reason: %(reason)s",
            date=date_text(self.reopening.until),
            reason=isolated(self.reopening.reason),
        )

    @cached_property
    def search(self) -> str:
        return asked_name()

    @cached_property
    def pages(self) -> Pages:
        """The pages of what the search leaves."""
        if not self.search:
            return Pages(self.people, AT_ONCE)
        found = self._found().with_only_columns(Enrolment.id).order_by(None).subquery()
        return Pages(db.session.scalar(select(func.count()).select_from(found)) or 0, AT_ONCE)

    @property
    def is_searched_here(self) -> bool:
        """Whether everybody stands on this page, so that the page itself can be searched."""
        return self.people <= AT_ONCE

    def _found(self) -> Select[Enrolment, int]:
        query = queries.numbered(self.session)
        if self.search:
            query = query.where(
                Enrolment.person_id.in_(people.search(self.search, current_actor()))
            )
        return query

    @cached_property
    def rows(self) -> Sequence[tuple[Enrolment, int]]:
        """The people of this page; of a form that is shown again, those who stood on it."""
        if self.form.listed_ids:
            query = self._found().where(Enrolment.id.in_(self.form.listed_ids))
        else:
            query = self._found().limit(AT_ONCE).offset(self.pages.offset)
        return [(one, place) for one, place in db.session.execute(query).unique()]

    @cached_property
    def in_force(self) -> dict[int, AttendanceEntry]:
        return queries.sheet(self.session, only=[one.id for one, _place in self.rows])

    @cached_property
    def seen(self) -> int:
        """The last entry that this page takes account of."""
        if self.form.is_sent and not self.conflicts:
            return self.form.seen_entry
        return queries.last_entry(self.session)

    @cached_property
    def needs_reason(self) -> bool:
        """Whether a change of what is saved has to be explained."""
        over = self.session.held_on < clock.today(self.session.timezone)
        return self.is_open and over and bool(self.in_force)

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(one, place) for one, place in self.rows]

    def _line(self, enrolment: Enrolment, place: int) -> Line:
        entry = self.in_force.get(enrolment.id)
        mark, minutes = _mark_of(entry)
        if self.form.is_sent:
            sent = self.form.sent.get(enrolment.id)
            mark, minutes = (sent.mark, sent.minutes) if sent else ("", "")
        return Line(
            id=enrolment.id,
            number=number(place),
            name=enrolment.person.full_name,
            unit=enrolment.unit.name_in(language()) if enrolment.unit else "",
            mark=mark,
            minutes=minutes,
            error=self._error(enrolment.id, entry),
            history=self._history(enrolment.id) if entry else "",
            label=in_words(entry) if entry else "",
            is_objected_to=enrolment.id in self._objected_to,
        )

    @cached_property
    def _objected_to(self) -> set[int]:
        return queries.under_objection(self.session) if self.in_force else set()

    def _error(self, enrolment_id: int, entry: AttendanceEntry | None) -> str:
        if enrolment_id not in self.conflicts or entry is None:
            return self.form.row_errors.get(enrolment_id, "")
        values = {"mark": in_words(entry), "time": _at(entry, self.session)}
        if name := self._recorders.get(entry.recorded_by_id or 0):
            return _(
                "Saved in the meantime by %(name)s at %(time)s: %(mark)s. Your choice replaces it"
                " when you save again.",
                name=isolated(name),
                **values,
            )
        return _(
            "Saved in the meantime at %(time)s: %(mark)s. Your choice replaces it when you save"
            " again.",
            **values,
        )

    @cached_property
    def _recorders(self) -> dict[int, str]:
        return queries.recorders(self.in_force.values())

    @cached_property
    def former(self) -> list[Line]:
        """Those who were marked and have left the run since; they can only be read."""
        if self.pages.current < self.pages.last or self.search:
            return []
        return [
            Line(
                id=entry.enrolment_id,
                number="",
                name=entry.enrolment.person.full_name,
                unit=_p("of a trainee", "Has left the run"),
                mark=entry.mark.value,
                minutes="",
                history=self._history(entry.enrolment_id),
                label=in_words(entry),
            )
            for entry in db.session.scalars(queries.former(self.session))
        ]

    def _history(self, enrolment_id: int) -> str:
        run, session = self.session.run, self.session
        return url_for(
            "attendance.history", code=run.code, number=session.number, enrolment_id=enrolment_id
        )

    def url(self, page: int | None = None) -> str:
        """The address of this sheet, at this page or another."""
        page = self.pages.current if page is None else page
        return url_for(
            "attendance.sheet",
            code=self.session.run.code,
            number=self.session.number,
            page=page if page > 1 else None,
            q=self.search or None,
        )

    @property
    def chosen(self) -> dict[str, int]:
        """How many have each answer on this page, and how many have none."""
        counts = {mark.value: 0 for mark in Mark} | {"left": 0}
        for line in self.lines:
            counts[line.mark if line.mark in counts else "left"] += 1
        return counts


def _mark_of(entry: AttendanceEntry | None) -> tuple[str, str]:
    if entry is None:
        return "", ""
    return entry.mark.value, digits(entry.minutes) if entry.mark in PARTLY else ""


def _at(entry: AttendanceEntry, session: TrainingSession) -> str:
    """The time of an entry, with its day when that is not today."""
    local = entry.recorded_at.astimezone(ZoneInfo(session.timezone))
    if local.date() == clock.today(session.timezone):
        return time_text(local)
    return f"{date_text(local.date(), 'medium')} {time_text(local)}"
