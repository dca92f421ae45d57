"""What moves the counts: a run that closed, a unit that was hung elsewhere."""

from __future__ import annotations

from lms.figures import services
from lms.organisation.events import UnitMoved, unit_moved
from lms.outcomes.events import RunClosed, run_closed


@run_closed.connect
def _count_run(event: RunClosed) -> None:
    services.count_run(event.course_run_id)


@unit_moved.connect
def _recount_unit(event: UnitMoved) -> None:
    services.recount_unit(event.unit_id, event.since)
