"""Reading the record."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from lms.audit.models import AuditEvent, AuditLink
from lms.audit.rules import Link, identity
from lms.platform.db import Base, db

CHUNK = 1_000


def history(subject: Base) -> Select[AuditEvent]:
    """What was done to a record that the caller has fetched in scope, newest first."""
    subject_type, subject_id = identity(subject)
    return (
        select(AuditEvent)
        .where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.id.desc())
    )


def chain() -> Iterator[Link]:
    """The whole chain in its order, each link with its event as it is stored; never all of it in memory."""
    columns = AuditEvent.__table__.columns
    query = (
        select(AuditLink.seq, AuditLink.hash, *columns)
        .outerjoin(AuditEvent, AuditEvent.id == AuditLink.event_id)
        .order_by(AuditLink.seq)
        .execution_options(yield_per=CHUNK)
    )
    for seq, hash_, *event in db.session.execute(query):
        yield Link(seq, hash_, event if event[0] is not None else None)


def outside_the_chain() -> Select[int]:
    """The events that no link holds: somebody put them there past the program."""
    return (
        select(AuditEvent.id)
        .outerjoin(AuditLink, AuditLink.event_id == AuditEvent.id)
        .where(AuditLink.seq.is_(None))
        .order_by(AuditEvent.id)
    )


def chained() -> int:
    """How many events the chain holds."""
    return db.session.scalar(select(func.count()).select_from(AuditLink)) or 0
