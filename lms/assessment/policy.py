"""Who sees and enters marks."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun

VIEW = Permission("assessment.view", _l("See the marks of tests"))
VIEW_OWN = Permission("assessment.view_own", _l("See the marks in the runs one gives"))
MARK = Permission("assessment.mark", _l("Enter the marks of tests"))
MARK_OWN = Permission("assessment.mark_own", _l("Enter the marks in the runs one gives"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The runs whose marks the actor sees: those of the centres in scope, or those the actor gives."""
    if actor.has(VIEW):
        return CourseRun.unit_id.in_(actor.units_where(VIEW))
    if actor.has(VIEW_OWN):
        return scheduling.given_by(actor.person_id)
    return false()


def can_view(actor: Actor, run: CourseRun) -> bool:
    """The same rule for one run."""
    if actor.has(VIEW):
        return actor.may(VIEW, at_unit=run.unit_id)
    return actor.has(VIEW_OWN) and scheduling.is_trainer_of(actor, run)


def can_mark(actor: Actor, run: CourseRun) -> bool:
    """Whether the actor enters them: the delivering centre, and whoever gives the run."""
    if actor.has(MARK):
        return actor.may(MARK, at_unit=run.unit_id)
    return actor.has(MARK_OWN) and scheduling.is_trainer_of(actor, run)
