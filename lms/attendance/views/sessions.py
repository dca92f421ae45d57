"""The sessions of a run as its attendance tab lists them, a part of them at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from flask import request, url_for

from lms.attendance.models import Mark
from lms.attendance.rules import (
    LABELS,
    count_has_locked,
    has_locked,
    is_open_until,
    last_open_day,
    refusal,
)
from lms.platform import clock
from lms.platform.i18n import _, _lp, _p
from lms.platform.i18n.dates import date_text, time_range_text, weekday_name
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession

AT_ONCE = 10
"""Sessions side by side: what a wide screen holds, and what keeps a page small."""

LETTERS = {
    Mark.PRESENT: _lp("mark of attendance, one letter", "P"),
    Mark.LATE: _lp("mark of attendance, one letter", "L"),
    Mark.LEFT_EARLY: _lp("mark of attendance, one letter", "E"),
    Mark.EXCUSED: _lp("mark of attendance, one letter", "X"),
    Mark.ABSENT: _lp("mark of attendance, one letter", "A"),
}
SHAPES = {
    Mark.PRESENT: "p",
    Mark.LATE: "l",
    Mark.LEFT_EARLY: "s",
    Mark.EXCUSED: "e",
    Mark.ABSENT: "a",
}
"""The names of the marks in the style sheet."""


@dataclass(frozen=True)
class Part:
    """A link to some of the sessions."""

    label: str
    number: int
    url: str
    is_current: bool


class Sessions:
    """The sessions of a run with how far their sheets are filled in."""

    def __init__(
        self,
        run: CourseRun,
        totals: Mapping[int, Mapping[Mark | None, int]],
        takable: Collection[TrainingSession] = (),
        reopened: Mapping[int | None, date] = MappingProxyType({}),
    ) -> None:
        self.run, self.totals, self.takable = run, totals, takable
        self._reopened = reopened
        self.now = clock.now()
        self.all = sorted(run.sessions, key=lambda one: (one.starts_at, one.number))

    @cached_property
    def due(self) -> TrainingSession | None:
        """The session that this reader marks next: today's, else the first of those past that lacks marks."""
        today = clock.today(self.run.unit.country.timezone)
        lacking = [one for one in self.all if self.can_fill(one)]
        of_today = [one for one in lacking if one.held_on == today and one.ends_at > self.now]
        return next(iter(of_today or lacking), None)

    @cached_property
    def part(self) -> int:
        """Which part is shown: as asked for, else the one with the session that comes next."""
        sent = request.args.get("sessions", "")
        if sent.isdecimal() and len(sent) < 5:
            return min(max(int(sent), 1), self._count)
        ahead = [at for at, one in enumerate(self.all) if one is self.due or one.ends_at > self.now]
        return min(ahead, default=max(len(self.all) - 1, 0)) // AT_ONCE + 1

    @property
    def _count(self) -> int:
        return max(1, -(-len(self.all) // AT_ONCE))

    @cached_property
    def shown(self) -> list[TrainingSession]:
        return self.all[(self.part - 1) * AT_ONCE : self.part * AT_ONCE]

    @cached_property
    def parts(self) -> list[Part]:
        """Links to all parts; none where there is only one."""
        if self._count == 1:
            return []
        return [self._part(n) for n in range(1, self._count + 1)]

    def _part(self, n: int) -> Part:
        some = self.all[(n - 1) * AT_ONCE : n * AT_ONCE]
        label = f"{number(some[0].number)}–{number(some[-1].number)}"
        url = url_for("attendance.run_attendance", code=self.run.code, sessions=n)
        return Part(label, n, url, n == self.part)

    def unmarked(self, session: TrainingSession) -> int:
        return self.totals.get(session.number, {}).get(None, 0)

    def people(self, session: TrainingSession) -> int:
        return sum(self.totals.get(session.number, {}).values())

    def counts(self, session: TrainingSession) -> list[tuple[str, str, int]]:
        """How many have each mark: its shape, its word, and the number."""
        marks = self.totals.get(session.number, {})
        return [(SHAPES[mark], str(LABELS[mark]), marks[mark]) for mark in Mark if mark in marks]

    def has_come(self, session: TrainingSession) -> bool:
        """Whether its day has come."""
        return session.held_on <= clock.today(session.timezone)

    def can_fill(self, session: TrainingSession) -> bool:
        """Whether this reader has something to mark in it now."""
        return (
            session in self.takable
            and refusal(session, self.reopened_until(session)) is None
            and self.unmarked(session) > 0
        )

    def reopened_until(self, session: TrainingSession) -> date | None:
        """The last day for which the sheet was reopened, if it ever was."""
        days = [self._reopened.get(session.id), self._reopened.get(None)]
        return max((day for day in days if day is not None), default=None)

    def lock(self, session: TrainingSession) -> str:
        """Whether its sheet has locked, in words; empty while it is open, and where it never opens."""
        if session.state is SessionState.CANCELLED or not has_locked(session):
            return ""
        until = self.reopened_until(session)
        if until is not None and is_open_until(until, session.timezone):
            return _("Reopened until %(date)s", date=date_text(until, "medium"))
        locked_on = last_open_day(session) + timedelta(days=1)
        return _("Locked since %(date)s", date=date_text(locked_on, "medium"))

    @cached_property
    def has_locked(self) -> bool:
        """Whether anything here could be reopened as a whole."""
        return self.run.state not in (RunState.CLOSED, RunState.CANCELLED) and (
            count_has_locked(self.run) or any(map(has_locked, self.all))
        )


def place_in_run(session: TrainingSession) -> str:
    """Which session it is, of how many."""
    return _(
        "Session %(number)s of %(count)s",
        number=number(session.number),
        count=number(len(session.run.sessions)),
    )


def when(session: TrainingSession) -> str:
    """The day and the times of a session."""
    return _p(
        "date and time",
        "%(date)s, %(time)s",
        date=date_text(session.held_on, "weekday"),
        time=time_range_text(session.start_time, session.end_time),
    )


def when_in_short(session: TrainingSession) -> str:
    """The same without the year, for the head of a phone."""
    day = _p(
        "date",
        "%(weekday)s, %(date)s",
        weekday=weekday_name(session.held_on.isoweekday()),
        date=date_text(session.held_on, "day_month"),
    )
    times = time_range_text(session.start_time, session.end_time)
    return _p("date and time", "%(date)s, %(time)s", date=day, time=times)
