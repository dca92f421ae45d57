"""Who sees and keeps the catalogue of courses and the plans."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select

from lms.organisation.models import OrgUnit, UnitAncestor
from lms.planning.models import Course, Programme, TrainingPlan
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.i18n import _l

VIEW = Permission("planning.view", _l("See courses and plans"))
MANAGE_COURSES = Permission("planning.manage_courses", _l("Keep courses and programmes"))
MANAGE_PLAN = Permission("planning.manage_plan", _l("Make and approve plans"))


def courses_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The catalogue is open to everybody in the country who may see courses at all."""
    return Course.unit_id.in_(_in_the_country_of(actor))


def can_view_course(actor: Actor, course: Course) -> bool:
    return _shares_country(actor, course.unit_id)


def programmes_visible_to(actor: Actor) -> ColumnElement[bool]:
    return Programme.unit_id.in_(_in_the_country_of(actor))


def can_view_programme(actor: Actor, programme: Programme) -> bool:
    return _shares_country(actor, programme.unit_id)


def plans_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The plans of the actor's units, and of those above them: they are planned for."""
    above = select(UnitAncestor.ancestor_id).where(
        UnitAncestor.unit_id.in_(actor.units_where(VIEW))
    )
    return TrainingPlan.unit_id.in_(above)


def can_view_plan(actor: Actor, plan: TrainingPlan) -> bool:
    below = select(UnitAncestor.depth).where(
        UnitAncestor.ancestor_id == plan.unit_id,
        UnitAncestor.unit_id.in_(actor.units_where(VIEW)),
    )
    return db.session.scalar(below.limit(1)) is not None


def can_manage_course(actor: Actor, course: Course) -> bool:
    return actor.may(MANAGE_COURSES, at_unit=course.unit_id)


def courses_manageable_by(actor: Actor) -> ColumnElement[bool]:
    return Course.unit_id.in_(actor.units_where(MANAGE_COURSES))


def can_manage_programme(actor: Actor, programme: Programme) -> bool:
    return actor.may(MANAGE_COURSES, at_unit=programme.unit_id)


def programmes_manageable_by(actor: Actor) -> ColumnElement[bool]:
    return Programme.unit_id.in_(actor.units_where(MANAGE_COURSES))


def can_manage_plan(actor: Actor, plan: TrainingPlan) -> bool:
    return actor.may(MANAGE_PLAN, at_unit=plan.unit_id)


def plans_manageable_by(actor: Actor) -> ColumnElement[bool]:
    return TrainingPlan.unit_id.in_(actor.units_where(MANAGE_PLAN))


def _in_the_country_of(actor: Actor) -> Select[int]:
    own = select(OrgUnit.country_code).where(OrgUnit.id.in_(actor.units_where(VIEW)))
    return select(OrgUnit.id).where(OrgUnit.country_code.in_(own))


def _shares_country(actor: Actor, unit_id: int) -> bool:
    found = _in_the_country_of(actor).where(OrgUnit.id == unit_id)
    return db.session.scalar(found) is not None
