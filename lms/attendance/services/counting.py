"""Counting people who took part and are not known by name."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lms.attendance import queries
from lms.attendance.errors import CountLocked, RunClosed, RunNotBegun
from lms.attendance.models import Headcount
from lms.attendance.rules import count_has_locked, last_day_to_count
from lms.attendance.services.late import note_late_count
from lms.audit.services import record as record_event
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text
from lms.scheduling.models import CourseRun, RunState


def record_headcount(
    run: CourseRun, *, women: int, men: int, unknown: int, by: Actor, source: str | None = None
) -> Headcount:
    """Count people who took part without naming them; counting again replaces the count.

    Raises:
        RunClosed, RunNotBegun, CountLocked: the run cannot be counted now.
    """
    if run.state in (RunState.CLOSED, RunState.CANCELLED):
        raise RunClosed
    if run.starts_on is not None and run.starts_on > clock.today(run.unit.country.timezone):
        raise RunNotBegun
    last_day = last_day_to_count(run)
    reopening = queries.run_reopening(run) if count_has_locked(run) else None
    if last_day is not None and count_has_locked(run) and reopening is None:
        raise CountLocked(date=date_text(last_day))
    headcount = queries.headcount(run) or _first_headcount(run)
    before = {"women": headcount.women, "men": headcount.men, "unknown": headcount.unknown}
    headcount.women, headcount.men, headcount.unknown = women, men, unknown
    headcount.source = source
    headcount.recorded_by_id, headcount.recorded_at = by.id or None, clock.now()
    after = {"women": women, "men": men, "unknown": unknown}
    if reopening is not None and before != after:
        note_late_count(run, before, after, reopening.reason, by)
    record_event(
        "attendance.record_headcount",
        actor=by,
        subject=headcount,
        details={"before": before, "after": after},
        unit_id=run.unit_id,
    )
    return headcount


def _first_headcount(run: CourseRun) -> Headcount:
    headcount = Headcount(course_run_id=run.id, women=0, men=0, unknown=0)
    try:
        with db.session.begin_nested():
            db.session.add(headcount)
    except IntegrityError:  # Two tabs at once: the other one was quicker.
        return db.session.get_one(Headcount, run.id)
    return headcount
