"""Sign-in sheets: filling them in, reopening them, and counting people without names."""

from lms.attendance.services.counting import record_headcount
from lms.attendance.services.marking import record, record_from_paper
from lms.attendance.services.reopening import reopen_run, reopen_sheet

__all__ = ["record", "record_from_paper", "record_headcount", "reopen_run", "reopen_sheet"]
