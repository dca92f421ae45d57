"""Who nominates, who decides, and who sees the roster of a run."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select

from lms.enrolment.models import Enrolment, Nomination
from lms.organisation.models import OrgUnit
from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun
from lms.scheduling.rules import AnyRun

VIEW = Permission("enrolment.view", _l("See nominations and rosters"))
VIEW_OWN = Permission("enrolment.view_own", _l("See the rosters of the runs one gives"))
NOMINATE = Permission("enrolment.nominate", _l("Nominate staff"))
MESSAGE = Permission("enrolment.message", _l("Write to the participants of course runs"))
DECIDE = Permission("enrolment.decide", _l("Decide on nominations"))


def can_nominate(actor: Actor, unit: OrgUnit) -> bool:
    """Whether the actor nominates for this unit."""
    return actor.may(NOMINATE, at_unit=unit.id)


def can_decide(actor: Actor, run: AnyRun) -> bool:
    """Whether the actor decides for the centre that delivers the run."""
    return actor.may(DECIDE, at_unit=run.unit_id)


def can_write(actor: Actor, run: AnyRun) -> bool:
    """Whether the actor writes to the participants, for the centre that delivers the run."""
    return actor.may(MESSAGE, at_unit=run.unit_id)


def can_decide_on(actor: Actor, nomination: Nomination) -> bool:
    """Whether the actor decides on this nomination."""
    return can_decide(actor, nomination.run)


def decidable_by(actor: Actor) -> ColumnElement[bool]:
    """The nominations for the runs that one's centres deliver."""
    delivered = select(CourseRun.id).where(CourseRun.unit_id.in_(actor.units_where(DECIDE)))
    return Nomination.course_run_id.in_(delivered)


def can_withdraw(actor: Actor, nomination: Nomination) -> bool:
    """Whether the actor nominates for the unit that made this nomination."""
    return actor.may(NOMINATE, at_unit=nomination.unit_id)


def withdrawable_by(actor: Actor) -> ColumnElement[bool]:
    return Nomination.unit_id.in_(actor.units_where(NOMINATE))


def runs_of_own_staff(actor: Actor) -> ColumnElement[bool]:
    """The runs for which one's own staff was nominated or in which it has a seat, in whatever state they are."""
    if not actor.has(NOMINATE):
        return false()
    scope = actor.units_where(NOMINATE)
    nominated = select(Nomination.course_run_id).where(Nomination.unit_id.in_(scope))
    enrolled = select(Enrolment.course_run_id).where(Enrolment.unit_id.in_(scope))
    return or_(CourseRun.id.in_(nominated), CourseRun.id.in_(enrolled))


def nominations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Those of one's own units, and those for the runs that one's centres deliver."""
    if not actor.has(VIEW):
        return false()
    scope = actor.units_where(VIEW)
    delivered = select(CourseRun.id).where(CourseRun.unit_id.in_(scope))
    return or_(Nomination.unit_id.in_(scope), Nomination.course_run_id.in_(delivered))


def can_view_nomination(actor: Actor, nomination: Nomination) -> bool:
    """The same rule for one nomination."""
    places = (nomination.unit_id, nomination.run.unit_id)
    return any(actor.may(VIEW, at_unit=place) for place in places)


def enrolments_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Everybody in the runs that one's centres deliver or that one gives; elsewhere only one's own staff."""
    ways: list[ColumnElement[bool]] = []
    if actor.has(VIEW):
        scope = actor.units_where(VIEW)
        delivered = select(CourseRun.id).where(CourseRun.unit_id.in_(scope))
        ways += [Enrolment.course_run_id.in_(delivered), Enrolment.unit_id.in_(scope)]
    if actor.has(VIEW_OWN):
        given = select(CourseRun.id).where(scheduling.given_by(actor.person_id))
        ways.append(Enrolment.course_run_id.in_(given))
    return or_(false(), *ways)


def can_view_enrolment(actor: Actor, enrolment: Enrolment) -> bool:
    """The same rule for one enrolment."""
    places = [enrolment.run.unit_id, *([enrolment.unit_id] if enrolment.unit_id else [])]
    if any(actor.may(VIEW, at_unit=place) for place in places):
        return True
    return actor.has(VIEW_OWN) and scheduling.is_trainer_of(actor, enrolment.run)
