"""What can be refused about runs and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class RunCodeTaken(DomainError):
    message = _l("Another course run has this code. %(free)s is free.")
    status = 422
    field = "code"


class CourseArchived(DomainError):
    message = _l("This course is archived; no new runs of it are made.")
    status = 422
    field = "course_id"


class EndsBeforeFirstDay(DomainError):
    message = _l("The end date must be after the first day")
    status = 422
    field = "ends_on"


class SessionsOutside(DomainError):
    """The run would end before, or begin after, a session it has."""

    message = _l("Session %(session)s on %(date)s lies outside these dates. Move it first.")
    status = 422
    field = "starts_on"


class BelowSeatsTaken(DomainError):
    message = _l("Seats already taken: %(taken)s. The run cannot hold fewer.")
    status = 422
    field = "capacity"


class BelowMinimum(DomainError):
    message = _l("The smallest number of trainees cannot exceed the seats.")
    status = 422
    field = "min_seats"


class UnitNotOpen(DomainError):
    """S21: a place that is closed holds no sessions."""

    message = _l("%(unit)s is not open on %(date)s.")
    status = 422
    field = "held_on"


class EndsBeforeStart(DomainError):
    message = _l("A session must end after it begins.")
    status = 422
    field = "end_time"


class OverlapsOwnSession(DomainError):
    message = _l(
        "Session %(session)s of this run is on %(date)s, %(times)s; its trainees cannot be in two places."
    )
    status = 422
    field = "start_time"


class Told(Protocol):
    """Something that says itself in the reader's words."""

    @property
    def text(self) -> str: ...


class Clashing(DomainError):
    """A room, a trainer or trainees are taken; saving over it needs a reason."""

    message = "%(clashes)s"
    status = 422

    def __init__(self, clashes: Sequence[Told]) -> None:
        super().__init__(clashes=" ".join(clash.text for clash in clashes))
        self.clashes = list(clashes)


class StateForbids(DomainError):
    message = _l("The course run is in the state “%(state)s”, in which this cannot be done.")


class SessionHeld(DomainError):
    message = _l("This session was held; its day and times stay as they were.")
    status = 422
    field = "held_on"


class SessionOff(DomainError):
    message = _l("This session was cancelled and cannot be changed.")


class NoSeatsGiven(DomainError):
    """The run was closed or cancelled in the same moment."""

    message = _l("This course run takes nobody any more.")
