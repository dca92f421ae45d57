"""Listing what is written after the lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lms.attendance.models import AttendanceEntry, LateChange, LateWay
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun


def note_late(entries: Iterable[AttendanceEntry], way: LateWay, reason: str) -> None:
    """That these marks were written after the lock; a mark without a reason of its own has this one."""
    db.session.add_all(
        LateChange(
            course_run_id=entry.session.course_run_id,
            entry_id=entry.id,
            way=way,
            reason=entry.reason or reason,
            changed_by_id=entry.recorded_by_id,
            changed_at=entry.recorded_at,
        )
        for entry in entries
    )


def note_late_count(
    run: CourseRun, before: Mapping[str, int], after: Mapping[str, int], reason: str, by: Actor
) -> None:
    """That people were counted anew after the lock."""
    db.session.add(
        LateChange(
            course_run_id=run.id,
            counted_before=dict(before),
            counted_after=dict(after),
            way=LateWay.REOPENING,
            reason=reason,
            changed_by_id=by.id or None,
        )
    )
