"""Sending what is in the outbox, in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from itertools import chain

from flask import current_app

from lms.config import Settings
from lms.jobs.services import Work, each_minute, handler
from lms.notifications import services
from lms.notifications.gateway import open_gateway
from lms.notifications.models import Channel
from lms.notifications.post import NotTaken, NoWayNow, Refused, has_way, open_post
from lms.notifications.rendering import sender
from lms.notifications.rules import letter
from lms.notifications.services import Envelope
from lms.platform.db import transaction
from lms.platform.i18n import _l

log = logging.getLogger(__name__)


@handler(services.DELIVER, _l("Sending messages"))
def deliver(work: Work) -> dict[str, int]:
    """All that is due, over one connection for each channel; whichever message asked for it."""
    settings: Settings = current_app.config["SETTINGS"]
    return {"sent": sum(_deliver_all(work, channel, settings) for channel in Channel)}


def _deliver_all(work: Work, channel: Channel, settings: Settings) -> int:
    sent, first = 0, _next(work, channel, settings)
    if first is None:
        return 0
    envelope = first
    try:
        with _open(channel, settings) as hand_over:
            for envelope in chain([first], iter(lambda: _next(work, channel, settings), None)):
                sent += _deliver_one(envelope, hand_over)
    except NoWayNow as problem:
        with transaction():
            services.note_failed(envelope.id, str(problem))
            left = services.postpone(str(problem), channel)
        log.warning("%s cannot be sent: %s; %s more wait", channel.value, problem, left)
    return sent


@contextmanager
def _open(channel: Channel, settings: Settings) -> Iterator[Callable[[Envelope], None]]:
    """What hands messages of a channel over."""
    if channel is Channel.SMS:
        with open_gateway(settings) as text:
            yield lambda one: text(_name_of(one), one.message_id, one.recipient, one.text)
    else:
        with open_post(settings) as post:
            yield lambda one: post(_name_of(one), _letter(one, settings))


def _next(work: Work, channel: Channel, settings: Settings) -> Envelope | None:
    if not has_way(settings, channel):
        return None
    with work.step(0):
        return services.claim(channel)


def _deliver_one(envelope: Envelope, hand_over: Callable[[Envelope], None]) -> bool:
    # Not a step of the job: a worker that is told to end has to say what it has sent all the same.
    try:
        hand_over(envelope)
    except NoWayNow:
        raise
    except NotTaken as problem:
        note = services.note_refused if isinstance(problem, Refused) else services.note_failed
        with transaction():
            note(envelope.id, str(problem))
        log.warning("message %s was not taken: %s", envelope.id, problem)
        return False
    with transaction():
        services.note_sent(envelope.id)
    return True


def _letter(envelope: Envelope, settings: Settings) -> EmailMessage:
    return letter(
        sender=sender(),
        recipient=envelope.recipient,
        subject=envelope.subject,
        text=envelope.text,
        language=envelope.language,
        message_id=envelope.message_id,
        at=envelope.created_at,
        is_readable=settings.mail_server is None,
    )


def _name_of(envelope: Envelope) -> str:
    return f"{envelope.created_at:%Y%m%d-%H%M%S}-{envelope.id:06}"


@each_minute
def send_again() -> None:
    """What failed before and is due again; what an outage has kept."""
    settings: Settings = current_app.config["SETTINGS"]
    with transaction():
        services.tidy()
        if ways := [channel for channel in Channel if has_way(settings, channel)]:
            services.ask_for_due(ways)
