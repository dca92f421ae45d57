"""The runs that one may nominate for, and the unit one nominates as."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.enrolment.policy import NOMINATE
from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person
from lms.people.queries import by_name, staff_of
from lms.planning.models import Course
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun, RunState


def nominating_unit(viewer: Actor) -> OrgUnit | None:
    """The unit in whose name the viewer nominates: the highest of those where they may."""
    scope = viewer.units_where(NOMINATE)
    query = (
        select(OrgUnit)
        .options(joinedload(OrgUnit.country))
        .where(
            OrgUnit.id.in_(scope),
            or_(OrgUnit.parent_id.is_(None), OrgUnit.parent_id.not_in(scope)),
        )
        .order_by(OrgUnit.id)
        .limit(1)
    )
    return db.session.scalar(query)


def open_runs(viewer: Actor, today: date) -> Select[CourseRun, int]:
    """The runs that take nominations today, the next to begin first, with how many each the viewer's units sent."""
    site = aliased(OrgUnit)
    sent = (
        select(func.count(Nomination.id))
        .where(
            Nomination.course_run_id == CourseRun.id,
            Nomination.unit_id.in_(viewer.units_where(NOMINATE)),
            Nomination.state.not_in([NominationState.WITHDRAWN, NominationState.REFUSED]),
        )
        .correlate(CourseRun)
        .scalar_subquery()
    )
    return (
        select(CourseRun, sent.label("sent"))
        .join(Course, Course.id == CourseRun.course_id)
        .join(OrgUnit, OrgUnit.id == CourseRun.unit_id)
        .outerjoin(site, site.id == CourseRun.site_unit_id)
        .options(
            contains_eager(CourseRun.course).selectinload(Course.prerequisites),
            contains_eager(CourseRun.unit),
            contains_eager(CourseRun.site_unit.of_type(site)),
        )
        .where(takes_nominations(today), scheduling.visible_to(viewer))
        .order_by(CourseRun.starts_on.asc().nulls_last(), CourseRun.id)
    )


def run_to_nominate_for(code: str, viewer: Actor) -> Select[CourseRun]:
    """One run that the viewer may see, with what a nominating unit needs to know of it."""
    return (
        select(CourseRun)
        .options(
            joinedload(CourseRun.course).selectinload(Course.prerequisites),
            joinedload(CourseRun.unit).joinedload(OrgUnit.country),
            joinedload(CourseRun.site_unit),
        )
        .where(CourseRun.code == code, scheduling.visible_to(viewer))
    )


def staff_for(run: CourseRun, unit: OrgUnit) -> Select[Person, NominationState, EnrolmentState]:
    """The staff of a unit by name, each with what is on record of them in the run."""
    return (
        select(Person, Nomination.state.label("nomination"), Enrolment.state.label("enrolment"))
        .outerjoin(
            Nomination, and_(Nomination.person_id == Person.id, Nomination.course_run_id == run.id)
        )
        .outerjoin(
            Enrolment, and_(Enrolment.person_id == Person.id, Enrolment.course_run_id == run.id)
        )
        .options(selectinload(Person.affiliations).joinedload(Affiliation.unit))
        .where(staff_of(unit.id))
        .order_by(*by_name(), Person.id)
    )


def takes_nominations(today: date) -> ColumnElement[bool]:
    """Whether a run takes nominations on a day, as the service asks."""
    return and_(
        CourseRun.state == RunState.OPEN,
        or_(CourseRun.starts_on.is_(None), CourseRun.starts_on > today),
        or_(CourseRun.nominations_until.is_(None), CourseRun.nominations_until >= today),
    )
