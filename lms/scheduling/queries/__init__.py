"""What is asked about runs, sessions, rooms and trainers."""

from lms.scheduling.queries.clashes import (
    Elsewhere,
    booked,
    clashes,
    clashes_of_days,
    free_starts,
    invariants,
    own_overlap,
    trainees_elsewhere,
)
from lms.scheduling.queries.runs import (
    matching,
    run,
    run_rows,
    runs,
    session,
    sessions_after,
    shown_run,
    state_on,
    today_of,
)
from lms.scheduling.queries.working import WorkDays, work_days

__all__ = [
    "Elsewhere",
    "WorkDays",
    "booked",
    "clashes",
    "clashes_of_days",
    "free_starts",
    "invariants",
    "matching",
    "own_overlap",
    "run",
    "run_rows",
    "runs",
    "session",
    "sessions_after",
    "shown_run",
    "state_on",
    "today_of",
    "trainees_elsewhere",
    "work_days",
]
