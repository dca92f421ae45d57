"""Putting events into the chain as the last thing of the transaction that records them.

At the end, so that the one lock is held for a moment and taken after all others: whoever holds it waits for nobody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, event, func, insert, select
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent, AuditLink
from lms.audit.rules import BEGINNING, Head, digest

_RECORDED = "audit events to be chained"
_LOCK = 0x0DAF7A12  # an arbitrary number that no other advisory lock of ours has

# Put together once, and asked of the connection: the session would look for objects in each answer.
_events = select(*AuditEvent.__table__.columns).order_by(AuditEvent.id)
_these = _events.where(AuditEvent.id.in_(bindparam("ids", expanding=True)))
_last = select(AuditLink.seq, AuditLink.hash).order_by(AuditLink.seq.desc()).limit(1)
_add = insert(AuditLink)
_alone = select(func.pg_advisory_xact_lock(_LOCK))


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: object) -> None:
    recorded = [row.id for row in session.new if isinstance(row, AuditEvent)]
    session.info.setdefault(_RECORDED, []).extend(recorded)


@event.listens_for(Session, "before_commit")
def _seal_recorded(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    recorded = session.info.pop(_RECORDED, None)
    if recorded:
        seal(session, recorded)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    # What a savepoint takes back is gone from the table, and so passed over when the rest is chained.
    if not session.in_nested_transaction():
        session.info.pop(_RECORDED, None)


def seal(session: Session, event_ids: list[int]) -> Head:
    """Chain these events, as far as a savepoint has not taken them back; the first time all there are."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_alone)
    head = last(session)
    asked = (
        connection.execute(_these, {"ids": event_ids}) if head.seq else connection.execute(_events)
    )
    links: list[dict[str, Any]] = []
    for row in asked:
        head = Head(head.seq + 1, digest(head.seq + 1, head.hash, row))
        links.append({"seq": head.seq, "event_id": row.id, "hash": head.hash})
    if links:
        connection.execute(_add, links)
    return head


def last(session: Session) -> Head:
    """The end of the chain."""
    row = session.connection().execute(_last).first()
    return Head(*row) if row else Head(0, BEGINNING)
