"""S3: nobody is let into a run without the courses it asks for, unless somebody says why."""

from __future__ import annotations

from lms.audit.services import record
from lms.enrolment import queries
from lms.enrolment.errors import MissingPrerequisite
from lms.enrolment.models import PrerequisiteWaiver
from lms.enrolment.rules import listed
from lms.people.models import Person
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.i18n.lists import isolated
from lms.scheduling.models import CourseRun


def check_prerequisites(
    run: CourseRun, person: Person, waiver_reason: str | None, *, by: Actor
) -> None:
    """Refuse a person who lacks a course, or write down why they are let in without it."""
    missing = queries.missing_prerequisites(run, [person.id]).get(person.id, [])
    if not missing:
        return
    reason = (waiver_reason or "").strip()
    if not reason:
        raise MissingPrerequisite(
            name=isolated(person.full_name),
            courses=listed(course.name_in(language()) for course in missing),
        )
    for course in missing:
        waiver = PrerequisiteWaiver(
            course_run_id=run.id,
            person_id=person.id,
            course_id=course.id,
            reason=reason,
            waived_by_id=by.id or None,
        )
        db.session.add(waiver)
        record(
            "enrolment.waive_prerequisite",
            actor=by,
            subject=waiver,
            reason=reason,
            unit_id=run.unit_id,
        )
