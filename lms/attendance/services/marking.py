"""Filling in sign-in sheets. The ledger only grows: a correction is an entry that replaces another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lms.attendance import queries
from lms.attendance.errors import (
    MinutesMissing,
    NotOnThisSheet,
    ReasonMissing,
    SheetChanged,
    TooManyMinutes,
)
from lms.attendance.models import AttendanceEntry, LateWay, Mark
from lms.attendance.rules import (
    PARTLY,
    MarkInput,
    has_locked,
    minutes_by_the_clock,
    minutes_for,
    refusal,
)
from lms.attendance.services.late import note_late
from lms.audit.services import record as record_event
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.lists import some_of
from lms.platform.i18n.numbers import number
from lms.scheduling.models import SessionState, TrainingSession

MOST_NAMES = 5
"""How many names a message gives before it says how many there are besides."""


@dataclass(frozen=True)
class _Change:
    """A mark that is to be written, with its minutes and the entry that it replaces."""

    mark: MarkInput
    minutes: int
    replaces: AttendanceEntry | None


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
    was opened: a mark that is as it stood then was not changed by this person, and gives way to a newer one. Minutes
    that are left open are those of the same mark in force, or follow from the clock while the session runs.

    Raises:
        NotYetHeld, SessionCancelled, RunClosed, SheetLocked: the sheet cannot be written.
        NotOnThisSheet, TooManyMinutes, MinutesMissing, ReasonMissing: a mark cannot be taken.
        SheetChanged: somebody else marked one of these people in the meantime, and differently.
    """
    reopening = queries.reopening(session)
    if (refused := refusal(session, reopening.until if reopening else None)) is not None:
        raise refused
    roster = _roster(session, marks.keys())
    current = queries.sheet(session, only=marks.keys())
    newer = {one for one, entry in current.items() if entry.id > seen}
    as_seen = queries.as_seen(session, seen, newer) if newer else {}
    changes = _changes(session, marks, roster, current, as_seen)
    if conflicts := sorted(newer & changes.keys()):
        raise _sheet_changed(conflicts, roster)
    _refuse_silent_correction(session, changes, reason)
    entries = _add(session, changes, roster, by=by, reason=reason)
    if reopening is not None and has_locked(session):
        note_late(entries, LateWay.REOPENING, reopening.reason)
    return len(changes)


def record_from_paper(
    session: TrainingSession,
    absent: Collection[int],
    *,
    by: Actor,
    seen: int,
    reason: str | None = None,
) -> int:
    """Mark these enrolments absent and everybody else who has no mark yet present (S12)."""
    marked = queries.sheet(session)
    marks = {
        one.id: MarkInput(Mark.PRESENT)
        for one in db.session.scalars(queries.roster_on(session))
        if one.id not in marked
    }
    marks |= dict.fromkeys(absent, MarkInput(Mark.ABSENT))
    return record(session, marks, by=by, seen=seen, reason=reason)


def _roster(session: TrainingSession, enrolment_ids: Collection[int]) -> dict[int, Enrolment]:
    query = queries.roster_on(session).where(Enrolment.id.in_(enrolment_ids))
    roster = {enrolment.id: enrolment for enrolment in db.session.scalars(query)}
    if len(roster) < len(enrolment_ids):
        raise NotOnThisSheet
    return roster


def _changes(
    session: TrainingSession,
    marks: Mapping[int, MarkInput],
    roster: Mapping[int, Enrolment],
    current: Mapping[int, AttendanceEntry],
    as_seen: Mapping[int, AttendanceEntry],
) -> dict[int, _Change]:
    """The marks that differ from the one in force, and from the one that this person saw."""
    changes = {}
    for enrolment_id, mark in marks.items():
        known = [entries[enrolment_id] for entries in (current, as_seen) if enrolment_id in entries]
        if not any(repeats(mark, entry) for entry in known):
            minutes = minutes_of(mark, session, roster[enrolment_id])
            changes[enrolment_id] = _Change(mark, minutes, current.get(enrolment_id))
    return changes


def repeats(mark: MarkInput, entry: AttendanceEntry) -> bool:
    """Whether the mark says what the entry says."""
    same_minutes = mark.mark not in PARTLY or mark.minutes in (None, entry.minutes)
    return mark.mark is entry.mark and same_minutes


def minutes_of(mark: MarkInput, session: TrainingSession, enrolment: Enrolment) -> int:
    """The minutes that a mark comes to; raises `TooManyMinutes` and `MinutesMissing`."""
    given = mark.minutes
    if given is None:
        given = minutes_by_the_clock(mark.mark, session, clock.now())
    minutes = minutes_for(mark.mark, session.minutes, given)
    name = enrolment.person.full_name
    if minutes is None:
        raise MinutesMissing(enrolment.id, name=name)
    if not 0 <= minutes <= session.minutes:
        most = number(session.minutes)
        raise TooManyMinutes(enrolment.id, name=name, minutes=number(minutes), most=most)
    return minutes


def _sheet_changed(enrolment_ids: Sequence[int], roster: Mapping[int, Enrolment]) -> SheetChanged:
    names = [roster[one].person.full_name for one in enrolment_ids]
    return SheetChanged(some_of(names, MOST_NAMES), list(enrolment_ids))


def _refuse_silent_correction(
    session: TrainingSession, changes: Mapping[int, _Change], reason: str | None
) -> None:
    if session.held_on >= clock.today(session.timezone):
        return
    corrections = [change for change in changes.values() if change.replaces is not None]
    if any(not (change.mark.reason or reason or "").strip() for change in corrections):
        raise ReasonMissing


def _add(
    session: TrainingSession,
    changes: Mapping[int, _Change],
    roster: Mapping[int, Enrolment],
    *,
    by: Actor,
    reason: str | None,
) -> list[AttendanceEntry]:
    if not changes:
        return []
    at = clock.now()
    entries = [
        AttendanceEntry(
            session_id=session.id,
            enrolment_id=enrolment_id,
            mark=change.mark.mark,
            minutes=change.minutes,
            replaces_id=change.replaces.id if change.replaces else None,
            reason=change.mark.reason or (reason if change.replaces else None),
            recorded_by_id=by.id or None,
            recorded_for_id=by.acting_for,
            recorded_at=at,
        )
        for enrolment_id, change in changes.items()
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(entries)
    except IntegrityError as error:  # The same people were marked in the same moment.
        raise _sheet_changed(sorted(changes), roster) from error
    session.state = SessionState.HELD
    _tell(session, changes, by=by, reason=reason)
    return entries


def _tell(
    session: TrainingSession, changes: Mapping[int, _Change], *, by: Actor, reason: str | None
) -> None:
    corrected = [one for one, change in changes.items() if change.replaces is not None]
    record_event(
        "attendance.correct" if corrected else "attendance.record",
        actor=by,
        subject=session,
        details={"marks": len(changes), "corrected": corrected},
        reason=reason if corrected else None,
        unit_id=session.run.unit_id,
    )
