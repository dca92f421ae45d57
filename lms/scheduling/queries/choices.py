"""What a planner may choose from: centres, courses, places, rooms, trainers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.organisation.models import OrgUnit, Room, UnitAncestor, UnitKind, Venue
from lms.organisation.queries import subtree_ids
from lms.people.models import Person, Trainer
from lms.people.queries import by_name
from lms.planning.models import Course, PlanItem, PlanState, TrainingPlan
from lms.platform.access import Actor
from lms.platform.i18n import language
from lms.platform.localised import shown_column, sort_column
from lms.scheduling import policy
from lms.scheduling.models import CourseRun

SITES = frozenset(
    {
        UnitKind.GOVERNORATE,
        UnitKind.REGION,
        UnitKind.PROVINCE,
        UnitKind.COUNTY,
        UnitKind.DISTRICT,
        UnitKind.CITY,
        UnitKind.MUNICIPALITY,
        UnitKind.MUNICIPAL_EXECUTIVE,
        UnitKind.MUNICIPAL_COUNCIL,
    }
)
"""Where a run is held on site."""


def centres(viewer: Actor) -> Select[OrgUnit]:
    """The training centres that the viewer plans for, and the unit at the head of that scope."""
    scope = viewer.units_where(policy.MANAGE)
    return (
        select(OrgUnit)
        .options(joinedload(OrgUnit.country))
        .where(
            OrgUnit.id.in_(scope),
            or_(
                OrgUnit.kind == UnitKind.TRAINING_CENTRE,
                OrgUnit.parent_id.is_(None),
                OrgUnit.parent_id.not_in(scope),
            ),
        )
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def courses(unit: OrgUnit) -> Select[Course]:
    """The courses in use in the centre's country."""
    owner = aliased(OrgUnit)
    return (
        select(Course)
        .join(owner, owner.id == Course.unit_id)
        .where(Course.is_archived.is_(False), owner.country_code == unit.country_code)
        .order_by(sort_column(Course, language()), Course.id)
    )


def sites(unit: OrgUnit) -> Select[OrgUnit]:
    """The places of the centre's country where a run can be held on site."""
    return (
        select(OrgUnit)
        .where(OrgUnit.country_code == unit.country_code, OrgUnit.kind.in_(SITES))
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def rooms(unit: OrgUnit, site: OrgUnit | None = None) -> Select[Room]:
    """The rooms of the centre, and those of the place a run is held at."""
    ways = [Venue.unit_id.in_(subtree_ids(unit.id))]
    if site is not None:
        ways.append(Venue.unit_id.in_(subtree_ids(site.id)))
    return (
        select(Room)
        .join(Venue)
        .options(joinedload(Room.venue).joinedload(Venue.unit))
        .where(or_(*ways))
        .order_by(sort_column(Venue, language()), Venue.id, sort_column(Room, language()), Room.id)
    )


def trainers(unit: OrgUnit, today: date) -> Select[Person]:
    """Who gives courses for the centre, or for a unit above or below it."""
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit.id)
    giving = select(Trainer.person_id).where(
        or_(Trainer.unit_id.in_(above), Trainer.unit_id.in_(subtree_ids(unit.id))),
        or_(Trainer.ends_on.is_(None), Trainer.ends_on >= today),
    )
    return select(Person).where(Person.id.in_(giving)).order_by(*by_name(), Person.id)


def plan_items(unit: OrgUnit) -> Select[PlanItem]:
    """The lines of the approved and draft plans that the centre works under, the latest year first."""
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit.id)
    return (
        select(PlanItem)
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .options(joinedload(PlanItem.plan), joinedload(PlanItem.course))
        .where(TrainingPlan.unit_id.in_(above), TrainingPlan.state != PlanState.CLOSED)
        .order_by(TrainingPlan.fiscal_year.desc(), TrainingPlan.id, PlanItem.position, PlanItem.id)
    )


def centres_with_runs(viewer: Actor) -> Select[int, str]:
    """The centres whose runs the viewer sees, by id and name."""
    seen = select(CourseRun.unit_id).where(policy.visible_to(viewer))
    return (
        select(OrgUnit.id, shown_column(OrgUnit, language()))
        .where(OrgUnit.id.in_(seen))
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def courses_with_runs(viewer: Actor) -> Select[int, str]:
    """The courses of those runs, by id and name."""
    seen = select(CourseRun.course_id).where(policy.visible_to(viewer))
    return (
        select(Course.id, shown_column(Course, language()))
        .where(Course.id.in_(seen))
        .order_by(sort_column(Course, language()), Course.id)
    )
