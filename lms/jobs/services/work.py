"""A claimed job in the hands of its handler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CursorResult, Update, select, update

from lms.jobs.errors import LeaseLost, ShiftOver, StopRequested
from lms.jobs.models import Job, JobState
from lms.platform.clock import now
from lms.platform.db import aside, db, transaction


@dataclass
class Shift:
    """One worker process: what it holds now, and whether it was told to go home."""

    is_over: Callable[[], bool] = lambda: False
    held: set[tuple[int, int]] = field(default_factory=set)  # job id and attempt


@dataclass
class Work:
    """A job as its handler sees it: what to do, how far it got, and steps that happen once.

    What a handler does inside `with work.step():` is committed together with the progress that
    says so, and only by the worker that holds the job. A handler that goes on from `work.done`
    therefore has each effect exactly once, however often its worker is killed.
    """

    job_id: int
    kind: str
    payload: dict[str, Any]
    requested_by_user_id: int
    requested_by_role: str
    attempt: int
    done: int
    shift: Shift

    @contextmanager
    def step(self, advance: int = 1) -> Iterator[None]:
        """One short transaction that moves the progress on; a requested stop takes effect here."""
        with transaction():
            self._go_on()
            yield
            self._update(progress_done=self.done + advance, heartbeat_at=now())
        self.done += advance

    def go_on(self) -> None:
        """Raise `StopRequested` where that was asked for, and `LeaseLost` where another worker has the job."""
        with transaction():
            self._go_on()

    def expect(self, total: int) -> None:
        """Say how many steps there are, once it is known."""
        with transaction():
            self._update(progress_total=total)

    def tell(self, done: int) -> None:
        """Say how far the step under way is, beside whatever it reads; a requested stop takes effect here too."""
        with aside() as apart:
            kept = apart.execute(
                held_by(self.job_id, self.attempt).values(progress_done=done, heartbeat_at=now()),
                execution_options={"synchronize_session": False},
            )
            if isinstance(kept, CursorResult) and not kept.rowcount:
                raise LeaseLost
            if apart.scalar(select(Job.stop_requested).where(Job.id == self.job_id)):
                raise StopRequested

    def _go_on(self) -> None:
        if self.shift.is_over():
            raise ShiftOver
        held = select(Job.stop_requested).where(
            Job.id == self.job_id, Job.attempts == self.attempt, Job.state == JobState.RUNNING
        )
        stop_requested = db.session.scalars(held).one_or_none()
        if stop_requested is None:
            raise LeaseLost
        if stop_requested:
            raise StopRequested

    def _update(self, **values: object) -> None:
        if not changed(held_by(self.job_id, self.attempt).values(**values)):
            raise LeaseLost


def held_by(job_id: int, attempt: int) -> Update:
    """An update that reaches the job only while this attempt holds it."""
    return update(Job).where(
        Job.id == job_id, Job.attempts == attempt, Job.state == JobState.RUNNING
    )


def changed(statement: Update) -> int:
    """How many rows the update reached."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return result.rowcount if isinstance(result, CursorResult) else 0
