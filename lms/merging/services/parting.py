"""Undoing a merge: both records are as they were, or it is said why they cannot be."""

from __future__ import annotations

from sqlalchemy import Select, and_, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from lms.attendance.models import AttendanceEntry
from lms.audit.services import record
from lms.certificates.models import Certificate
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination
from lms.merging import queries
from lms.merging.errors import (
    ChangedSince,
    EnteredAnew,
    LaterMerge,
    NothingRemembered,
    OwnRecord,
    RunChanged,
    SeatGone,
)
from lms.merging.models import PersonMerge
from lms.merging.policy import is_own
from lms.merging.services.journal import Change, Changed, opened
from lms.merging.services.merging import follow, hold_people
from lms.merging.wording import table_words
from lms.objections.models import Objection, ObjectionKind
from lms.outcomes.models import Completion, Outcome
from lms.outcomes.queries import DECIDED
from lms.outcomes.services import date_anew
from lms.people.models import Person
from lms.people.queries import current_affiliation
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.i18n.lists import isolated
from lms.scheduling import services as scheduling
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.services.locks import lock_run

FIXED = frozenset({"id_country", "national_id_sealed", "national_id_hash", "national_id_last4"})
"""Facts of the kept person that have to go back as they came."""


def undo(merged: PersonMerge, reason: str, by: Actor) -> None:
    """Part the two records again. What happened since stays with the kept record; twice is the same as once.

    Raises:
        OwnRecord: it is not for the actor to undo.
        LaterMerge, NothingRemembered: it cannot be undone now, or any more.
        ChangedSince, SeatGone, RunChanged: what was cannot be restored exactly.
    """
    kept, other = merged.kept, merged.merged
    if is_own(by, kept, other):
        raise OwnRecord
    _hold(merged)
    if merged.undone_at is not None:  # a double click
        return
    if queries.later_than(merged):
        raise LaterMerge
    if merged.changes_sealed is None:
        raise NothingRemembered
    try:
        with db.session.begin_nested():
            _restore(merged, merged.changes_sealed)
    except Changed as changed:
        raise ChangedSince(what=table_words(changed.table)) from changed
    except IntegrityError as error:
        raise EnteredAnew from error
    merged.undone_at, merged.undo_reason = clock.now(), reason
    merged.undone_by_id, merged.undone_for_id = by.id or None, by.acting_for
    db.session.flush()
    _date_anew(kept, other)
    follow(kept, other)
    work = current_affiliation(kept)
    record(
        "merging.undo",
        actor=by,
        subject=kept,
        details={"merge": merged.id, "merged": other.id},
        reason=reason,
        unit_id=work.unit_id if work else None,
    )


def _date_anew(*persons: Person) -> None:
    """What comes back counts in the fiscal years that hold now, however they were when the records were merged."""
    theirs = (
        select(Completion.delivering_unit_id, func.min(Completion.completed_on))
        .where(Completion.person_id.in_([person.id for person in persons]))
        .group_by(Completion.delivering_unit_id)
    )
    for unit_id, since in db.session.execute(theirs).all():
        date_anew(unit_id, since)


def _hold(merged: PersonMerge) -> None:
    """Runs before people, as whoever enrols somebody does."""
    places = select(Enrolment.course_run_id).where(Enrolment.person_id == merged.merged_id)
    runs = select(CourseRun).where(CourseRun.id.in_(places)).order_by(CourseRun.code)
    for run in db.session.scalars(runs).all():
        lock_run(run)
    hold_people(merged.kept_id, merged.merged_id)


def _restore(merged: PersonMerge, sealed: bytes) -> None:
    journal, told = opened(sealed)
    kept_id, other_id = merged.kept_id, merged.merged_id
    set_aside = list(
        db.session.scalars(
            select(Enrolment.course_run_id).where(
                Enrolment.person_id == other_id, Enrolment.state == EnrolmentState.MERGED
            )
        )
    )

    def stays(change: Change, name: str) -> bool:
        return (change.table, change.key) == ("person", {"id": kept_id}) and name not in FIXED

    journal.undo(stays)
    for run_id in told["freed"]:
        if not scheduling.give_seat_back(run_id):
            raise SeatGone(run=_code(run_id))
    _bring_along(kept_id, other_id)
    db.session.expire_all()
    for run_id in set_aside:
        if db.session.scalar(_astray(run_id)) is not None:
            raise RunChanged(run=_code(run_id))


def _bring_along(kept_id: int, other_id: int) -> None:
    """What came of something that goes back goes with it, also what came of it since."""
    there = aliased(Enrolment)
    theirs = exists().where(
        Nomination.id == Enrolment.nomination_id, Nomination.person_id == other_id
    )
    taken = select(there.course_run_id).where(there.person_id == other_id)
    db.session.execute(
        update(Enrolment)
        .where(Enrolment.person_id == kept_id, theirs, Enrolment.course_run_id.not_in(taken))
        .values(person_id=other_id)
        .execution_options(synchronize_session=False)
    )
    places = select(Enrolment.id).where(Enrolment.person_id == other_id)
    entries = select(AttendanceEntry.id).where(AttendanceEntry.enrolment_id.in_(places))
    marks = and_(Objection.kind == ObjectionKind.ATTENDANCE_MARK, Objection.subject_id.in_(entries))
    for model, which in (
        (Completion, Completion.enrolment_id.in_(places)),
        (Certificate, Certificate.enrolment_id.in_(places)),
        (Objection, marks),
    ):
        db.session.execute(
            update(model)
            .where(which, model.person_id == kept_id)
            .values(person_id=other_id)
            .execution_options(synchronize_session=False)
        )


def _astray(run_id: int) -> Select[int]:
    """A correction of what is a mark of somebody else again, or an outcome that only one of the two can have."""
    undecided = and_(
        CourseRun.state == RunState.CLOSED,
        Enrolment.state.in_(DECIDED),
        ~exists().where(Outcome.enrolment_id == Enrolment.id),
    )
    corrected = []
    for name in ("attendance_entry", "score_entry"):
        ledger = Base.metadata.tables[name]
        entry, before = ledger.alias(), ledger.alias()
        corrected.append(
            exists().where(
                entry.c.enrolment_id == Enrolment.id,
                before.c.id == entry.c.replaces_id,
                before.c.enrolment_id != entry.c.enrolment_id,
            )
        )
    return (
        select(Enrolment.id)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .where(CourseRun.id == run_id, or_(undecided, *corrected))
        .limit(1)
    )


def _code(run_id: int) -> str:
    return isolated(db.session.get_one(CourseRun, run_id).code)


def since(merged: PersonMerge) -> dict[str, list[int]]:
    """The rows that came to the kept record after the merge, by table: they stay with it when it is undone."""
    if merged.changes_sealed is None:
        return {}
    journal, told = opened(merged.changes_sealed)
    known = {name: set(keys) for name, keys in told["own"].items()}
    for change in journal.changes:
        if "id" in change.key:
            known.setdefault(change.table, set()).add(change.key["id"])
    person: Person = merged.kept
    return {
        name: new
        for name, keys in queries.rows_of(person).items()
        if (new := [key for key in keys if key not in known.get(name, set())])
    }
