"""What comes round by itself, once a day, and what slices below are told that ask without knowing whom."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from lms.home import queries
from lms.home.services.retention import clear_away
from lms.jobs.services import each_minute
from lms.merging.rules import Obstacle, ask_before_merging
from lms.people.models import Person
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


@ask_before_merging
def erasure_waits(kept: Person, other: Person) -> Iterator[Obstacle]:
    """Whether one of two records is to be erased: that is decided first."""
    if any(queries.is_to_be_erased(person) for person in (kept, other)):
        yield Obstacle("erasure")
