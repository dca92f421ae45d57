"""What the workers do by themselves: they clear away what counts for nothing any more."""

from __future__ import annotations

from sqlalchemy import delete, select

from lms.jobs.services import each_minute
from lms.platform import clock
from lms.platform.db import db, transaction
from lms.platform.throttle import KEPT, CountedTry


@each_minute
def forget_old_tries() -> None:
    """Tries that lie behind every window."""
    old = CountedTry.at < clock.now() - KEPT
    if db.session.scalar(select(CountedTry.id).where(old).limit(1)) is None:
        db.session.rollback()
        return
    with transaction():
        db.session.execute(delete(CountedTry).where(old))
