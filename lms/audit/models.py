"""One event of the record, its place in the chain, and the words that somebody gave as a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ForeignKey, Index, String, Text, case, event, func, null, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from lms.platform.clock import now
from lms.platform.db import Base

PROMISE = "sha256:"
"""How the hash of a reason begins."""


class AuditReason(Base):
    """The words of a reason, beside the chain: they may be about a person who is erased later.

    The event keeps a hash of them with a random salt, so that a change is found, and nobody learns the words from
    what is left once they are erased with the salt.
    """

    __tablename__ = "audit_reason"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)


class AuditEvent(Base):
    """Something that was done. It names people by id, so that erasing a person leaves it whole."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_user_id: Mapped[int | None] = mapped_column(index=True)  # null: nobody who signed in
    actor_label: Mapped[str | None] = mapped_column(String(80))  # what acted instead: a command
    role: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))  # "enrolment.approve"
    subject_type: Mapped[str] = mapped_column(String(60))  # the table
    subject_id: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # no personal value in clear
    promise: Mapped[str | None] = mapped_column("reason", String(1000))  # hash of the reason
    request_id: Mapped[str | None] = mapped_column(String(40))

    words: Mapped[AuditReason | None] = relationship()
    reason: Mapped[str | None] = column_property(
        func.coalesce(
            select(AuditReason.words)
            .where(AuditReason.event_id == id)
            .correlate_except(AuditReason)
            .scalar_subquery(),
            # Before the words stood apart, they stood here, and the chain holds them so.
            case((promise.startswith(PROMISE), null()), else_=promise),
        )
    )
    """What was given as a reason; nothing any more where the words were erased."""


class AuditLink(Base):
    """The place of one event in the chain: numbered without a gap, its hash taken over the hash before it."""

    __tablename__ = "audit_link"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class Unchangeable(TypeError):
    """The program tried to change or delete what was recorded."""


def _refuse(
    _mapper: object, _connection: object, target: AuditEvent | AuditLink | AuditReason
) -> NoReturn:
    raise Unchangeable(f"{target!r} cannot be changed or deleted")


for kind in (AuditEvent, AuditLink, AuditReason):
    event.listen(kind, "before_update", _refuse)
    event.listen(kind, "before_delete", _refuse)
