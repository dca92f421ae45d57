"""What enrolment does when something happens to runs."""

from __future__ import annotations

from lms.enrolment import policy, queries, services
from lms.platform.db import db
from lms.scheduling import events
from lms.scheduling.models import CourseRun
from lms.scheduling.policy import opened_by
from lms.scheduling.queries import trainees_elsewhere

opened_by.append(policy.runs_of_own_staff)
trainees_elsewhere.append(queries.trainees_elsewhere)


@events.run_cancelled.connect
def end_enrolments(cancelled: events.RunCancelled) -> None:
    """A run that is called off has neither roster nor waiting list."""
    services.cancel_with_run(
        db.session.get_one(CourseRun, cancelled.course_run_id), cancelled.reason
    )


@events.capacity_raised.connect
def fill_seats(raised: events.CapacityRaised) -> None:
    """New seats go to those who have waited longest."""
    services.promote_next(db.session.get_one(CourseRun, raised.course_run_id), by=None)
