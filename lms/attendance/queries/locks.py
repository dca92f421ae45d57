"""Sheets that were reopened, and what was changed after the lock."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.attendance import policy
from lms.attendance.models import AttendanceEntry, LateChange, Reopening
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun, TrainingSession


def reopening(session: TrainingSession) -> Reopening | None:
    """Why a session's sheet can be written although it locked, if it was reopened and still is."""
    of_session = or_(Reopening.session_id == session.id, Reopening.session_id.is_(None))
    return _longest(session.course_run_id, session.timezone, of_session)


def run_reopening(run: CourseRun) -> Reopening | None:
    """The same for a run as a whole."""
    zone = run.unit.country.timezone
    return _longest(run.id, zone, Reopening.session_id.is_(None))


def _longest(run_id: int, timezone: str, which: ColumnElement[bool]) -> Reopening | None:
    query = (
        select(Reopening)
        .where(Reopening.course_run_id == run_id, Reopening.until >= clock.today(timezone), which)
        .order_by(Reopening.until.desc(), Reopening.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def reopened(run: CourseRun) -> dict[int | None, date]:
    """Until when what was reopened: by session; under None the run as a whole."""
    query = (
        select(Reopening.session_id, Reopening.until)
        .where(Reopening.course_run_id == run.id)
        .order_by(Reopening.until)
    )
    return dict(db.session.execute(query).all())


def late_changes(viewer: Actor) -> Select[LateChange]:
    """What was marked or counted after the lock, in the runs whose sheets the viewer sees."""
    before = aliased(AttendanceEntry)
    return (
        select(LateChange)
        .join(LateChange.run)
        .join(CourseRun.course)
        .join(OrgUnit, OrgUnit.id == CourseRun.unit_id)
        .outerjoin(LateChange.entry)
        .outerjoin(before, before.id == AttendanceEntry.replaces_id)
        .outerjoin(AttendanceEntry.session)
        .outerjoin(AttendanceEntry.enrolment)
        .outerjoin(Enrolment.person)
        .options(
            contains_eager(LateChange.run).contains_eager(CourseRun.course),
            contains_eager(LateChange.run).contains_eager(CourseRun.unit),
            contains_eager(LateChange.entry).options(
                contains_eager(AttendanceEntry.session),
                contains_eager(AttendanceEntry.enrolment).contains_eager(Enrolment.person),
                contains_eager(AttendanceEntry.replaces.of_type(before)),
            ),
            joinedload(LateChange.changed_by),
        )
        .where(policy.visible_to(viewer))
    )
