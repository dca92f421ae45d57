"""States in words, and by when somebody decides."""

from __future__ import annotations

from datetime import date, timedelta

from lms.objections.models import Objection, ObjectionState
from lms.platform import clock
from lms.platform.i18n import _lp

DAYS_TO_DECIDE = timedelta(days=7)

STATES = {
    ObjectionState.OPEN: _lp("objection", "Open"),
    ObjectionState.ACCEPTED: _lp("objection", "Accepted"),
    ObjectionState.REFUSED: _lp("objection", "Refused"),
    ObjectionState.WITHDRAWN: _lp("objection", "Withdrawn"),
}


def due_on(timezone: str) -> date:
    """The last day to decide on what is objected to now."""
    return clock.today(timezone) + DAYS_TO_DECIDE


def is_overdue(objection: Objection, timezone: str) -> bool:
    """Whether nobody decided by the deadline."""
    is_open = objection.state is ObjectionState.OPEN
    return is_open and objection.due_on < clock.today(timezone)
