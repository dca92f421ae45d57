"""Opening sheets again that have locked, for a time and a reason."""

from __future__ import annotations

from datetime import date, timedelta

from lms.attendance.errors import NothingLocked, ReopenedTooLong, RunClosed, SessionCancelled
from lms.attendance.models import Reopening
from lms.attendance.rules import LONGEST_REOPENING, count_has_locked, has_locked
from lms.audit.services import record as record_event
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession


def reopen_sheet(session: TrainingSession, *, until: date, reason: str, by: Actor) -> Reopening:
    """Let the sheet of one session be written again up to a day, after which it locks by itself.

    Raises:
        SessionCancelled, RunClosed, NothingLocked: it has no sheet that could be reopened.
        ReopenedTooLong: the day is past, or too far ahead.
    """
    if session.state is SessionState.CANCELLED:
        raise SessionCancelled
    if not has_locked(session):
        raise NothingLocked
    return _reopen(session.run, session, until, reason, by)


def reopen_run(run: CourseRun, *, until: date, reason: str, by: Actor) -> Reopening:
    """The same for all sheets of a run, and for the people counted without names.

    Raises:
        RunClosed, NothingLocked, ReopenedTooLong: as for one sheet.
    """
    if not count_has_locked(run) and not any(map(has_locked, run.sessions)):
        raise NothingLocked
    return _reopen(run, None, until, reason, by)


def _reopen(
    run: CourseRun, session: TrainingSession | None, until: date, reason: str, by: Actor
) -> Reopening:
    if run.state in (RunState.CLOSED, RunState.CANCELLED):
        raise RunClosed
    today = clock.today(run.unit.country.timezone)
    latest = today + timedelta(days=LONGEST_REOPENING)
    if not today <= until <= latest:
        raise ReopenedTooLong(date=date_text(latest))
    reopening = Reopening(
        course_run_id=run.id,
        session_id=session.id if session else None,
        until=until,
        reason=reason,
        reopened_by_id=by.id or None,
    )
    db.session.add(reopening)
    db.session.flush()
    record_event(
        "attendance.reopen",
        actor=by,
        subject=session or run,
        details={"until": until.isoformat()},
        reason=reason,
        unit_id=run.unit_id,
    )
    return reopening
