"""What must never be found in the ledger of attendance."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from lms.attendance.models import AttendanceEntry
from lms.attendance.queries.sheets import in_force
from lms.enrolment.models import Enrolment
from lms.scheduling.models import TrainingSession


def invariants() -> list[tuple[str, Select[*tuple[Any, ...]]]]:
    """A sentence that always holds, and the query for what would break it."""
    entry, before = AttendanceEntry, aliased(AttendanceEntry)
    of_run = (
        select(entry.id)
        .join(TrainingSession, TrainingSession.id == entry.session_id)
        .order_by(entry.id)
    )
    strangers = of_run.join(Enrolment, Enrolment.id == entry.enrolment_id).where(
        Enrolment.course_run_id != TrainingSession.course_run_id
    )
    astray = (
        select(entry.id)
        .join(before, before.id == entry.replaces_id)
        .where(
            or_(
                before.session_id != entry.session_id,
                before.enrolment_id != entry.enrolment_id,
                before.id > entry.id,
            )
        )
        .order_by(entry.id)
    )
    twice = (
        in_force()
        .with_only_columns(entry.session_id, entry.enrolment_id, maintain_column_froms=True)
        .order_by(None)
        .group_by(entry.session_id, entry.enrolment_id)
        .having(func.count() > 1)
    )
    return [
        (
            "nobody attended more minutes than a session had",
            of_run.where(entry.minutes > TrainingSession.minutes),
        ),
        ("nobody is marked in a run of others", strangers),
        ("nobody has two marks in force in one session", twice),
        ("a correction replaces an earlier mark of the same person and session", astray),
    ]
