"""Marks, minutes and what they add up to."""

from lms.attendance.rules.marks import (
    AWAY,
    LABELS,
    PARTLY,
    MarkInput,
    minutes_by_the_clock,
    minutes_for,
    refusal,
)
from lms.attendance.rules.paper import NotRowNumbers, row_numbers
from lms.attendance.rules.tally import Meeting, Presence, Tally, tally

__all__ = [
    "AWAY",
    "LABELS",
    "PARTLY",
    "MarkInput",
    "Meeting",
    "NotRowNumbers",
    "Presence",
    "Tally",
    "minutes_by_the_clock",
    "minutes_for",
    "refusal",
    "row_numbers",
    "tally",
]
