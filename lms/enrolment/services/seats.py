"""Seats and waiting places. Whoever gives or takes one in a run holds the run, so that they take turns."""

from __future__ import annotations

from sqlalchemy import update

from lms.audit.services import record
from lms.enrolment import queries
from lms.enrolment.errors import NotEnrolled, ReasonMissing, RosterStands, RunNotOpen, TraineeClash
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.enrolment.rules import ENROLLING, LIVE
from lms.enrolment.services.prerequisites import check_prerequisites
from lms.people.models import Person
from lms.people.queries import current_affiliations
from lms.people.rules import age_band
from lms.people.services import hold
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import isolated
from lms.scheduling import services as scheduling
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.rules import OVER, state_today
from lms.scheduling.services.locks import lock_run


def enrol(
    run: CourseRun,
    person: Person,
    *,
    by: Actor,
    nomination: Nomination | None = None,
    waiver_reason: str | None = None,
) -> Enrolment:
    """Give a person a seat, or a waiting place when the run is full; enrolling again gives the row there is.

    Raises:
        RunNotOpen: the run takes nobody any more.
        PersonErased, TraineeClash, MissingPrerequisite: the person cannot be in it.
    """
    lock_run(run)
    if state_today(run) not in ENROLLING:
        raise RunNotOpen
    found = queries.enrolment_of(run, person)
    if found is not None and found.state in LIVE:
        found.nomination = found.nomination or nomination
        return found
    hold(person)
    _refuse_clash(run, person)
    check_prerequisites(run, person, waiver_reason, by=by)
    enrolment = found or Enrolment(run=run, person=person)
    enrolment.nomination = nomination
    enrolment.ended_at = enrolment.end_reason = None
    _snapshot(enrolment)
    _take_place(enrolment)
    db.session.add(enrolment)
    db.session.flush()
    record(
        "enrolment.enrol",
        actor=by,
        subject=enrolment,
        details={"state": enrolment.state.value},
        unit_id=run.unit_id,
    )
    return enrolment


def add_person(
    run: CourseRun, person: Person, *, by: Actor, waiver_reason: str | None = None
) -> Enrolment:
    """Enrol somebody directly; a nomination that waited for a decision is decided by it."""
    lock_run(run)
    nomination = queries.nomination_of(run, person)
    waiting = nomination is not None and nomination.state is NominationState.PROPOSED
    enrolment = enrol(
        run, person, by=by, nomination=nomination if waiting else None, waiver_reason=waiver_reason
    )
    if nomination is not None and waiting:
        nomination.state = NominationState.ACCEPTED
        nomination.decided_by_id, nomination.decided_at = by.id or None, clock.now()
        db.session.flush()
        record("enrolment.accept", actor=by, subject=nomination, unit_id=run.unit_id)
    return enrolment


def withdraw(enrolment: Enrolment, reason: str, *, by: Actor) -> list[Enrolment]:
    """Give up a seat or a waiting place; gives those who moved up into the seat. Twice is as good as once."""
    if not reason.strip():
        raise ReasonMissing
    run = enrolment.run
    lock_run(run)
    db.session.refresh(enrolment)
    if enrolment.state is EnrolmentState.WITHDRAWN:
        return []
    if enrolment.state not in LIVE:
        raise NotEnrolled
    if run.state in OVER:
        raise RosterStands
    had_seat = enrolment.state is EnrolmentState.ENROLLED
    enrolment.state, enrolment.queue_position = EnrolmentState.WITHDRAWN, None
    enrolment.ended_at, enrolment.end_reason = clock.now(), reason.strip()
    db.session.flush()
    record("enrolment.withdraw", actor=by, subject=enrolment, reason=reason, unit_id=run.unit_id)
    if not had_seat:
        return []
    scheduling.free_seat(run.id)
    return promote_next(run, by=by)


def promote_next(run: CourseRun, *, by: Actor | None) -> list[Enrolment]:
    """Fill the free seats from the waiting list, the longest wait first. Every path that frees a seat calls this.

    Passed over is only who sits in another course at the time; their place in the line stays.
    """
    lock_run(run)
    if state_today(run) not in ENROLLING or run.seats_taken >= run.capacity:
        return []
    promoted = []
    waiting = queries.waiting_list(run).execution_options(populate_existing=True)
    for enrolment in db.session.scalars(waiting).all():
        if queries.clashing_session(run, enrolment.person_id) is not None:
            continue
        if not scheduling.take_seat(run.id):
            break
        _snapshot(enrolment)
        _sit_down(enrolment)
        db.session.flush()
        record("enrolment.promote", actor=by, subject=enrolment, unit_id=run.unit_id)
        promoted.append(enrolment)
    return promoted


def cancel_with_run(run: CourseRun, reason: str) -> None:
    """The run was called off: nobody has a seat or waits for one, and no nomination waits for an answer."""
    seats = _end_all(run, EnrolmentState.ENROLLED, reason)
    places = _end_all(run, EnrolmentState.WAITLISTED, reason)
    nominations = db.session.scalars(
        update(Nomination)
        .where(Nomination.course_run_id == run.id, Nomination.state == NominationState.PROPOSED)
        .values(state=NominationState.REFUSED, refusal_reason=reason, decided_at=clock.now())
        .returning(Nomination.id)
    ).all()
    if seats:
        scheduling.free_seat(run.id, seats)
    record(
        "enrolment.cancel_with_run",
        actor=None,
        subject=run,
        reason=reason,
        unit_id=run.unit_id,
        details={"seats": seats, "waiting": places, "nominations": len(nominations)},
    )


def _end_all(run: CourseRun, state: EnrolmentState, reason: str) -> int:
    ended = db.session.scalars(
        update(Enrolment)
        .where(Enrolment.course_run_id == run.id, Enrolment.state == state)
        .values(
            state=EnrolmentState.CANCELLED,
            queue_position=None,
            ended_at=clock.now(),
            end_reason=reason,
        )
        .returning(Enrolment.id)
    )
    return len(ended.all())


def _refuse_clash(run: CourseRun, person: Person) -> None:
    clash = queries.clashing_session(run, person.id)
    if clash is not None:
        raise TraineeClash(
            name=isolated(person.full_name), other=clash.run, date=date_text(clash.held_on)
        )


def _snapshot(enrolment: Enrolment) -> None:
    """Keep what is true of the person now: unit, job, sex and age."""
    person = enrolment.person
    today = clock.today(enrolment.run.unit.country.timezone)
    work = current_affiliations([person.id], today).get(person.id)
    enrolment.unit = work.unit if work else None
    enrolment.job_title = work.job_title if work else None
    enrolment.sex = person.sex
    enrolment.age_band = age_band(person.birth_date or person.birth_year, today)


def _take_place(enrolment: Enrolment) -> None:
    run = enrolment.run
    if scheduling.take_seat(run.id):
        _sit_down(enrolment)
    else:
        enrolment.state = EnrolmentState.WAITLISTED
        enrolment.enrolled_at = clock.now()
        enrolment.queue_position = scheduling.next_waiting_place(run.id)


def _sit_down(enrolment: Enrolment) -> None:
    enrolment.state, enrolment.queue_position = EnrolmentState.ENROLLED, None
    enrolment.enrolled_at = clock.now()
    begun = state_today(enrolment.run) is RunState.IN_PROGRESS
    enrolment.joined_on = clock.today(enrolment.run.unit.country.timezone) if begun else None
