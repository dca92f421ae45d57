"""Who sees the outcomes of a run, and who closes it."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun

VIEW = Permission("outcomes.view", _l("See the outcomes of course runs"))
VIEW_OWN = Permission("outcomes.view_own", _l("See the outcomes of the runs one is a trainer of"))
CLOSE = Permission("outcomes.close_run", _l("Close course runs and waive hours"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The runs whose outcomes the actor may read: of the centres in scope, or those the actor gives."""
    return scheduling.held_for(actor, VIEW, VIEW_OWN)


def can_view(actor: Actor, run: CourseRun) -> bool:
    return scheduling.holds_for(actor, run, VIEW, VIEW_OWN)


def can_close(actor: Actor, run: CourseRun) -> bool:
    return actor.may(CLOSE, at_unit=run.unit_id)
