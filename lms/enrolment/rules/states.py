"""Where a nomination stands, which states count as being in a run, and when a run takes people."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from lms.enrolment.models import EnrolmentState, NominationState
from lms.platform.i18n import _lp, _p
from lms.platform.i18n.lists import isolated
from lms.scheduling.models import RunState

ENROLLING = frozenset({RunState.OPEN, RunState.CONFIRMED, RunState.IN_PROGRESS})
"""The states of a run in which somebody may still be given a seat."""

LIVE = (EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED)


class Standing(StrEnum):
    """A nomination together with what came of it: one word for the one who reads the list."""

    PROPOSED = "proposed"
    ENROLLED = "enrolled"
    WAITLISTED = "waitlisted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(_LABELS[self])

    @classmethod
    def of(cls, nomination: NominationState | None, enrolment: EnrolmentState | None) -> Standing:
        """An accepted nomination is worth what its enrolment is worth; so is an enrolment without one."""
        if nomination in (None, NominationState.ACCEPTED):
            return _AFTER.get(enrolment, cls.WITHDRAWN)
        return cls(nomination.value)


_AFTER: dict[EnrolmentState | None, Standing] = {
    EnrolmentState.ENROLLED: Standing.ENROLLED,
    EnrolmentState.WAITLISTED: Standing.WAITLISTED,
}
_LABELS = {
    Standing.PROPOSED: _lp("nomination", "To be decided"),
    Standing.ENROLLED: _lp("nomination", "Confirmed"),
    Standing.WAITLISTED: _lp("nomination", "On the waiting list"),
    Standing.REFUSED: _lp("nomination", "Refused"),
    Standing.WITHDRAWN: _lp("nomination", "Withdrawn"),
}
TABS = {
    Standing.PROPOSED: _lp("nominations", "To decide"),
    Standing.ENROLLED: _lp("nominations", "Confirmed"),
    Standing.WAITLISTED: _lp("nominations", "Waiting list"),
    Standing.REFUSED: _lp("nominations", "Refused"),
    Standing.WITHDRAWN: _lp("nominations", "Withdrawn"),
}
"""The same as headings over many."""


def listed(names: Iterable[str]) -> str:
    """Names one after another, as the reader's language joins them."""
    text = ""
    for name in names:
        shown = isolated(name)
        text = _p("list", "%(list)s, %(next)s", list=text, next=shown) if text else shown
    return text
