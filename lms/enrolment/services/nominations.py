"""Proposing people for a run, and deciding on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lms.audit.services import record
from lms.enrolment import events, queries
from lms.enrolment.errors import (
    AlreadyDecided,
    AlreadyNominated,
    NominationsEnded,
    NotOnStaff,
    ReasonMissing,
    RefusedBefore,
    RunNotOpen,
)
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.enrolment.rules import LIVE
from lms.enrolment.services.prerequisites import check_prerequisites
from lms.enrolment.services.seats import enrol
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import language
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import isolated
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.rules import state_today
from lms.scheduling.services.locks import lock_run


def nominate(
    run: CourseRun,
    person: Person,
    unit: OrgUnit,
    *,
    by: Actor,
    justification: str | None = None,
    waiver_reason: str | None = None,
) -> Nomination:
    """Propose one of the unit's staff. Proposing again gives the nomination that is there.

    Raises:
        RunNotOpen, NominationsEnded: the run takes none.
        NotOnStaff: the person does not work at the unit or below it.
        MissingPrerequisite: and no reason to let them in all the same was given (S3).
        AlreadyNominated, RefusedBefore: another unit was quicker, or the centre has said no.
    """
    lock_run(run)
    refuse_unless_open(run)
    if not queries.picked([person.id], unit):
        raise NotOnStaff(name=isolated(person.full_name), unit=isolated(unit.name_in(language())))
    nomination = queries.nomination_of(run, person)
    if nomination is not None and _stands(nomination, unit):
        return nomination
    check_prerequisites(run, person, waiver_reason, by=by)
    nomination = nomination or Nomination(run=run, person=person)
    nomination.unit, nomination.state = unit, NominationState.PROPOSED
    nomination.justification = justification or None
    nomination.nominated_by_id, nomination.nominated_at = by.id or None, clock.now()
    nomination.decided_by_id = nomination.decided_at = None
    db.session.add(nomination)
    db.session.flush()
    record("enrolment.nominate", actor=by, subject=nomination, unit_id=unit.id)
    return nomination


@dataclass
class Sent:
    """What came of nominating several people at once."""

    nominations: list[Nomination] = field(default_factory=list)
    refused: list[tuple[Person, DomainError]] = field(default_factory=list)


def nominate_all(
    run: CourseRun,
    people: Mapping[Person, str],
    unit: OrgUnit,
    *,
    by: Actor,
    justification: str | None = None,
) -> Sent:
    """Propose several, each with a reason to waive what they lack or none; one refusal does not stop the others."""
    lock_run(run)
    refuse_unless_open(run)
    sent = Sent()
    for person, reason in people.items():
        try:
            nomination = nominate(
                run, person, unit, by=by, justification=justification, waiver_reason=reason
            )
        except DomainError as refusal:
            sent.refused.append((person, refusal))
        else:
            sent.nominations.append(nomination)
    return sent


def refuse_unless_open(run: CourseRun) -> None:
    """Raise `RunNotOpen` or `NominationsEnded` unless the run takes nominations today."""
    if state_today(run) is not RunState.OPEN:
        raise RunNotOpen
    last = run.nominations_until
    if last is not None and clock.today(run.unit.country.timezone) > last:
        raise NominationsEnded(date=date_text(last))


def accept(nomination: Nomination, *, by: Actor, waiver_reason: str | None = None) -> Enrolment:
    """Give the nominee a seat, or a place on the waiting list when the run is full.

    Accepting twice gives the same enrolment.
    """
    _hold(nomination)
    if nomination.state is NominationState.ACCEPTED:
        return _enrolment_of(nomination)
    if nomination.state is not NominationState.PROPOSED:
        raise AlreadyDecided
    enrolment = enrol(
        nomination.run, nomination.person, by=by, nomination=nomination, waiver_reason=waiver_reason
    )
    _decide(nomination, NominationState.ACCEPTED, by)
    record("enrolment.accept", actor=by, subject=nomination, unit_id=nomination.run.unit_id)
    events.nomination_decided.send(events.NominationDecided(nomination.id, accepted=True))
    return enrolment


@dataclass
class Decided:
    """What came of confirming several nominations at once."""

    enrolled: list[Enrolment] = field(default_factory=list)
    waiting: list[Enrolment] = field(default_factory=list)
    refused: list[tuple[Nomination, DomainError]] = field(default_factory=list)


def accept_all(nominations: Sequence[Nomination], *, by: Actor) -> Decided:
    """Confirm several in this order; who is beyond the seats goes to the waiting list, who cannot be in it is named."""
    decided = Decided()
    for nomination in nominations:
        try:
            enrolment = accept(nomination, by=by)
        except DomainError as refusal:
            decided.refused.append((nomination, refusal))
            continue
        waits = enrolment.state is EnrolmentState.WAITLISTED
        (decided.waiting if waits else decided.enrolled).append(enrolment)
    return decided


def refuse(nomination: Nomination, reason: str, *, by: Actor) -> None:
    """Refuse a nominee, who reads the reason. Refusing twice keeps the first reason."""
    if not reason.strip():
        raise ReasonMissing
    _hold(nomination)
    if nomination.state is NominationState.REFUSED:
        return
    if nomination.state is not NominationState.PROPOSED:
        raise AlreadyDecided
    nomination.refusal_reason = reason.strip()
    _decide(nomination, NominationState.REFUSED, by)
    record(
        "enrolment.refuse",
        actor=by,
        subject=nomination,
        reason=reason,
        unit_id=nomination.run.unit_id,
    )
    events.nomination_decided.send(events.NominationDecided(nomination.id, accepted=False))


def refuse_all(
    nominations: Iterable[Nomination], reason: str, *, by: Actor
) -> list[tuple[Nomination, DomainError]]:
    """Refuse several for one reason; gives those that were decided otherwise meanwhile."""
    late: list[tuple[Nomination, DomainError]] = []
    for nomination in nominations:
        try:
            refuse(nomination, reason, by=by)
        except AlreadyDecided as refusal:
            late.append((nomination, refusal))
    return late


def withdraw_nomination(nomination: Nomination, *, by: Actor) -> None:
    """Take a proposal back before it is decided."""
    _hold(nomination)
    if nomination.state is NominationState.WITHDRAWN:
        return
    if nomination.state is not NominationState.PROPOSED:
        raise AlreadyDecided
    nomination.state = NominationState.WITHDRAWN
    db.session.flush()
    record(
        "enrolment.withdraw_nomination", actor=by, subject=nomination, unit_id=nomination.unit_id
    )


def _hold(nomination: Nomination) -> None:
    """Take turns with whoever else decides in the run, and read what they did."""
    lock_run(nomination.run)
    db.session.refresh(nomination, ["state", "refusal_reason"])


def _decide(nomination: Nomination, state: NominationState, by: Actor) -> None:
    nomination.state = state
    nomination.decided_by_id, nomination.decided_at = by.id or None, clock.now()
    db.session.flush()


def _stands(nomination: Nomination, unit: OrgUnit) -> bool:
    """Whether the person is in the list already; raises when that is not for this unit to change."""
    if nomination.state is NominationState.WITHDRAWN:
        return False
    if nomination.state is NominationState.REFUSED:
        raise RefusedBefore(reason=nomination.refusal_reason or "–")
    enrolment = queries.enrolment_of(nomination.run, nomination.person)
    if nomination.state is NominationState.ACCEPTED and (
        enrolment is None or enrolment.state not in LIVE
    ):
        return False  # they gave their place up, and may be proposed again
    if nomination.unit_id != unit.id:
        raise AlreadyNominated
    return True


def _enrolment_of(nomination: Nomination) -> Enrolment:
    enrolment = queries.enrolment_of(nomination.run, nomination.person)
    if enrolment is None or enrolment.state not in LIVE:
        raise AlreadyDecided
    return enrolment
