"""What happened to nominations and enrolments, for slices above to act upon."""

from __future__ import annotations

from dataclasses import dataclass

from blinker import Signal


@dataclass(frozen=True)
class NominationDecided:
    nomination_id: int
    accepted: bool


@dataclass(frozen=True)
class SeatFreed:
    course_run_id: int


nomination_decided = Signal()
seat_freed = Signal()
