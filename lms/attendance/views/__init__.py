"""Screens of attendance: the run's grid, the sheet of a session, paper, and counts without names."""

from lms.attendance.views import (
    headcount,
    history,
    late,
    own,
    paper,
    printing,
    reopening,
    run,
    sheet,
)
from lms.attendance.views.blueprint import bp

__all__ = [
    "bp",
    "headcount",
    "history",
    "late",
    "own",
    "paper",
    "printing",
    "reopening",
    "run",
    "sheet",
]
