"""Issuing: only from a decided outcome, once for each enrolment, with numbers that have no gap."""

from __future__ import annotations

from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.errors import (
    HolderErased,
    HoursMissing,
    NeedsApproval,
    NoIssuingBody,
    NotEligible,
    RunNotClosed,
)
from lms.certificates.models import Certificate, IssuingBody
from lms.certificates.rules import serial_text, serial_year, valid_until
from lms.certificates.services import payloads
from lms.certificates.services.files import request_files
from lms.certificates.services.serials import take_numbers
from lms.enrolment.models import Enrolment
from lms.outcomes.models import Outcome, OutcomeState
from lms.outcomes.queries import Delivery, delivery
from lms.outcomes.rules import words
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.numbers import duration
from lms.platform.ids import public_code
from lms.platform.pdf.glyphs import require_glyphs
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.services.locks import lock_run


def issue_for_run(run: CourseRun, by: Actor) -> list[Certificate]:
    """Issue to everybody who passed and has none yet; the files follow in a job.

    Raises:
        RunNotClosed, HoursMissing, NoIssuingBody: why nobody can be given one.
        NeedsApproval: by another person; see `approving`.
        MissingGlyph: a name cannot be printed.
    """
    body, given = require_ready(run)
    eligible = queries.ready_to_issue(run.id)
    if eligible and queries.needs_approval(run, body, len(eligible), by):
        raise NeedsApproval
    return issue_to(run, body, given, eligible, by)


def issue(enrolment: Enrolment, by: Actor) -> Certificate:
    """The certificate of an enrolment: the one there is, or a new one.

    Raises:
        NotEligible: with the reasoning of the outcome (A24).
        RunNotClosed, HoursMissing, NoIssuingBody: why nobody can be given one.
        HolderErased: nobody is left to give it to.
        NeedsApproval: by another person; see `approving`.
    """
    body, given = require_ready(enrolment.run)
    existing = queries.current_of(enrolment.id)
    if existing is not None:
        return existing
    outcome = db.session.get(Outcome, enrolment.id)
    if outcome is None or outcome.state is not OutcomeState.PASSED:
        reason = " ".join(words(outcome.reasoning)) if outcome else str(RunNotClosed.message)
        raise NotEligible(reason=reason)
    if enrolment.person.erased_at is not None:
        raise HolderErased
    if queries.needs_approval(enrolment.run, body, 1, by):
        raise NeedsApproval
    (issued,) = issue_to(enrolment.run, body, given, [(enrolment, outcome)], by)
    return issued


def require_ready(run: CourseRun) -> tuple[IssuingBody, Delivery]:
    """Who issues for the run, and what was given in it; refuses while nobody can be given a certificate."""
    # Two tabs that issue at once take turns here, and the second finds what the first has issued.
    lock_run(run)
    db.session.expire(run, ["sessions"])
    if run.state is not RunState.CLOSED:
        raise RunNotClosed
    given = delivery(run)
    if given.blocks_certificates:
        raise HoursMissing(given=duration(given.minutes_given), due=duration(given.minutes_due))
    body = queries.body_for(run.unit_id)
    if body is None:
        raise NoIssuingBody
    return body, given


def issue_to(
    run: CourseRun,
    body: IssuingBody,
    given: Delivery,
    eligible: list[tuple[Enrolment, Outcome]],
    by: Actor,
) -> list[Certificate]:
    """Issue to all of these, who passed; the files follow in a job."""
    if not eligible:
        return []
    issued = _issue(run, body, given, eligible, by)
    request_files(issued, by)
    return issued


def _issue(
    run: CourseRun,
    body: IssuingBody,
    given: Delivery,
    eligible: list[tuple[Enrolment, Outcome]],
    by: Actor,
) -> list[Certificate]:
    issued_on = clock.today(body.unit.country.timezone)
    year = serial_year(issued_on, body.calendar)
    common = payloads.of_run(run, body, given)
    issued = []
    for number, (enrolment, outcome) in zip(
        take_numbers(body.id, year, len(eligible)), eligible, strict=True
    ):
        identity = payloads.Identity(
            serial=serial_text(body.code, year, number),
            code=public_code(),
            issued_on=issued_on,
            valid_until=valid_until(issued_on, run.validity_months),
        )
        payload = payloads.of_person(common, enrolment, outcome, identity)
        require_glyphs(payload.texts())
        issued.append(
            Certificate(
                enrolment=enrolment,
                person_id=enrolment.person_id,
                issuing_body=body,
                year=year,
                number=number,
                serial=identity.serial,
                code=identity.code,
                issued_on=issued_on,
                valid_until=identity.valid_until,
                payload=payload.as_dict(),
                issued_by_id=by.id or None,
            )
        )
    db.session.add_all(issued)
    db.session.flush()
    record(
        "certificates.issue",
        actor=by,
        subject=run,
        details={"first": issued[0].serial, "last": issued[-1].serial, "count": len(issued)},
        unit_id=run.unit_id,
    )
    return issued
