"""By when somebody objects to a mark."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from lms.attendance.models import AttendanceEntry
from lms.platform import clock
from lms.scheduling.models import CourseRun, RunState, SessionState


def last_day_to_object(entry: AttendanceEntry, run: CourseRun) -> date:
    """As many days after the session, or after the mark where that was written later, as sheets stay open."""
    session = entry.session
    written_on = entry.recorded_at.astimezone(ZoneInfo(session.timezone)).date()
    days = timedelta(days=run.unit.country.attendance_lock_days)
    return max(session.held_on, written_on) + days


def can_be_objected_to(entry: AttendanceEntry, run: CourseRun) -> bool:
    """Whether the mark means something, and there is still time."""
    session = entry.session
    if session.state is SessionState.CANCELLED or run.state is RunState.CANCELLED:
        return False
    return clock.today(session.timezone) <= last_day_to_object(entry, run)
