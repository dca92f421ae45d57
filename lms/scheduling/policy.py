"""Who sees and changes course runs."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import aliased

from lms.organisation.models import OrgUnit
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.i18n import _l
from lms.scheduling.models import CourseRun, RunState, TrainerAssignment, TrainingSession
from lms.scheduling.rules import AnyRun

# A session of its own: in a query for one session the run counts, not whether one gives just that session.
_given = aliased(TrainingSession)

VIEW = Permission("scheduling.view", _l("See course runs"))
VIEW_OPEN = Permission("scheduling.view_open", _l("See the open course runs of the country"))
VIEW_OWN = Permission("scheduling.view_own", _l("See the course runs one gives"))
MANAGE = Permission("scheduling.manage", _l("Plan course runs and sessions"))

opened_by: list[Callable[[Actor], ColumnElement[bool]]] = []
"""What else opens a run to an actor, told by the slices that know: one's own staff has a seat in it."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The runs that the actor's centres deliver or that are held at their places, and what else the role opens."""
    ways: list[ColumnElement[bool]] = []
    if actor.has(VIEW):
        scope = actor.units_where(VIEW)
        ways += [CourseRun.unit_id.in_(scope), CourseRun.site_unit_id.in_(scope)]
    if actor.has(VIEW_OPEN):
        ways.append((CourseRun.state == RunState.OPEN) & _in_countries_of(actor))
    if actor.has(VIEW_OWN):
        ways.append(given_by(actor.person_id))
    return or_(false(), *ways, *(opens(actor) for opens in opened_by))


def can_view(actor: Actor, run: CourseRun) -> bool:
    """The same rule for one run."""
    places = [run.unit_id, *([run.site_unit_id] if run.site_unit_id is not None else [])]
    if any(actor.may(VIEW, at_unit=place) for place in places):
        return True
    if actor.has(VIEW_OPEN) and run.state is RunState.OPEN and _shares_country(actor, run):
        return True
    if actor.has(VIEW_OWN) and is_trainer_of(actor, run):
        return True
    opened = or_(false(), *(opens(actor) for opens in opened_by))
    return db.session.scalar(select(CourseRun.id).where(CourseRun.id == run.id, opened)) is not None


def can_manage(actor: Actor, run: AnyRun) -> bool:
    """Whether the actor plans for the centre that delivers the run."""
    return actor.may(MANAGE, at_unit=run.unit_id)


def manageable_by(actor: Actor) -> ColumnElement[bool]:
    return CourseRun.unit_id.in_(actor.units_where(MANAGE))


def is_trainer_of(actor: Actor, run: CourseRun) -> bool:
    """Whether the actor gives a session of the run."""
    if actor.person_id is None:
        return False
    given = select(CourseRun.id).where(CourseRun.id == run.id, given_by(actor.person_id))
    return db.session.scalar(given) is not None


def held_for(actor: Actor, at_centre: Permission, in_own_runs: Permission) -> ColumnElement[bool]:
    """The runs for which the actor holds a right: those of the centres in scope, or those the actor gives."""
    if actor.has(at_centre):
        return CourseRun.unit_id.in_(actor.units_where(at_centre))
    return given_by(actor.person_id) if actor.has(in_own_runs) else false()


def holds_for(actor: Actor, run: CourseRun, at_centre: Permission, in_own_runs: Permission) -> bool:
    """The same rule for one run."""
    if actor.has(at_centre):
        return actor.may(at_centre, at_unit=run.unit_id)
    return actor.has(in_own_runs) and is_trainer_of(actor, run)


def given_by(person_id: int | None) -> ColumnElement[bool]:
    if person_id is None:
        return false()
    return exists().where(
        _given.course_run_id == CourseRun.id,
        TrainerAssignment.session_id == _given.id,
        TrainerAssignment.person_id == person_id,
    )


def _countries_of(actor: Actor) -> ColumnElement[bool]:
    own = select(OrgUnit.country_code).where(OrgUnit.id.in_(actor.units_where(VIEW_OPEN)))
    return OrgUnit.country_code.in_(own)


def _in_countries_of(actor: Actor) -> ColumnElement[bool]:
    return CourseRun.unit_id.in_(select(OrgUnit.id).where(_countries_of(actor)))


def _shares_country(actor: Actor, run: CourseRun) -> bool:
    query = select(OrgUnit.id).where(OrgUnit.id == run.unit_id, _countries_of(actor))
    return db.session.scalar(query) is not None
