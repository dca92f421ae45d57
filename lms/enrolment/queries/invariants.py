"""What must never be found: `lms check` asks for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.enrolment.rules import LIVE
from lms.scheduling.models import CourseRun, RunState


def invariants() -> list[tuple[str, Select[*tuple[Any, ...]]]]:
    """A label and a query that must find nothing, each."""
    seated = (
        select(Enrolment.course_run_id, func.count().label("seated"))
        .where(Enrolment.state == EnrolmentState.ENROLLED)
        .group_by(Enrolment.course_run_id)
        .subquery()
    )
    count = func.coalesce(seated.c.seated, 0)
    runs = select(CourseRun.id, CourseRun.seats_taken, count).outerjoin(
        seated, seated.c.course_run_id == CourseRun.id
    )
    in_the_run = exists().where(
        Enrolment.course_run_id == Nomination.course_run_id,
        Enrolment.person_id == Nomination.person_id,
    )
    return [
        (
            "no run has more people enrolled than seats",
            runs.where(count > CourseRun.capacity).order_by(CourseRun.id),
        ),
        (
            "the seats taken of every run are the people enrolled in it",
            runs.where(CourseRun.seats_taken != count).order_by(CourseRun.id),
        ),
        (
            "nobody is twice in one run",
            select(Enrolment.course_run_id, Enrolment.person_id)
            .where(Enrolment.state.in_(LIVE))
            .group_by(Enrolment.course_run_id, Enrolment.person_id)
            .having(func.count() > 1)
            .order_by(Enrolment.course_run_id, Enrolment.person_id),
        ),
        (
            "everybody on a waiting list has a place of their own, and nobody else has one",
            select(Enrolment.id)
            .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
            .where(
                or_(
                    and_(
                        Enrolment.state == EnrolmentState.WAITLISTED,
                        or_(
                            Enrolment.queue_position.is_(None),
                            Enrolment.queue_position > CourseRun.waiting_last,
                        ),
                    ),
                    and_(
                        Enrolment.state != EnrolmentState.WAITLISTED,
                        Enrolment.queue_position.is_not(None),
                    ),
                )
            )
            .order_by(Enrolment.id),
        ),
        (
            "nobody holds a seat in a cancelled run",
            select(Enrolment.id)
            .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
            .where(CourseRun.state == RunState.CANCELLED, Enrolment.state.in_(LIVE))
            .order_by(Enrolment.id),
        ),
        (
            "every accepted nomination has its enrolment",
            select(Nomination.id)
            .where(Nomination.state == NominationState.ACCEPTED, ~in_the_run)
            .order_by(Nomination.id),
        ),
    ]
