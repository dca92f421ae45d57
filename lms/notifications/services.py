"""Writing messages into the outbox, and taking them out again one by one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from lms.config import Settings
from lms.jobs.services import request
from lms.notifications.models import Channel, MessageState, OutgoingMessage
from lms.notifications.post import has_way
from lms.notifications.rendering import new_message_id, render, render_text
from lms.notifications.rules import GIVE_UP, pause_after, text_length
from lms.platform import clock
from lms.platform.access import NOBODY
from lms.platform.crypto import seal, unseal
from lms.platform.db import db
from lms.platform.i18n import Preferences

DELIVER = "notifications.deliver"
KEPT = timedelta(days=30)
"""How long it is known that a message was sent or given up."""
_CONTEXT = "outgoing_message.text"
_MARK = "\ufffc"


class Envelope(NamedTuple):
    """A message in the hands of whoever sends it."""

    id: int
    channel: Channel
    message_id: str
    recipient: str
    language: str
    subject: str
    text: str
    created_at: datetime


def send(
    template: str,
    *,
    to: str,
    reader: Preferences,
    give_up_at: datetime | None = None,
    **facts: object,
) -> OutgoingMessage:
    """Write a message in the caller's transaction; it is sent once that is committed.

    `template` names `templates/<template>.txt`, whose first line is the subject. `give_up_at` is when the message
    would be of no use any more; three days from now when left out.
    """
    subject, text = render(template, reader, facts)
    message = OutgoingMessage(
        template=template, recipient=to, language=reader.language, subject=subject[:400]
    )
    return _put(message, text, give_up_at)


def send_text(
    template: str,
    *,
    to: str,
    reader: Preferences,
    give_up_at: datetime | None = None,
    **facts: object,
) -> OutgoingMessage:
    """The same as a text message to a mobile telephone; `to` is its number with + and the country."""
    text = render_text(template, reader, facts)
    message = OutgoingMessage(
        channel=Channel.SMS,
        template=template,
        recipient=to,
        language=reader.language,
        subject="",
        segments=text_length(text).segments,
    )
    return _put(message, text, give_up_at)


def _put(message: OutgoingMessage, text: str, give_up_at: datetime | None) -> OutgoingMessage:
    message.message_id = new_message_id()
    message.sealed_text = seal(text, _CONTEXT)
    message.give_up_at = give_up_at or clock.now() + GIVE_UP
    db.session.add(message)
    db.session.flush()
    request(DELIVER, {"message": message.id}, by=NOBODY)
    return message


def text_frame(template: str, reader: Preferences, **facts: object) -> tuple[str, str]:
    """What stands before and after the `lines` of a text message."""
    before, _mark, after = render_text(template, reader, {**facts, "lines": [_MARK]}).partition(
        _MARK
    )
    return before, after


def channels(settings: Settings) -> list[Channel]:
    """The channels on which messages go out with these settings."""
    return [channel for channel in Channel if has_way(settings, channel)]


def claim(channel: Channel = Channel.MAIL) -> Envelope | None:
    """The next message that is due, counted as tried before it is: a worker that is killed meanwhile tries it later."""
    now = clock.now()
    due = (
        select(OutgoingMessage)
        .where(
            OutgoingMessage.channel == channel,
            OutgoingMessage.state == MessageState.WAITING,
            OutgoingMessage.next_try_at <= now,
            OutgoingMessage.give_up_at > now,
        )
        .order_by(OutgoingMessage.next_try_at, OutgoingMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = db.session.scalar(due)
    if message is None or message.sealed_text is None:
        return None
    message.tries += 1
    message.next_try_at = now + pause_after(message.tries)
    db.session.flush()
    return Envelope(
        message.id,
        message.channel,
        message.message_id,
        message.recipient,
        message.language,
        message.subject,
        unseal(message.sealed_text, _CONTEXT),
        message.created_at,
    )


def note_sent(message_id: int) -> None:
    """That a message is with the server; its text is not needed any more."""
    _end(message_id, MessageState.SENT, sent_at=clock.now(), last_error=None)


def note_refused(message_id: int, why: str) -> None:
    """That the server will never take it."""
    _end(message_id, MessageState.DEAD, last_error=why)


def note_failed(message_id: int, why: str) -> None:
    """Why this try came to nothing; the next one is set already."""
    db.session.execute(
        update(OutgoingMessage)
        .where(OutgoingMessage.id == message_id, OutgoingMessage.state == MessageState.WAITING)
        .values(last_error=why)
    )


def postpone(why: str, channel: Channel = Channel.MAIL) -> int:
    """Leave all that is due on a channel for later, since it cannot be used; returns how many that are."""
    now = clock.now()
    due = select(OutgoingMessage).where(
        OutgoingMessage.channel == channel,
        OutgoingMessage.state == MessageState.WAITING,
        OutgoingMessage.next_try_at <= now,
    )
    messages = db.session.scalars(due).all()
    for message in messages:
        message.tries += 1
        message.next_try_at = now + pause_after(message.tries)
        message.last_error = why
    db.session.flush()
    return len(messages)


def ask_for_due(channels: Collection[Channel] = tuple(Channel)) -> None:
    """Have what is due again on these channels sent."""
    now = clock.now()
    due = (
        select(OutgoingMessage.id)
        .where(
            OutgoingMessage.channel.in_(channels),
            OutgoingMessage.state == MessageState.WAITING,
            OutgoingMessage.next_try_at <= now,
            OutgoingMessage.give_up_at > now,
        )
        .order_by(OutgoingMessage.id)
        .limit(1)
    )
    first = db.session.scalar(due)
    if first is not None:
        request(DELIVER, {"message": first}, by=NOBODY)


def tidy() -> None:
    """Give up what came too late, and forget what was settled long ago."""
    now = clock.now()
    too_late = update(OutgoingMessage).where(
        OutgoingMessage.state == MessageState.WAITING, OutgoingMessage.give_up_at <= now
    )
    db.session.execute(too_late.values(state=MessageState.DEAD, sealed_text=None))
    db.session.execute(
        delete(OutgoingMessage).where(
            OutgoingMessage.state != MessageState.WAITING,
            OutgoingMessage.created_at < now - KEPT,
        )
    )


def forget(address: str) -> None:
    """Delete all messages to an address, sent or not: its owner is erased."""
    db.session.execute(delete(OutgoingMessage).where(OutgoingMessage.recipient == address))


def _end(message_id: int, state: MessageState, **values: object) -> None:
    db.session.execute(
        update(OutgoingMessage)
        .where(OutgoingMessage.id == message_id, OutgoingMessage.state == MessageState.WAITING)
        .values(state=state, sealed_text=None, **values)
    )
