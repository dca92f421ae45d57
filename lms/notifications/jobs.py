"""Sending what is in the outbox, in the background."""

from __future__ import annotations

import logging
from email.message import EmailMessage
from itertools import chain

from flask import current_app

from lms.config import Settings
from lms.jobs.services import Work, each_minute, handler
from lms.notifications import services
from lms.notifications.post import NotTaken, NoWayNow, Post, Refused, has_way, open_post
from lms.notifications.rendering import sender
from lms.notifications.rules import letter
from lms.notifications.services import Envelope
from lms.platform.db import transaction
from lms.platform.i18n import _l

log = logging.getLogger(__name__)


@handler(services.DELIVER, _l("Sending mail"))
def deliver(work: Work) -> dict[str, int]:
    """All that is due, over one connection; whichever message asked for it."""
    settings: Settings = current_app.config["SETTINGS"]
    sent, first = 0, _next(work, settings)
    if first is None:
        return {"sent": 0}
    envelope = first
    try:
        with open_post(settings) as post:
            for envelope in chain([first], iter(lambda: _next(work, settings), None)):
                sent += _deliver_one(envelope, post, settings)
    except NoWayNow as problem:
        with transaction():
            services.note_failed(envelope.id, str(problem))
            left = services.postpone(str(problem))
        log.warning("the mail server cannot be used: %s; %s more wait", problem, left)
    return {"sent": sent}


def _next(work: Work, settings: Settings) -> Envelope | None:
    if not has_way(settings):
        return None
    with work.step(0):
        return services.claim()


def _deliver_one(envelope: Envelope, post: Post, settings: Settings) -> bool:
    # Not a step of the job: a worker that is told to end has to say what it has sent all the same.
    try:
        post(_name_of(envelope), _letter(envelope, settings))
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
        if has_way(settings):
            services.ask_for_due()
