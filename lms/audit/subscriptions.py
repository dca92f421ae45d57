"""What is done each minute: the head of the chain goes where the database's keepers cannot reach."""

from __future__ import annotations

from flask import current_app

from lms.audit import services
from lms.jobs.services import each_minute


@each_minute
def publish_head() -> None:
    """Once for each head, by whichever worker comes first."""
    services.publish(current_app.config["SETTINGS"].heads_file)
