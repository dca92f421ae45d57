"""What comes round by itself: once a day, whatever is short-lived is cleared away."""

from __future__ import annotations

import logging
from datetime import date

from lms.home.services.retention import clear_away
from lms.jobs.services import each_minute
from lms.platform import clock

log = logging.getLogger(__name__)

_done: set[date] = set()


@each_minute
def clear_away_daily() -> None:
    """Once a day by each worker, and when it starts; a round that fails comes again with the next minute."""
    today = clock.today()
    if today in _done:
        return
    gone = {name: count for name, count in clear_away().items() if count}
    _done.clear()
    _done.add(today)
    log.info("cleared away: %s", gone or "nothing")
