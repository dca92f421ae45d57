"""One's own marks, and what was objected to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.accounts.models import UserAccount
from lms.attendance import policy
from lms.attendance.models import AttendanceEntry
from lms.attendance.queries.sheets import in_force
from lms.enrolment.models import Enrolment
from lms.objections import queries as objections
from lms.objections.models import Objection, ObjectionKind, ObjectionState
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun, TrainingSession


def own_enrolment(enrolment_id: int, viewer: Actor) -> Select[Enrolment]:
    """A place on a roster that is the viewer's own."""
    return (
        select(Enrolment)
        .options(joinedload(Enrolment.run).joinedload(CourseRun.course))
        .where(Enrolment.id == enrolment_id, policy.own(viewer))
    )


def own_entries(enrolment: Enrolment) -> dict[int, list[AttendanceEntry]]:
    """All marks of one enrolment by session, the first one first."""
    query = (
        select(AttendanceEntry)
        .options(joinedload(AttendanceEntry.session))
        .where(AttendanceEntry.enrolment_id == enrolment.id)
        .order_by(AttendanceEntry.id)
    )
    found: dict[int, list[AttendanceEntry]] = defaultdict(list)
    for entry in db.session.scalars(query):
        found[entry.session_id].append(entry)
    return found


def objections_to(entries: list[AttendanceEntry]) -> dict[int, Objection]:
    """The objections to these marks, by mark."""
    return objections.about(ObjectionKind.ATTENDANCE_MARK, [entry.id for entry in entries])


def under_objection(session: TrainingSession) -> set[int]:
    """The enrolments on a sheet with an objection that nobody has decided on."""
    query = (
        select(AttendanceEntry.enrolment_id)
        .join(Objection, _to_entry())
        .where(AttendanceEntry.session_id == session.id, Objection.state == ObjectionState.OPEN)
    )
    return set(db.session.scalars(query))


def entry_of(objection: Objection) -> AttendanceEntry:
    """The mark that is objected to."""
    return db.session.get_one(AttendanceEntry, objection.subject_id)


def now_in_force(entry: AttendanceEntry) -> AttendanceEntry:
    """The mark that stands now where this one was made."""
    query = in_force().where(
        AttendanceEntry.session_id == entry.session_id,
        AttendanceEntry.enrolment_id == entry.enrolment_id,
    )
    return db.session.scalars(query).one()


def to_decide(viewer: Actor) -> Select[Objection]:
    """The objections to marks that are decided at the viewer's places, settled or not."""
    return (
        objections.objections(viewer)
        .join(AttendanceEntry, _to_entry())
        .join(AttendanceEntry.session)
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .join(CourseRun.course)
        .join(OrgUnit, OrgUnit.id == Objection.unit_id)
        .join(Person, Person.id == Objection.person_id)
        .options(contains_eager(Objection.person), contains_eager(Objection.unit))
    )


def entries_of(found: Iterable[Objection]) -> dict[int, AttendanceEntry]:
    """The marks that these objections are about, by the number of the mark."""
    run = joinedload(AttendanceEntry.session).joinedload(TrainingSession.run)
    query = (
        select(AttendanceEntry)
        .options(run.joinedload(CourseRun.course))
        .where(AttendanceEntry.id.in_([one.subject_id for one in found]))
    )
    return {entry.id: entry for entry in db.session.scalars(query)}


def account_of(account_id: int | None) -> UserAccount | None:
    """The account that wrote something, where it was one and is still there."""
    return db.session.get(UserAccount, account_id) if account_id else None


def _to_entry() -> ColumnElement[bool]:
    return and_(
        Objection.kind == ObjectionKind.ATTENDANCE_MARK, Objection.subject_id == AttendanceEntry.id
    )
