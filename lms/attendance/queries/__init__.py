"""Sheets, the marks in force on them, and what is not marked yet."""

from lms.attendance.queries.checks import invariants
from lms.attendance.queries.locks import late_changes, reopened, reopening, run_reopening
from lms.attendance.queries.runs import (
    current_entries,
    headcount,
    marks_of,
    on_grid,
    run,
    totals,
    unmarked,
)
from lms.attendance.queries.sheets import (
    as_seen,
    enrolment,
    former,
    history,
    in_force,
    last_entry,
    numbered,
    people_on,
    recorders,
    roster_on,
    session,
    sheet,
)

__all__ = [
    "as_seen",
    "current_entries",
    "enrolment",
    "former",
    "headcount",
    "history",
    "in_force",
    "invariants",
    "last_entry",
    "late_changes",
    "marks_of",
    "numbered",
    "on_grid",
    "people_on",
    "recorders",
    "reopened",
    "reopening",
    "roster_on",
    "run",
    "run_reopening",
    "session",
    "sheet",
    "totals",
    "unmarked",
]
