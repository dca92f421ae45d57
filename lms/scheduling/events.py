"""What happened to runs and sessions, for slices above to act upon."""

from __future__ import annotations

from dataclasses import dataclass

from blinker import Signal


@dataclass(frozen=True)
class RunOpened:
    course_run_id: int


@dataclass(frozen=True)
class RunConfirmed:
    course_run_id: int


@dataclass(frozen=True)
class RunPostponed:
    course_run_id: int


@dataclass(frozen=True)
class RunCancelled:
    course_run_id: int
    reason: str


@dataclass(frozen=True)
class CapacityRaised:
    course_run_id: int


@dataclass(frozen=True)
class SessionMoved:
    session_id: int


@dataclass(frozen=True)
class SessionCancelled:
    session_id: int


run_opened = Signal()
run_confirmed = Signal()
run_postponed = Signal()
run_cancelled = Signal()
capacity_raised = Signal()
session_moved = Signal()
session_cancelled = Signal()
