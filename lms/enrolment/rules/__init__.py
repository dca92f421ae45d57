"""What follows without asking the database: completions known above, pasted sheets, words for states."""

from lms.enrolment.rules.completions import completed_courses, completions_are_known_by
from lms.enrolment.rules.sheet import MOST_ROWS, SheetRow, TooManyRows, read_row, read_sheet
from lms.enrolment.rules.states import ENROLLING, LIVE, TABS, Standing, listed

__all__ = [
    "ENROLLING",
    "LIVE",
    "MOST_ROWS",
    "TABS",
    "SheetRow",
    "Standing",
    "TooManyRows",
    "completed_courses",
    "completions_are_known_by",
    "listed",
    "read_row",
    "read_sheet",
]
