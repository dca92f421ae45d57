"""Marks, minutes and what they add up to."""

from lms.attendance.rules.locks import (
    LONGEST_REOPENING,
    count_has_locked,
    has_locked,
    is_open_until,
    last_day_to_count,
    last_open_day,
)
from lms.attendance.rules.marks import (
    AWAY,
    LABELS,
    PARTLY,
    MarkInput,
    in_words,
    minutes_by_the_clock,
    minutes_for,
    refusal,
)
from lms.attendance.rules.objecting import can_be_objected_to, last_day_to_object
from lms.attendance.rules.paper import NotRowNumbers, row_numbers
from lms.attendance.rules.tally import Meeting, Presence, Tally, tally

__all__ = [
    "AWAY",
    "LABELS",
    "LONGEST_REOPENING",
    "PARTLY",
    "MarkInput",
    "Meeting",
    "NotRowNumbers",
    "Presence",
    "Tally",
    "can_be_objected_to",
    "count_has_locked",
    "has_locked",
    "in_words",
    "is_open_until",
    "last_day_to_count",
    "last_day_to_object",
    "last_open_day",
    "minutes_by_the_clock",
    "minutes_for",
    "refusal",
    "row_numbers",
    "tally",
]
