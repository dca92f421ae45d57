"""Minutes present, minutes that count, and what is not known yet. Every rate of attendance is made of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lms.attendance.models import Mark
from lms.planning.models import ExcusedRule, JoiningRule


@dataclass(frozen=True)
class Meeting:
    """A session of the run."""

    number: int
    held_on: date
    minutes: int
    counts: bool = True
    is_cancelled: bool = False
    is_over: bool = True


@dataclass(frozen=True)
class Presence:
    """The mark in force for one session."""

    mark: Mark
    minutes: int


@dataclass
class Tally:
    """The minutes of one enrolment under the rules of its run."""

    present: int = 0
    marked: int = 0  # minutes of the sessions that count and have a mark
    unmarked: int = 0  # minutes of the sessions that are over without one
    to_come: int = 0
    excused: int = 0
    before_joining: int = 0
    cancelled: int = 0
    unmarked_sessions: tuple[int, ...] = ()
    coming_sessions: tuple[int, ...] = ()
    missed_sessions: tuple[int, ...] = ()  # before the person joined
    cancelled_sessions: tuple[int, ...] = ()
    last_attended: date | None = None
    last_held: date | None = None

    @property
    def held(self) -> int:
        """Minutes of the sessions held that count."""
        return self.marked + self.unmarked

    @property
    def rate(self) -> Fraction | None:
        """The exact share of the minutes held; nothing where none were."""
        return Fraction(self.present, self.held) if self.held else None

    @property
    def planned(self) -> int:
        """What will have been held at the end."""
        return self.held + self.to_come

    @property
    def best(self) -> int:
        """Minutes present at the end, if everything that is open goes well."""
        return self.present + self.unmarked + self.to_come

    @property
    def is_open(self) -> bool:
        """Whether something is still unmarked or to come."""
        return bool(self.unmarked_sessions or self.coming_sessions)


def tally(
    meetings: Iterable[Meeting],
    marks: Mapping[int, Presence],
    *,
    excused_rule: ExcusedRule,
    joining_rule: JoiningRule,
    joined_on: date | None = None,
) -> Tally:
    """Add up one enrolment; marks are keyed by the number of the session.

    A session without a mark is unknown; it is never taken for an absence.
    """
    sums = Tally()
    for meeting in sorted(meetings, key=lambda one: (one.held_on, one.number)):
        if not meeting.counts:
            continue
        if meeting.is_cancelled:
            sums.cancelled += meeting.minutes
            sums.cancelled_sessions += (meeting.number,)
        elif joined_on is not None and meeting.held_on < joined_on:
            _add_before_joining(sums, meeting, joining_rule)
        else:
            _add(sums, meeting, marks.get(meeting.number), excused_rule)
    return sums


def _add_before_joining(sums: Tally, meeting: Meeting, rule: JoiningRule) -> None:
    sums.missed_sessions += (meeting.number,)
    sums.before_joining += meeting.minutes
    if rule is JoiningRule.WHOLE_RUN:
        sums.marked += meeting.minutes


def _add(sums: Tally, meeting: Meeting, presence: Presence | None, rule: ExcusedRule) -> None:
    if presence is None:
        _add_unknown(sums, meeting)
        return
    sums.last_held = meeting.held_on
    if presence.mark is Mark.EXCUSED:
        _add_excused(sums, meeting, rule)
        return
    sums.marked += meeting.minutes
    sums.present += min(presence.minutes, meeting.minutes)
    if presence.minutes:
        sums.last_attended = meeting.held_on


def _add_unknown(sums: Tally, meeting: Meeting) -> None:
    if meeting.is_over:
        sums.unmarked += meeting.minutes
        sums.unmarked_sessions += (meeting.number,)
    else:
        sums.to_come += meeting.minutes
        sums.coming_sessions += (meeting.number,)


def _add_excused(sums: Tally, meeting: Meeting, rule: ExcusedRule) -> None:
    sums.excused += meeting.minutes
    if rule is ExcusedRule.EXCLUDE:
        return
    sums.marked += meeting.minutes
    if rule is ExcusedRule.COUNT:
        sums.present += meeting.minutes
        sums.last_attended = meeting.held_on
