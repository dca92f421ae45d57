"""Who reads figures, and who may open the rows behind them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select

from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.outcomes.models import Completion
from lms.people.models import Affiliation
from lms.people.policy import current
from lms.platform.access import Actor, Permission, is_among
from lms.platform.db import db
from lms.platform.i18n import _l
from lms.scheduling.models import CourseRun

VIEW = Permission("figures.view", _l("See figures"))
EXACT = Permission("figures.exact", _l("See figures exactly, also small ones"))
VIEW_ROWS = Permission("figures.view_rows", _l("Open the people and courses behind a figure"))


def can_view(actor: Actor, unit: OrgUnit) -> bool:
    """Whether the actor reads the figures of a place."""
    return actor.may(VIEW, at_unit=unit.id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    return OrgUnit.id.in_(actor.units_where(VIEW))


def can_view_row(actor: Actor, completion: Completion) -> bool:
    """The place where the person worked then, the centre that gave the course, and where they work now."""
    places = {completion.unit_id, completion.delivering_unit_id}
    here = select(Affiliation.unit_id).where(
        Affiliation.person_id == completion.person_id, current()
    )
    places |= set(db.session.scalars(here))
    return any(actor.may(VIEW_ROWS, at_unit=unit_id) for unit_id in places if unit_id is not None)


def rows_visible_to(actor: Actor) -> ColumnElement[bool]:
    scope = actor.units_where(VIEW_ROWS)
    return or_(
        Completion.unit_id.in_(scope),
        Completion.delivering_unit_id.in_(scope),
        is_among(Completion.person_id, working_in(scope), row_by_row=actor.is_at_top),
    )


def enrolments_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same for seats; a query that uses it has `CourseRun` joined."""
    scope = actor.units_where(VIEW_ROWS)
    return or_(
        Enrolment.unit_id.in_(scope),
        CourseRun.unit_id.in_(scope),
        is_among(Enrolment.person_id, working_in(scope), row_by_row=actor.is_at_top),
    )


def working_in(units: Select[int]) -> Select[int]:
    """The people who work in one of these places now."""
    return select(Affiliation.person_id).where(Affiliation.unit_id.in_(units), current())
