"""Objecting to one's own mark, and what an accepted objection does to it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lms.attendance.errors import MarkChanged, SessionCancelled, TooLateToObject
from lms.attendance.models import AttendanceEntry, LateWay
from lms.attendance.rules import (
    MarkInput,
    can_be_objected_to,
    has_locked,
    last_day_to_object,
)
from lms.attendance.services.late import note_late
from lms.attendance.services.marking import minutes_of
from lms.audit.services import record as record_event
from lms.objections import services as objections
from lms.objections.models import Objection, ObjectionKind
from lms.objections.rules import due_on
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text
from lms.scheduling.models import RunState, SessionState


def object_to(entry: AttendanceEntry, text: str, *, by: Actor) -> Objection:
    """Say that a mark of one's own is wrong; once for each version of it.

    Raises:
        SessionCancelled: the mark does not count any more.
        TooLateToObject: its days are over.
        ObjectedAlready: there is an objection to this version.
    """
    run = entry.session.run
    if entry.session.state is SessionState.CANCELLED or run.state is RunState.CANCELLED:
        raise SessionCancelled
    if not can_be_objected_to(entry, run):
        raise TooLateToObject(date=date_text(last_day_to_object(entry, run)))
    return objections.file(
        Objection(
            kind=ObjectionKind.ATTENDANCE_MARK,
            subject_id=entry.id,
            person_id=entry.enrolment.person_id,
            unit_id=run.unit_id,
            text=text,
            due_on=due_on(entry.session.timezone),
        ),
        by,
    )


def correct(
    current: AttendanceEntry, mark: MarkInput, *, reason: str, by: Actor
) -> AttendanceEntry:
    """Replace a mark because an objection was accepted, also after the lock and in a run that is closed.

    Raises:
        TooManyMinutes, MinutesMissing: the minutes cannot be so.
        MarkChanged: it was replaced in the same moment.
    """
    session = current.session
    entry = AttendanceEntry(
        session_id=session.id,
        enrolment_id=current.enrolment_id,
        mark=mark.mark,
        minutes=minutes_of(mark, session, current.enrolment),
        replaces_id=current.id,
        reason=reason,
        recorded_by_id=by.id or None,
        recorded_for_id=by.acting_for,
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError as error:
        raise MarkChanged from error
    if has_locked(session) or session.run.state is RunState.CLOSED:
        note_late([entry], LateWay.OBJECTION, reason)
    record_event(
        "attendance.correct",
        actor=by,
        subject=session,
        details={"marks": 1, "corrected": [entry.enrolment_id]},
        reason=reason,
        unit_id=session.run.unit_id,
    )
    return entry
