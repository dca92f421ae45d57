"""The job: outbox, progress bar and heartbeat in one row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.platform.clock import now
from lms.platform.db import Base


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


OPEN = (JobState.QUEUED, JobState.RUNNING)
"""The states in which something may still happen."""


class Job(Base):
    """One piece of work; its payload holds ids and settings, never the data of a person."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("progress_done >= 0", "progress_done"),
        CheckConstraint("progress_total >= 0", "progress_total"),
        Index("ix_job_state_heartbeat_at", "state", "heartbeat_at"),
        # A double click asks for the same work twice: while the first is open, it is the same job.
        Index(
            "uq_job_open_fingerprint",
            "fingerprint",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))  # of kind, payload and requester
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    stop_requested: Mapped[bool] = mapped_column(default=False)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int | None]
    done_at_claim: Mapped[int] = mapped_column(default=0)  # what an earlier attempt had done
    requested_by_user_id: Mapped[int] = mapped_column(index=True)  # 0 is the command line
    requested_by_role: Mapped[str] = mapped_column(String(40))
    leads_to: Mapped[str | None] = mapped_column(String(300))  # the page that shows what came of it
    created_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)  # grows with each claim: the fencing token
    losses: Mapped[int] = mapped_column(default=0)  # how often a worker vanished with it
    error: Mapped[str | None] = mapped_column(String(500))  # an English message, shown translated
    error_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def is_open(self) -> bool:
        """Whether something may still happen."""
        return self.state in OPEN
