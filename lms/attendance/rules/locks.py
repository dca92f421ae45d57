"""When sheets lock: some days after the session, and again when the time is over for which one was reopened."""

from __future__ import annotations

from datetime import date, timedelta

from lms.platform import clock
from lms.scheduling.models import CourseRun, TrainingSession

LONGEST_REOPENING = 14
"""For so many days a sheet is reopened at most, counted from the day it is."""


def last_open_day(session: TrainingSession) -> date:
    """The last day on which a sheet is written without being reopened."""
    return session.held_on + timedelta(days=session.run.unit.country.attendance_lock_days)


def last_day_to_count(run: CourseRun) -> date | None:
    """The same for the people counted without names; a run without dates does not lock."""
    last = run.ends_on or run.starts_on
    return last + timedelta(days=run.unit.country.attendance_lock_days) if last else None


def has_locked(session: TrainingSession) -> bool:
    """Whether its days are over, reopened or not."""
    return last_open_day(session) < clock.today(session.timezone)


def count_has_locked(run: CourseRun) -> bool:
    last = last_day_to_count(run)
    return last is not None and last < clock.today(run.unit.country.timezone)


def is_open_until(until: date | None, timezone: str) -> bool:
    """Whether something that was reopened until this day still is."""
    return until is not None and until >= clock.today(timezone)
