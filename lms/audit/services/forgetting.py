"""Erasing the words of reasons. The events, their hashes and the chain stay as they are."""

from collections.abc import Callable, Collection

from sqlalchemy import delete, select

from lms.audit.models import AuditEvent, AuditReason
from lms.platform.db import db

Identity = tuple[str, str]
"""Table and key of a record."""


def forget_reasons(about: Collection[Identity], names: Callable[[str], bool]) -> list[int]:
    """Erase the reasons of what was done to these records, and those whose words name the person.

    Returns the events. They have to be named by the event that records the erasure, or the chain is not as it was.
    """
    query = select(
        AuditReason.event_id, AuditReason.words, AuditEvent.subject_type, AuditEvent.subject_id
    ).join(AuditEvent, AuditEvent.id == AuditReason.event_id)
    found = [
        key
        for key, words, table, subject in db.session.execute(query.order_by(AuditReason.event_id))
        if (table, subject) in about or names(words)
    ]
    db.session.execute(delete(AuditReason).where(AuditReason.event_id.in_(found)))
    return found
