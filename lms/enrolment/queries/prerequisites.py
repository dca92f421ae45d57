"""Courses that a run asks for first, who lacks them, and where that was waived."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import UserAccount
from lms.enrolment.models import Enrolment, Nomination, PrerequisiteWaiver
from lms.enrolment.policy import enrolments_visible_to, nominations_visible_to
from lms.enrolment.rules import completed_courses
from lms.people.models import Person
from lms.planning.models import Course, CoursePrerequisite
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.scheduling.models import CourseRun
from lms.scheduling.rules import AnyRun


def prerequisites(course: Course) -> list[Course]:
    """The courses that have to be completed before this one."""
    query = (
        select(Course)
        .join(CoursePrerequisite, CoursePrerequisite.required_course_id == Course.id)
        .where(CoursePrerequisite.course_id == course.id)
        .order_by(Course.id)
    )
    return list(db.session.scalars(query))


def missing_prerequisites(run: CourseRun, person_ids: Collection[int]) -> dict[int, list[Course]]:
    """For each person, the courses that the run asks for, not completed and not waived."""
    needed = prerequisites(run.course)
    if not needed or not person_ids:
        return {}
    done = completed_courses(person_ids)
    waived = _waived(run, person_ids)
    missing = {
        person_id: [
            course
            for course in needed
            if course.id not in done.get(person_id, set()) and (person_id, course.id) not in waived
        ]
        for person_id in person_ids
    }
    return {person_id: courses for person_id, courses in missing.items() if courses}


def _waived(run: CourseRun, person_ids: Collection[int]) -> set[tuple[int, int]]:
    query = select(PrerequisiteWaiver.person_id, PrerequisiteWaiver.course_id).where(
        PrerequisiteWaiver.course_run_id == run.id, PrerequisiteWaiver.person_id.in_(person_ids)
    )
    return {(person_id, course_id) for person_id, course_id in db.session.execute(query)}


def waivers(run: CourseRun) -> Select[PrerequisiteWaiver]:
    """The prerequisites that were waived for this run, with their reasons."""
    return (
        select(PrerequisiteWaiver)
        .options(
            joinedload(PrerequisiteWaiver.person),
            joinedload(PrerequisiteWaiver.course),
            joinedload(PrerequisiteWaiver.waived_by),
        )
        .where(PrerequisiteWaiver.course_run_id == run.id)
        .order_by(PrerequisiteWaiver.waived_at, PrerequisiteWaiver.id)
    )


def waivers_seen_by(run: AnyRun, viewer: Actor) -> Select[*tuple[Any, ...]]:
    """Those of the people whom the viewer sees in the run, by enrolment or by nomination, as its roster shows them."""
    enrolled = select(Enrolment.person_id).where(
        Enrolment.course_run_id == run.id, enrolments_visible_to(viewer)
    )
    nominated = select(Nomination.person_id).where(
        Nomination.course_run_id == run.id, nominations_visible_to(viewer)
    )
    person = PrerequisiteWaiver.person_id
    return (
        select(
            Person.full_name.label("name"),
            shown_column(Course, language()).label("course"),
            PrerequisiteWaiver.reason,
            UserAccount.display_name.label("waived_by"),
            PrerequisiteWaiver.waived_at,
        )
        .join(Person, Person.id == person)
        .join(Course, Course.id == PrerequisiteWaiver.course_id)
        .outerjoin(UserAccount, UserAccount.id == PrerequisiteWaiver.waived_by_id)
        .where(
            PrerequisiteWaiver.course_run_id == run.id,
            or_(person.in_(enrolled), person.in_(nominated)),
        )
        .order_by(PrerequisiteWaiver.waived_at, PrerequisiteWaiver.id)
    )
