"""Filling in sign-in sheets. The ledger only grows: a correction is an entry that replaces another."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError

from lms.attendance import queries
from lms.attendance.errors import (
    MinutesMissing,
    NotOnThisSheet,
    NotYetHeld,
    ReasonMissing,
    RunClosed,
    SessionCancelled,
    SheetChanged,
    TooManyMinutes,
)
from lms.attendance.models import AttendanceEntry, Headcount
from lms.attendance.rules import MarkInput, minutes_for
from lms.audit.services import record as record_event
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import _
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession


def record(
    session: TrainingSession,
    marks: Mapping[int, MarkInput],
    *,
    by: Actor,
    seen: int,
    reason: str | None = None,
) -> int:
    """Write the marks that differ from those in force; returns how many entries were added.

    `marks` is keyed by enrolment; whoever is not in it stays as they are. `seen` is the last entry of the sheet when it
    was opened, so that two people who fill in one sheet do not overwrite each other.

    Raises:
        NotYetHeld, SessionCancelled, RunClosed: the sheet cannot be written.
        NotOnThisSheet, TooManyMinutes, MinutesMissing, ReasonMissing: a mark cannot be taken.
        SheetChanged: somebody else marked one of these people in the meantime, and differently.
    """
    _refuse_unwritable(session)
    roster = {
        enrolment.id: enrolment for enrolment in db.session.scalars(queries.roster_on(session))
    }
    if not marks.keys() <= roster.keys():
        raise NotOnThisSheet
    current = queries.sheet(session)
    changes = {
        enrolment_id: (mark, minutes)
        for enrolment_id, mark in marks.items()
        if (minutes := _minutes(mark, session, roster[enrolment_id])) is not None
        and _differs(current.get(enrolment_id), mark, minutes)
    }
    _refuse_overwriting({one: current[one] for one in changes if one in current}, seen, by, roster)
    _refuse_silent_correction(session, changes.keys() & current.keys(), marks, reason)
    _add(session, changes, current, by=by, reason=reason)
    if session.state is SessionState.SCHEDULED and queries.last_entry(session):
        session.state = SessionState.HELD
        db.session.flush()
    return len(changes)


def record_headcount(
    run: CourseRun, *, women: int, men: int, unknown: int, by: Actor, source: str | None = None
) -> Headcount:
    """Count people who took part without naming them."""
    headcount = queries.headcount(run) or Headcount(course_run_id=run.id)
    before = {"women": headcount.women, "men": headcount.men, "unknown": headcount.unknown}
    headcount.women, headcount.men, headcount.unknown = women, men, unknown
    headcount.source = source
    headcount.recorded_by_id, headcount.recorded_at = by.id or None, clock.now()
    db.session.add(headcount)
    after = {"women": women, "men": men, "unknown": unknown}
    record_event(
        "attendance.record_headcount",
        actor=by,
        subject=headcount,
        details={"before": before, "after": after},
        unit_id=run.unit_id,
    )
    return headcount


def _refuse_unwritable(session: TrainingSession) -> None:
    if session.state is SessionState.CANCELLED:
        raise SessionCancelled
    if session.run.state in (RunState.CLOSED, RunState.CANCELLED):
        raise RunClosed
    if session.held_on > clock.today(session.timezone):
        raise NotYetHeld


def _minutes(mark: MarkInput, session: TrainingSession, enrolment: Enrolment) -> int:
    minutes = minutes_for(mark.mark, session.minutes, mark.minutes)
    name = enrolment.person.full_name
    if minutes is None:
        raise MinutesMissing(name=name)
    if minutes > session.minutes or minutes < 0:
        raise TooManyMinutes(name=name, minutes=number(minutes), most=number(session.minutes))
    return minutes


def _differs(entry: AttendanceEntry | None, mark: MarkInput, minutes: int) -> bool:
    return entry is None or entry.mark is not mark.mark or entry.minutes != minutes


def _refuse_overwriting(
    current: Mapping[int, AttendanceEntry], seen: int, by: Actor, roster: Mapping[int, Enrolment]
) -> None:
    changed = [one for one, entry in current.items() if entry.id > seen]
    if changed:
        raise _changed(changed, roster)


def _changed(enrolment_ids: list[int], roster: Mapping[int, Enrolment]) -> SheetChanged:
    names = [roster[one].person.full_name for one in enrolment_ids]
    return SheetChanged(_(", ").join(names), enrolment_ids)


def _refuse_silent_correction(
    session: TrainingSession,
    corrected: set[int],
    marks: Mapping[int, MarkInput],
    reason: str | None,
) -> None:
    if session.held_on >= clock.today(session.timezone):
        return
    if any(not (marks[one].reason or reason or "").strip() for one in corrected):
        raise ReasonMissing


def _add(
    session: TrainingSession,
    changes: Mapping[int, tuple[MarkInput, int]],
    current: Mapping[int, AttendanceEntry],
    *,
    by: Actor,
    reason: str | None,
) -> None:
    at = clock.now()
    entries = [
        AttendanceEntry(
            session_id=session.id,
            enrolment_id=enrolment_id,
            mark=mark.mark,
            minutes=minutes,
            replaces_id=current[enrolment_id].id if enrolment_id in current else None,
            reason=mark.reason or (reason if enrolment_id in current else None),
            recorded_by_id=by.id or None,
            recorded_at=at,
        )
        for enrolment_id, (mark, minutes) in changes.items()
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(entries)
    except IntegrityError as error:  # The same people were marked in the same moment.
        raise SheetChanged(_("some of these people"), list(changes)) from error
