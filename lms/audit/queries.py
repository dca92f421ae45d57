"""Reading the record."""

from sqlalchemy import Select, select

from lms.audit.models import AuditEvent
from lms.audit.rules import identity
from lms.platform.db import Base


def history(subject: Base) -> Select[AuditEvent]:
    """What was done to a record that the caller has fetched in scope, newest first."""
    subject_type, subject_id = identity(subject)
    return (
        select(AuditEvent)
        .where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.id.desc())
    )
