"""The outbox: one row for each message."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.platform.clock import now
from lms.platform.db import Base


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"  # given up


class Channel(StrEnum):
    MAIL = "mail"
    SMS = "sms"


class OutgoingMessage(Base):
    """A message on its way. Its text may hold a link that opens an account: sealed, and gone once nothing waits."""

    __tablename__ = "outgoing_message"
    __table_args__ = (
        CheckConstraint("tries >= 0", "tries"),
        CheckConstraint("(state = 'waiting') = (sealed_text IS NOT NULL)", "text_while_waiting"),
        CheckConstraint("(channel = 'sms') = (segments IS NOT NULL)", "segments"),
        Index("ix_outgoing_message_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(300), unique=True)  # the same at every try
    channel: Mapped[Channel] = mapped_column(default=Channel.MAIL, server_default="mail")
    template: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str] = mapped_column(String(254), index=True)  # an address, or +201001234567
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(400))  # a text message has none
    segments: Mapped[int | None]  # the parts that a text message is sent and paid in
    sealed_text: Mapped[bytes | None]
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    give_up_at: Mapped[datetime]  # it would tell nobody anything after this
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(80))  # its kind, never what it says
