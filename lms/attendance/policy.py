"""Who sees and takes attendance."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from lms.enrolment.models import Enrolment
from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun, TrainingSession

VIEW = Permission("attendance.view", _l("See attendance"))
VIEW_OWN = Permission("attendance.view_own", _l("See the attendance of the runs one gives"))
TAKE = Permission("attendance.take", _l("Take attendance"))
TAKE_OWN = Permission("attendance.take_own", _l("Take attendance in the sessions one gives"))

REOPEN = Permission("attendance.reopen", _l("Reopen sign-in sheets that have locked"))

OBJECT = Permission("attendance.object", _l("See one's own attendance and object to a mark"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The runs whose sheets the actor sees: those of the centres in scope, or those the actor gives."""
    return scheduling.held_for(actor, VIEW, VIEW_OWN)


def can_view(actor: Actor, run: CourseRun) -> bool:
    """The same rule for one run."""
    return scheduling.holds_for(actor, run, VIEW, VIEW_OWN)


def can_take(actor: Actor, session: TrainingSession) -> bool:
    """Whether the actor fills in this sheet: the delivering centre, and whoever gives the session (A35).

    Where nobody is named for a session, all who give the run may.
    """
    if actor.has(TAKE):
        return actor.may(TAKE, at_unit=session.run.unit_id)
    if not actor.has(TAKE_OWN) or actor.person_id is None:
        return False
    if session.assignments:
        return actor.person_id in {one.person_id for one in session.assignments}
    return scheduling.is_trainer_of(actor, session.run)


def takable(actor: Actor, run: CourseRun) -> list[TrainingSession]:
    """The same rule for all sheets of a run at once."""
    if actor.has(TAKE):
        return run.sessions if actor.may(TAKE, at_unit=run.unit_id) else []
    return [session for session in run.sessions if can_take(actor, session)]


def can_count(actor: Actor, run: CourseRun) -> bool:
    """Whether the actor counts people without names: the delivering centre, and whoever gives the run."""
    return scheduling.holds_for(actor, run, TAKE, TAKE_OWN)


def can_reopen(actor: Actor, run: CourseRun) -> bool:
    """Whether the actor opens sheets again that have locked: the delivering centre."""
    return actor.may(REOPEN, at_unit=run.unit_id)


def own(actor: Actor) -> ColumnElement[bool]:
    """The places on rosters that are the actor's own."""
    if not actor.has(OBJECT) or actor.person_id is None:
        return false()
    return Enrolment.person_id == actor.person_id


def can_object(actor: Actor, enrolment: Enrolment) -> bool:
    """The same rule for one of them."""
    return (
        actor.has(OBJECT) and actor.person_id is not None and actor.person_id == enrolment.person_id
    )
