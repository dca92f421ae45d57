"""Nominating, deciding, enrolling, withdrawing. A seat is one conditional UPDATE: capacity holds under any load."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.audit.services import record
from lms.enrolment import events, queries
from lms.enrolment.errors import (
    AlreadyDecided,
    AlreadyNominated,
    MissingPrerequisite,
    NominationsEnded,
    NotEnrolled,
    NotOnStaff,
    ReasonMissing,
    RunNotOpen,
    TraineeClash,
)
from lms.enrolment.models import (
    Enrolment,
    EnrolmentState,
    Nomination,
    NominationState,
    PrerequisiteWaiver,
)
from lms.enrolment.rules import completed_courses
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.people.rules import age_band
from lms.planning.models import Course
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.i18n.dates import date_text
from lms.scheduling import services as scheduling
from lms.scheduling.models import CourseRun, RunState

NOMINATING = (RunState.OPEN,)
ENROLLING = (RunState.OPEN, RunState.CONFIRMED, RunState.IN_PROGRESS)
LIVE = (EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED)


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
        AlreadyNominated: another unit proposed the person, or they were refused.
    """
    _refuse_closed_run(run)
    if queries.staff_below(unit, person.id) is None:
        raise NotOnStaff(name=person.full_name, unit=unit.name_in(language()))
    found = db.session.scalar(
        select(Nomination).filter_by(course_run_id=run.id, person_id=person.id)
    )
    if found is not None:
        return _propose_again(found, unit, by=by)
    _check_prerequisites(run, person, waiver_reason, by=by)
    nomination = Nomination(
        run=run,
        person=person,
        unit=unit,
        justification=justification,
        nominated_by_id=by.id or None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(nomination)
    except IntegrityError as error:  # Two tabs at once: the other one was quicker.
        raise AlreadyNominated from error
    record("enrolment.nominate", actor=by, subject=nomination, unit_id=unit.id)
    return nomination


def accept(nomination: Nomination, *, by: Actor, waiver_reason: str | None = None) -> Enrolment:
    """Give the nominee a seat, or a place on the waiting list when the run is full.

    Accepting twice gives the same enrolment.
    """
    if nomination.state is NominationState.ACCEPTED:
        return _enrolment_of(nomination)
    decided = db.session.scalar(
        update(Nomination)
        .where(Nomination.id == nomination.id, Nomination.state == NominationState.PROPOSED)
        .values(
            state=NominationState.ACCEPTED,
            decided_by_id=by.id or None,
            decided_at=clock.now(),
        )
        .returning(Nomination.id)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(nomination)
    if decided is None:
        return _enrolment_of(nomination)
    enrolment = enrol(
        nomination.run, nomination.person, by=by, nomination=nomination, waiver_reason=waiver_reason
    )
    record("enrolment.accept", actor=by, subject=nomination, unit_id=nomination.run.unit_id)
    events.nomination_decided.send(events.NominationDecided(nomination.id, accepted=True))
    return enrolment


def refuse(nomination: Nomination, reason: str, *, by: Actor) -> None:
    """Refuse a nominee, who reads the reason."""
    if not reason.strip():
        raise ReasonMissing
    if nomination.state is NominationState.REFUSED:
        return
    if nomination.state is not NominationState.PROPOSED:
        raise AlreadyDecided
    nomination.state = NominationState.REFUSED
    nomination.refusal_reason = reason
    nomination.decided_by_id = by.id or None
    nomination.decided_at = clock.now()
    record(
        "enrolment.refuse",
        actor=by,
        subject=nomination,
        reason=reason,
        unit_id=nomination.run.unit_id,
    )
    db.session.flush()
    events.nomination_decided.send(events.NominationDecided(nomination.id, accepted=False))


def withdraw_nomination(nomination: Nomination, *, by: Actor) -> None:
    """Take a proposal back before it is decided."""
    if nomination.state is NominationState.WITHDRAWN:
        return
    if nomination.state is not NominationState.PROPOSED:
        raise AlreadyDecided
    nomination.state = NominationState.WITHDRAWN
    record(
        "enrolment.withdraw_nomination", actor=by, subject=nomination, unit_id=nomination.unit_id
    )
    db.session.flush()


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
        MissingPrerequisite, TraineeClash: the person cannot be in it.
    """
    # Those who enrol somebody in one run take turns, so that nobody is found missing and then there.
    db.session.refresh(run, with_for_update=True)
    if run.state not in ENROLLING:
        raise RunNotOpen
    found = queries.enrolment_of(run, person)
    if found is not None and found.state in LIVE:
        return found
    _check_prerequisites(run, person, waiver_reason, by=by)
    _refuse_clash(run, person)
    enrolment = found or Enrolment(run=run, person=person)
    _snapshot(enrolment, person)
    enrolment.nomination = nomination
    enrolment.enrolled_at = clock.now()
    enrolment.ended_at = enrolment.end_reason = None
    if run.state is RunState.IN_PROGRESS:
        enrolment.joined_on = clock.today(run.unit.country.timezone)
    _take_place(run, enrolment)
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


def withdraw(enrolment: Enrolment, reason: str, *, by: Actor) -> None:
    """Give up a seat or a waiting place; a seat goes to whoever has waited longest."""
    if not reason.strip():
        raise ReasonMissing
    left = db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment.id, Enrolment.state.in_(LIVE))
        .values(
            state=EnrolmentState.WITHDRAWN,
            queue_position=None,
            ended_at=clock.now(),
            end_reason=reason,
        )
        .returning(Enrolment.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    had_seat = enrolment.state is EnrolmentState.ENROLLED
    db.session.refresh(enrolment)
    if left is None:
        raise NotEnrolled
    record(
        "enrolment.withdraw",
        actor=by,
        subject=enrolment,
        reason=reason,
        unit_id=enrolment.run.unit_id,
    )
    if had_seat:
        scheduling.free_seat(enrolment.course_run_id)
        promote_next(enrolment.run, by=by)


def promote_next(run: CourseRun, *, by: Actor) -> list[Enrolment]:
    """Fill the free seats from the waiting list, longest wait first. Every path that frees a seat calls this."""
    promoted = []
    for waiting in db.session.scalars(queries.waiting_list(run)).all():
        if not scheduling.take_seat(run.id):
            break
        waiting.state, waiting.queue_position = EnrolmentState.ENROLLED, None
        waiting.enrolled_at = clock.now()
        record("enrolment.promote", actor=by, subject=waiting, unit_id=run.unit_id)
        promoted.append(waiting)
    db.session.flush()
    return promoted


def missing_prerequisites(run: CourseRun, person_ids: list[int]) -> Mapping[int, list[Course]]:
    """For each person, the courses that this run asks for and that they have not completed."""
    needed = queries.prerequisites(run.course)
    if not needed:
        return {}
    done = completed_courses(person_ids)
    missing = {
        person_id: [course for course in needed if course.id not in done.get(person_id, set())]
        for person_id in person_ids
    }
    return {person_id: courses for person_id, courses in missing.items() if courses}


def _refuse_closed_run(run: CourseRun) -> None:
    if run.state not in NOMINATING:
        raise RunNotOpen
    last = run.nominations_until
    if last is not None and clock.today(run.unit.country.timezone) > last:
        raise NominationsEnded(date=date_text(last))


def _propose_again(nomination: Nomination, unit: OrgUnit, *, by: Actor) -> Nomination:
    if nomination.state is NominationState.WITHDRAWN:
        nomination.state = NominationState.PROPOSED
        nomination.unit, nomination.nominated_by_id = unit, by.id or None
        nomination.nominated_at = clock.now()
        db.session.flush()
    elif nomination.state is NominationState.REFUSED or nomination.unit_id != unit.id:
        raise AlreadyNominated
    return nomination


def _check_prerequisites(
    run: CourseRun, person: Person, waiver_reason: str | None, *, by: Actor
) -> None:
    missing = missing_prerequisites(run, [person.id]).get(person.id, [])
    waived = set(
        db.session.scalars(
            select(PrerequisiteWaiver.course_id).filter_by(
                course_run_id=run.id, person_id=person.id
            )
        )
    )
    missing = [course for course in missing if course.id not in waived]
    if not missing:
        return
    if not (waiver_reason or "").strip():
        names = "، " if language() in ("ar", "fa") else ", "
        raise MissingPrerequisite(
            name=person.full_name, courses=names.join(c.name_in(language()) for c in missing)
        )
    for course in missing:
        waiver = PrerequisiteWaiver(
            course_run_id=run.id,
            person_id=person.id,
            course_id=course.id,
            reason=waiver_reason,
            waived_by_id=by.id or None,
        )
        db.session.add(waiver)
        record(
            "enrolment.waive_prerequisite",
            actor=by,
            subject=waiver,
            reason=waiver_reason,
            unit_id=run.unit_id,
        )


def _refuse_clash(run: CourseRun, person: Person) -> None:
    clash = queries.clashing_session(run, person.id)
    if clash is not None:
        raise TraineeClash(
            name=person.full_name, other=clash.run.code, date=date_text(clash.held_on)
        )


def _snapshot(enrolment: Enrolment, person: Person) -> None:
    """Keep what is true of the person now: unit, job, sex and age."""
    work = queries.current_affiliation(person.id)
    enrolment.unit_id = work.unit_id if work else None
    enrolment.job_title = work.job_title if work else None
    enrolment.sex = person.sex
    enrolment.age_band = age_band(person.birth_date or person.birth_year, clock.today())


def _take_place(run: CourseRun, enrolment: Enrolment) -> None:
    if scheduling.take_seat(run.id):
        enrolment.state, enrolment.queue_position = EnrolmentState.ENROLLED, None
    else:
        enrolment.state = EnrolmentState.WAITLISTED
        enrolment.queue_position = scheduling.next_waiting_place(run.id)


def _enrolment_of(nomination: Nomination) -> Enrolment:
    enrolment = queries.enrolment_of(nomination.run, nomination.person)
    if enrolment is None:
        raise AlreadyDecided
    return enrolment
