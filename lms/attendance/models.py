"""The ledger of attendance. Entries are only ever added; a correction replaces an entry and keeps it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import UserAccount
from lms.enrolment.models import Enrolment
from lms.platform.clock import now
from lms.platform.db import Base
from lms.scheduling.models import CourseRun, TrainingSession


class Mark(StrEnum):
    """What the sheet says. Unmarked is the absence of an entry, and never means absent."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"


class AttendanceEntry(Base):
    """One mark by one person at one time. The one that nothing replaces is in force."""

    __tablename__ = "attendance_entry"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 0 AND 1440", "minutes"),
        CheckConstraint("mark NOT IN ('absent', 'excused') OR minutes = 0", "minutes_of_absence"),
        Index(
            "uq_attendance_entry_first",
            "session_id",
            "enrolment_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        Index("ix_attendance_entry_enrolment_id_session_id", "enrolment_id", "session_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    mark: Mapped[Mark]
    minutes: Mapped[int]  # present
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("attendance_entry.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL"), index=True
    )
    recorded_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )  # who lent the role
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    session: Mapped[TrainingSession] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    replaces: Mapped[AttendanceEntry | None] = relationship(remote_side="AttendanceEntry.id")


class Headcount(Base):
    """People who took part in a run and were counted without names. They add to participations, never to people."""

    __tablename__ = "headcount"
    __table_args__ = (CheckConstraint("women >= 0 AND men >= 0 AND unknown >= 0", "counts"),)

    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), primary_key=True
    )
    women: Mapped[int] = mapped_column(default=0)
    men: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column(default=0)
    source: Mapped[str | None] = mapped_column(String(300))
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    run: Mapped[CourseRun] = relationship()


class Reopening(Base):
    """That a sheet which had locked can be written again up to a day; without a session, all of the run."""

    __tablename__ = "reopening"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[date]  # the last day, in the zone of the session
    reason: Mapped[str] = mapped_column(String(500))
    reopened_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    reopened_at: Mapped[datetime] = mapped_column(default=now)

    reopened_by: Mapped[UserAccount | None] = relationship()


class LateWay(StrEnum):
    """What allowed it."""

    REOPENING = "reopening"
    OBJECTION = "objection"


class LateChange(Base):
    """What was marked or counted after the lock, and why: the list that the ministry reads."""

    __tablename__ = "late_change"
    __table_args__ = (
        CheckConstraint("(entry_id IS NULL) = (counted_after IS NOT NULL)", "mark_or_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), index=True
    )
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("attendance_entry.id"), unique=True)
    counted_before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    counted_after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    way: Mapped[LateWay]
    reason: Mapped[str] = mapped_column(String(500))
    changed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)

    run: Mapped[CourseRun] = relationship()
    entry: Mapped[AttendanceEntry | None] = relationship()
    changed_by: Mapped[UserAccount | None] = relationship()
