"""Assessments of a run and the ledger of scores. An attempt is never overwritten; a correction replaces an entry."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.enrolment.models import Enrolment
from lms.platform.clock import now
from lms.platform.db import Base
from lms.scheduling.models import CourseRun


class AssessmentKind(StrEnum):
    PRE_TEST = "pre_test"
    POST_TEST = "post_test"
    EXAM = "exam"


class Assessment(Base):
    """A test of a run. Only the exam decides the outcome."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("course_run_id", "kind"),
        CheckConstraint("max_score > 0", "max_score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_run_id: Mapped[int] = mapped_column(
        ForeignKey("course_run.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AssessmentKind]
    max_score: Mapped[int] = mapped_column(default=10000)  # hundredths of a point

    run: Mapped[CourseRun] = relationship()


class ScoreEntry(Base):
    """A score, or that the person did not come (`score` is null), for one attempt."""

    __tablename__ = "score_entry"
    __table_args__ = (
        CheckConstraint("score IS NULL OR score >= 0", "score"),
        CheckConstraint("attempt BETWEEN 1 AND 9", "attempt"),
        Index(
            "uq_score_entry_first",
            "assessment_id",
            "enrolment_id",
            "attempt",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    attempt: Mapped[int]
    score: Mapped[int | None]  # hundredths of a point
    taken_on: Mapped[date]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("score_entry.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    assessment: Mapped[Assessment] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
