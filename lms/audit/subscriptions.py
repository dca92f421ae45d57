"""What the record does by itself: it notes refusals, and each minute publishes how far the chain reaches."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import current_app, request

from lms.audit import services
from lms.jobs.services import each_minute
from lms.platform import throttle
from lms.platform.access import current_actor
from lms.platform.db import aside
from lms.platform.errors import refused
from lms.platform.listing import Listing
from lms.platform.listing.export import EXPORTS, exported, making
from lms.platform.throttle import Limit

log = logging.getLogger(__name__)

WALKED = Limit("walked", 30, timedelta(minutes=1))
"""Things that are not there, or not for this account: whoever meets so many goes through the numbers."""


@each_minute
def publish_head() -> None:
    """Once for each head, by whichever worker comes first."""
    services.publish(current_app.config["SETTINGS"].heads_file)


@refused.connect
def note_refusal(_sender: object, *, status: int) -> None:
    """That somebody who is signed in asked for what their role does not reach, or what there is not (A1).

    Raises:
        TooManyTries: an account that goes through the numbers is told nothing more for a while (A18).
    """
    actor = current_actor()
    if not actor.is_signed_in:
        return
    walked = WALKED.of(actor.id)
    with aside() as apart:
        throttle.take(walked, session=apart)
        apart.add(services.refusal(str(request.endpoint), request.path, status=status, actor=actor))


@exported.connect
def note_export(listing: Listing, *, form: str, rows: int) -> None:
    """Who took which list out, narrowed how, and how many rows. What was searched for may be a name, and is not kept.

    Raises:
        TooManyTries: an account that takes out list after list waits (A68).
    """
    actor, at_work = current_actor(), making()
    if not actor.is_signed_in:
        return
    filters = [f"{key}={value}" for key, value in listing.asked.narrowed_by()]
    with aside() as apart:
        if at_work is None:
            throttle.take(EXPORTS.of(actor.id), session=apart)
        apart.add(
            services.export(
                listing.name,
                filters,
                form=form,
                rows=rows,
                reason=at_work.reason if at_work else "",
                actor=actor,
            )
        )
