"""Sign-in sheets: filling them in, reopening them, objecting to a mark, and counting people without names."""

from lms.attendance.services.counting import record_headcount
from lms.attendance.services.marking import minutes_of, record, record_from_paper, repeats
from lms.attendance.services.objecting import correct, object_to
from lms.attendance.services.reopening import reopen_run, reopen_sheet

__all__ = [
    "correct",
    "minutes_of",
    "object_to",
    "record",
    "record_from_paper",
    "record_headcount",
    "reopen_run",
    "reopen_sheet",
    "repeats",
]
