"""Who sees and enters marks."""

from __future__ import annotations

from sqlalchemy import ColumnElement

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
    return scheduling.held_for(actor, VIEW, VIEW_OWN)


def can_view(actor: Actor, run: CourseRun) -> bool:
    """The same rule for one run."""
    return scheduling.holds_for(actor, run, VIEW, VIEW_OWN)


def can_mark(actor: Actor, run: CourseRun) -> bool:
    """Whether the actor enters them: the delivering centre, and whoever gives the run."""
    return scheduling.holds_for(actor, run, MARK, MARK_OWN)
