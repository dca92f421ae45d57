"""The sheet of one session: who belongs on it, the marks in force, and those before them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.accounts.models import UserAccount
from lms.attendance import policy
from lms.attendance.models import AttendanceEntry
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.people.queries import by_name_in
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling import queries as scheduling
from lms.scheduling.models import TrainingSession


def session(code: str, number: int, viewer: Actor) -> Select[TrainingSession]:
    """One session of a run whose sheets the viewer sees."""
    return scheduling.session(code, number, viewer).where(policy.visible_to(viewer))


def in_force() -> Select[AttendanceEntry]:
    """The entries that nothing replaces."""
    later = aliased(AttendanceEntry)
    return (
        select(AttendanceEntry)
        .outerjoin(later, later.replaces_id == AttendanceEntry.id)
        .where(later.id.is_(None))
        .order_by(AttendanceEntry.id)
    )


def sheet(
    session: TrainingSession, only: Collection[int] | None = None
) -> dict[int, AttendanceEntry]:
    """The marks in force of one session, by enrolment; `only` of these enrolments."""
    query = in_force().where(AttendanceEntry.session_id == session.id)
    if only is not None:
        query = query.where(AttendanceEntry.enrolment_id.in_(only))
    return {row.enrolment_id: row for row in db.session.scalars(query)}


def as_seen(
    session: TrainingSession, seen: int, only: Collection[int]
) -> dict[int, AttendanceEntry]:
    """The marks of these enrolments that were in force when `seen` was the last entry of the sheet."""
    query = (
        select(AttendanceEntry)
        .where(
            AttendanceEntry.session_id == session.id,
            AttendanceEntry.enrolment_id.in_(only),
            AttendanceEntry.id <= seen,
        )
        .order_by(AttendanceEntry.id)
    )
    return {row.enrolment_id: row for row in db.session.scalars(query)}


def last_entry(session: TrainingSession) -> int:
    """The number of the last entry on the sheet; 0 for an empty one."""
    query = select(func.max(AttendanceEntry.id)).where(AttendanceEntry.session_id == session.id)
    return db.session.scalar(query) or 0


def _belongs_on(session: TrainingSession) -> ColumnElement[bool]:
    """Those enrolled who had joined by that day."""
    return and_(
        Enrolment.course_run_id == session.course_run_id,
        Enrolment.state == EnrolmentState.ENROLLED,
        or_(Enrolment.joined_on.is_(None), Enrolment.joined_on <= session.held_on),
    )


def people_on(session: TrainingSession) -> int:
    """How many people belong on the sheet."""
    query = select(func.count()).select_from(Enrolment).where(_belongs_on(session))
    return db.session.scalar(query) or 0


def roster_on(session: TrainingSession) -> Select[Enrolment]:
    """Who belongs on the sheet, by name."""
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.unit))
        .where(_belongs_on(session))
        .order_by(*by_name_in(session.run.country_code), Enrolment.id)
    )


def numbered(session: TrainingSession) -> Select[Enrolment, int]:
    """The same people with the numbers of their rows, which stay theirs in any part of the sheet."""
    place = func.row_number().over(order_by=(*by_name_in(session.run.country_code), Enrolment.id))
    rows = (
        select(Enrolment.id, place.label("number"))
        .join(Enrolment.person)
        .where(_belongs_on(session))
        .subquery()
    )
    return (
        select(Enrolment, rows.c.number)
        .join(rows, rows.c.id == Enrolment.id)
        .join(Enrolment.person)
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.unit))
        .order_by(rows.c.number)
    )


def former(session: TrainingSession) -> Select[AttendanceEntry]:
    """The marks in force of those who have left the run since."""
    return (
        in_force()
        .join(AttendanceEntry.enrolment)
        .join(Enrolment.person)
        .options(contains_eager(AttendanceEntry.enrolment).contains_eager(Enrolment.person))
        .where(
            AttendanceEntry.session_id == session.id,
            Enrolment.state.not_in((EnrolmentState.ENROLLED, EnrolmentState.MERGED)),
        )
        .order_by(None)
        .order_by(*by_name_in(session.run.country_code), Enrolment.id)
    )


def enrolment(session: TrainingSession, enrolment_id: int) -> Select[Enrolment]:
    """One enrolment of the session's run, also of somebody who has left it."""
    return (
        select(Enrolment)
        .options(joinedload(Enrolment.person))
        .where(Enrolment.id == enrolment_id, Enrolment.course_run_id == session.course_run_id)
    )


def history(session: TrainingSession, enrolment_id: int) -> Select[AttendanceEntry]:
    """Every entry for one person in one session, the first one first."""
    return (
        select(AttendanceEntry)
        .where(
            AttendanceEntry.session_id == session.id,
            AttendanceEntry.enrolment_id == enrolment_id,
        )
        .order_by(AttendanceEntry.id)
    )


def recorders(entries: Iterable[AttendanceEntry]) -> dict[int, str]:
    """The names of the accounts that made these entries, by account."""
    ids = {entry.recorded_by_id for entry in entries if entry.recorded_by_id is not None}
    if not ids:
        return {}
    query = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids))
    return dict(db.session.execute(query).all())
