"""Marks and minutes, and when a sheet can be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lms.attendance.errors import NotYetHeld, RunClosed, SessionCancelled, SheetLocked
from lms.attendance.models import AttendanceEntry, Mark
from lms.attendance.rules.locks import has_locked, is_open_until, last_open_day
from lms.platform import clock
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.numbers import number
from lms.scheduling.models import RunState, SessionState, TrainingSession

LABELS = {
    Mark.PRESENT: _l("Present"),
    Mark.LATE: _l("Late"),
    Mark.LEFT_EARLY: _l("Left early"),
    Mark.EXCUSED: _l("Excused"),
    Mark.ABSENT: _l("Absent"),
}

AWAY = frozenset({Mark.EXCUSED, Mark.ABSENT})
PARTLY = frozenset({Mark.LATE, Mark.LEFT_EARLY})


@dataclass(frozen=True)
class MarkInput:
    """What is to be recorded for one person; minutes only where the mark leaves them open."""

    mark: Mark
    minutes: int | None = None
    reason: str | None = None


def minutes_for(mark: Mark, session_minutes: int, given: int | None) -> int | None:
    """The minutes that a mark stands for: all, none, or as given. None when they have to be given."""
    if mark in AWAY:
        return 0
    if mark is Mark.PRESENT:
        return session_minutes
    return given


def minutes_by_the_clock(mark: Mark, session: TrainingSession, at: datetime) -> int | None:
    """What is left for somebody who comes now, or is over for somebody who leaves; None outside the session."""
    if mark not in PARTLY or not session.starts_at <= at <= session.ends_at:
        return None
    present = session.ends_at - at if mark is Mark.LATE else at - session.starts_at
    return int(present.total_seconds() // 60)


def in_words(entry: AttendanceEntry) -> str:
    """The mark, with its minutes where it leaves them open."""
    label = str(LABELS[entry.mark])
    if entry.mark not in PARTLY:
        return label
    return _("%(mark)s, %(minutes)s min", mark=label, minutes=number(entry.minutes))


def refusal(session: TrainingSession, reopened_until: date | None = None) -> DomainError | None:
    """Why nothing can be written on the sheet now, or None; `reopened_until` as `queries.reopened` says."""
    if session.state is SessionState.CANCELLED:
        return SessionCancelled()
    if session.run.state in (RunState.CLOSED, RunState.CANCELLED):
        return RunClosed()
    if session.held_on > clock.today(session.timezone):
        return NotYetHeld()
    if has_locked(session) and not is_open_until(reopened_until, session.timezone):
        return SheetLocked(date=date_text(last_open_day(session)))
    return None
