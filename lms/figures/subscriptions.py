"""What moves the counts: a run that closed, an outcome that changed, a unit hung elsewhere, another fiscal year."""

from __future__ import annotations

from lms.figures import services
from lms.organisation.events import UnitMoved, unit_moved
from lms.outcomes.events import (
    CompletionsDatedAnew,
    OutcomeChanged,
    RunClosed,
    completions_dated_anew,
    outcome_changed,
    run_closed,
)


@run_closed.connect
def _count_run(event: RunClosed) -> None:
    services.count_run(event.course_run_id)


@outcome_changed.connect
def _recount_run(event: OutcomeChanged) -> None:
    services.count_run(event.course_run_id)


@unit_moved.connect
def _recount_unit(event: UnitMoved) -> None:
    services.recount_unit(event.unit_id, event.since)


@completions_dated_anew.connect
def _recount_years(event: CompletionsDatedAnew) -> None:
    services.recount_unit(event.unit_id, event.since)
