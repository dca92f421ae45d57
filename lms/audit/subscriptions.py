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
        throttle.refuse(walked, session=apart)
        throttle.note(walked, session=apart)
        apart.add(services.refusal(str(request.endpoint), request.path, status=status, actor=actor))
