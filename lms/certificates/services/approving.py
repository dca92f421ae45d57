"""Issuing with two people: one prepares the list, another one approves it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lms.accounts.policy import is_somebody_else
from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.errors import ListWaits, NobodyToIssueTo, OwnList
from lms.certificates.models import Certificate, IssueList, IssueListState
from lms.certificates.services.issuing import issue_to, require_ready
from lms.certificates.services.letters import tell_reviewers
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun


def prepare(run: CourseRun, by: Actor) -> IssueList:
    """List everybody who passed and has no certificate, for somebody else to approve.

    Raises:
        RunNotClosed, HoursMissing, NoIssuingBody: why nobody can be given one.
        NobodyToIssueTo: everybody who passed has one.
        ListWaits: one is waiting already.
    """
    _body, _given = require_ready(run)
    eligible = [enrolment.id for enrolment, _outcome in queries.ready_to_issue(run.id)]
    if not eligible:
        raise NobodyToIssueTo
    if queries.waiting_list(run.id) is not None:
        raise ListWaits
    prepared = IssueList(
        course_run_id=run.id,
        enrolment_ids=eligible,
        prepared_by_id=by.id,
        prepared_for_id=by.acting_for,
    )
    try:
        with db.session.begin_nested():
            db.session.add(prepared)
    except IntegrityError as error:  # two tabs at once
        raise ListWaits from error
    record(
        "certificates.prepare_list",
        actor=by,
        subject=run,
        details={"count": len(eligible)},
        unit_id=run.unit_id,
    )
    if queries.is_beyond_the_hour(run, len(eligible)):
        tell_reviewers(prepared)
    return prepared


def approve(prepared: IssueList, by: Actor) -> list[Certificate]:
    """Issue to those on the list who still qualify.

    Raises:
        OwnList: whoever prepared it, or acts for them, does not approve it (A26).
        RunNotClosed, HoursMissing, NoIssuingBody: why nobody can be given one any more.
    """
    run = prepared.run
    body, given = require_ready(run)  # and so two who approve at once take turns
    db.session.refresh(prepared)
    if prepared.state is not IssueListState.WAITING:
        return []
    if not is_for_another(prepared, by):
        raise OwnList
    listed = set(prepared.enrolment_ids)
    eligible = [pair for pair in queries.ready_to_issue(run.id) if pair[0].id in listed]
    _decide(prepared, IssueListState.APPROVED, by)
    record(
        "certificates.approve_list",
        actor=by,
        subject=run,
        details={"count": len(eligible)},
        unit_id=run.unit_id,
    )
    return issue_to(run, body, given, eligible, by)


def is_for_another(prepared: IssueList, by: Actor) -> bool:
    """Whether somebody else than the actor prepared it, so that they may approve it."""
    return is_somebody_else(by, {prepared.prepared_by_id, prepared.prepared_for_id})


def return_list(prepared: IssueList, reason: str, by: Actor) -> None:
    """Issue nothing; whoever prepared it may do so themselves."""
    if prepared.state is IssueListState.WAITING:
        _decide(prepared, IssueListState.RETURNED, by)
        record(
            "certificates.return_list",
            actor=by,
            subject=prepared.run,
            reason=reason,
            unit_id=prepared.run.unit_id,
        )


def _decide(prepared: IssueList, state: IssueListState, by: Actor) -> None:
    prepared.state, prepared.decided_by_id, prepared.decided_at = state, by.id, clock.now()
    db.session.flush()
