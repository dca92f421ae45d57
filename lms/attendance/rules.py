"""Marks and minutes."""

from __future__ import annotations

from dataclasses import dataclass

from lms.attendance.models import Mark
from lms.platform.i18n import _l

LABELS = {
    Mark.PRESENT: _l("Present"),
    Mark.LATE: _l("Late"),
    Mark.LEFT_EARLY: _l("Left early"),
    Mark.EXCUSED: _l("Excused"),
    Mark.ABSENT: _l("Absent"),
}

AWAY = frozenset({Mark.EXCUSED, Mark.ABSENT})
PARTLY = frozenset({Mark.LATE, Mark.LEFT_EARLY})


@dataclass(frozen=True)
class MarkInput:
    """What is to be recorded for one person; minutes only where the mark leaves them open."""

    mark: Mark
    minutes: int | None = None
    reason: str | None = None


def minutes_for(mark: Mark, session_minutes: int, given: int | None) -> int | None:
    """The minutes that a mark stands for: all, none, or as given. None when they have to be given."""
    if mark in AWAY:
        return 0
    if mark is Mark.PRESENT:
        return session_minutes
    return given
