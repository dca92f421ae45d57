"""Looking into the outbox."""

from __future__ import annotations

from sqlalchemy import Select, select

from lms.notifications.models import MessageState, OutgoingMessage


def to_address(address: str) -> Select[OutgoingMessage]:
    """What was sent to an address or is to be, newest first; whose address it is the caller knows."""
    return (
        select(OutgoingMessage)
        .where(OutgoingMessage.recipient == address)
        .order_by(OutgoingMessage.id.desc())
    )


def unsent() -> Select[OutgoingMessage]:
    """What waits and what was given up, oldest first; for whoever runs the server."""
    return (
        select(OutgoingMessage)
        .where(OutgoingMessage.state != MessageState.SENT)
        .order_by(OutgoingMessage.id)
    )
