"""Whether issuing takes two people, and what waits for the second."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from lms.accounts.models import UserAccount
from lms.accounts.queries import holders_of
from lms.accounts.roles import Role, holds
from lms.certificates import policy
from lms.certificates.models import Certificate, IssueList, IssueListState, IssuingBody
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun

MOST_AN_HOUR = 500
"""So many certificates a centre issues in an hour; what goes beyond is held until somebody else has looked (A27)."""

HOUR = timedelta(hours=1)


def needs_approval(run: CourseRun, body: IssuingBody, count: int, by: Actor) -> bool:
    """Whether so many certificates are issued only after another person has approved them."""
    if not by.is_signed_in:  # a command of whoever runs the server
        return False
    return body.asks_approval or is_beyond_the_hour(run, count)


def is_beyond_the_hour(run: CourseRun, count: int) -> bool:
    """Whether the centre would go beyond what it issues in an hour, so that the list is held (A27)."""
    return _in_the_last_hour(run.unit_id) + count > MOST_AN_HOUR


def reviewers(prepared: IssueList) -> list[UserAccount]:
    """Who may approve a list, at the centre and above it: not who prepared it, nor for whom."""
    roles = [role for role in Role if holds(role, policy.ISSUE.key)]
    involved = {prepared.prepared_by_id, prepared.prepared_for_id} - {None}
    found = holders_of(roles, prepared.run.unit_id).where(UserAccount.id.not_in(involved))
    return list(db.session.scalars(found))


def waiting_list(run_id: int) -> IssueList | None:
    """What was prepared for a run and is not decided on."""
    query = select(IssueList).filter_by(course_run_id=run_id, state=IssueListState.WAITING)
    return db.session.scalar(query)


def _in_the_last_hour(unit_id: int) -> int:
    since = clock.now() - HOUR
    query = (
        select(func.count(Certificate.id))
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .where(
            Certificate.issued_on >= (since - timedelta(days=1)).date(),  # which has an index
            Certificate.issued_at > since,
            CourseRun.unit_id == unit_id,
        )
    )
    return db.session.scalar(query) or 0
