"""Nominations, rosters and waiting lists, as far as the viewer may see."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, PrerequisiteWaiver
from lms.enrolment.policy import enrolments_visible_to, nominations_visible_to
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.people.models import Affiliation, Person
from lms.planning.models import Course, CoursePrerequisite
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun, SessionState, TrainingSession


def nominations(viewer: Actor) -> Select[Nomination]:
    """The nominations that the viewer may see, the latest first."""
    return (
        select(Nomination)
        .options(
            joinedload(Nomination.person),
            joinedload(Nomination.unit),
            joinedload(Nomination.run).joinedload(CourseRun.course),
        )
        .where(nominations_visible_to(viewer))
        .order_by(Nomination.nominated_at.desc(), Nomination.id.desc())
    )


def nomination(nomination_id: int, viewer: Actor) -> Select[Nomination]:
    """One nomination, within the viewer's scope."""
    return nominations(viewer).where(Nomination.id == nomination_id)


def enrolment(enrolment_id: int, viewer: Actor) -> Select[Enrolment]:
    """One enrolment, within the viewer's scope."""
    return (
        select(Enrolment)
        .options(joinedload(Enrolment.run), joinedload(Enrolment.person))
        .where(Enrolment.id == enrolment_id, enrolments_visible_to(viewer))
    )


def roster(run: CourseRun) -> Select[Enrolment]:
    """Who holds a seat in the run, by name."""
    return _of_run(run, EnrolmentState.ENROLLED).order_by(Person.sort_key, Enrolment.id)


def waiting_list(run: CourseRun) -> Select[Enrolment]:
    """Who waits for one, in order."""
    return _of_run(run, EnrolmentState.WAITLISTED).order_by(Enrolment.queue_position)


def roster_seen_by(run: CourseRun, viewer: Actor) -> Select[Enrolment]:
    """The roster as far as the viewer may see it: a coordinator sees their own staff in it."""
    return roster(run).where(enrolments_visible_to(viewer))


def _of_run(run: CourseRun, state: EnrolmentState) -> Select[Enrolment]:
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.unit))
        .where(Enrolment.course_run_id == run.id, Enrolment.state == state)
    )


def enrolment_of(run: CourseRun, person: Person) -> Enrolment | None:
    """The person's row in the run, whatever its state."""
    return db.session.scalar(select(Enrolment).filter_by(course_run_id=run.id, person_id=person.id))


def prerequisites(course: Course) -> list[Course]:
    """The courses that have to be completed before this one."""
    query = (
        select(Course)
        .join(CoursePrerequisite, CoursePrerequisite.required_course_id == Course.id)
        .where(CoursePrerequisite.course_id == course.id)
        .order_by(Course.id)
    )
    return list(db.session.scalars(query))


def waivers(run: CourseRun) -> Select[PrerequisiteWaiver]:
    """The prerequisites that were waived for this run, with their reasons."""
    return (
        select(PrerequisiteWaiver)
        .where(PrerequisiteWaiver.course_run_id == run.id)
        .order_by(PrerequisiteWaiver.waived_at, PrerequisiteWaiver.id)
    )


def staff_below(unit: OrgUnit, person_id: int) -> Affiliation | None:
    """The person's current place of work, if it is this unit or lies below it."""
    query = (
        select(Affiliation)
        .join(UnitAncestor, UnitAncestor.unit_id == Affiliation.unit_id)
        .where(
            Affiliation.person_id == person_id,
            Affiliation.ends_on.is_(None),
            UnitAncestor.ancestor_id == unit.id,
        )
        .order_by(Affiliation.is_primary.desc(), Affiliation.id)
    )
    return db.session.scalars(query).first()


def current_affiliation(person_id: int) -> Affiliation | None:
    """Where the person works now, the primary place first."""
    query = (
        select(Affiliation)
        .where(Affiliation.person_id == person_id, Affiliation.ends_on.is_(None))
        .order_by(Affiliation.is_primary.desc(), Affiliation.id)
    )
    return db.session.scalars(query).first()


def clashing_session(run: CourseRun, person_id: int) -> TrainingSession | None:
    """A session of another run, in which the person holds a seat, at the time of one of this run's."""
    mine, theirs = aliased(TrainingSession), aliased(TrainingSession)
    query = (
        select(theirs)
        .join(mine, (mine.starts_at < theirs.ends_at) & (theirs.starts_at < mine.ends_at))
        .join(Enrolment, Enrolment.course_run_id == theirs.course_run_id)
        .options(joinedload(theirs.run))
        .where(
            mine.course_run_id == run.id,
            theirs.course_run_id != run.id,
            mine.state != SessionState.CANCELLED,
            theirs.state != SessionState.CANCELLED,
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .order_by(theirs.starts_at)
    )
    return db.session.scalars(query).first()


def open_nominations(run: CourseRun) -> int:
    """How many nominations of the run wait for a decision."""
    query = select(func.count()).select_from(Nomination)
    return db.session.scalar(query.filter_by(course_run_id=run.id, state="proposed")) or 0
