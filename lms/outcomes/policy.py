"""Who sees the outcomes of a run, and who closes it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun

VIEW = Permission("outcomes.view", _l("See the outcomes of course runs"))
VIEW_OWN = Permission("outcomes.view_own", _l("See the outcomes of the runs one is a trainer of"))
CLOSE = Permission("outcomes.close_run", _l("Close course runs and waive hours"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The runs whose outcomes the actor may read: of the centres in scope, or those the actor gives."""
    if actor.has(VIEW):
        return CourseRun.unit_id.in_(actor.units_where(VIEW))
    if actor.has(VIEW_OWN):
        return scheduling.given_by(actor.person_id)
    return false()


def can_view(actor: Actor, run: CourseRun) -> bool:
    if actor.has(VIEW):
        return actor.may(VIEW, at_unit=run.unit_id)
    return actor.has(VIEW_OWN) and scheduling.is_trainer_of(actor, run)


def can_close(actor: Actor, run: CourseRun) -> bool:
    return actor.may(CLOSE, at_unit=run.unit_id)
