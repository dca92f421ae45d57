"""What the record does by itself: it notes refusals, and each minute publishes how far the chain reaches."""

from __future__ import annotations

import logging

from flask import current_app, request

from lms.audit import services
from lms.jobs.services import each_minute
from lms.platform.access import current_actor
from lms.platform.db import aside
from lms.platform.errors import refused

log = logging.getLogger(__name__)


@each_minute
def publish_head() -> None:
    """Once for each head, by whichever worker comes first."""
    services.publish(current_app.config["SETTINGS"].heads_file)


@refused.connect
def note_refusal(_sender: object, *, status: int) -> None:
    """That somebody who is signed in asked for what their role does not reach, or what there is not (A1)."""
    actor = current_actor()
    if not actor.is_signed_in:
        return
    with aside() as apart:
        apart.add(services.refusal(str(request.endpoint), request.path, status=status, actor=actor))
