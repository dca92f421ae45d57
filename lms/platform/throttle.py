"""How often something may be tried: by an account, from a client, for one thing. One table for all workers.

Each try that counts is a row under a keyed hash, so that the table says of nobody what they did. A try is counted
before it is known how it ends, so that many at the same moment are no way past a limit; what was right is given back:

    throttle.take(GUESSES.of(email), FROM_CLIENT.of(client))
    …
    throttle.give_back(GUESSES.of(email), FROM_CLIENT.of(client))
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, g, has_request_context
from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.platform import clock, crypto
from lms.platform.db import Base, aside, db
from lms.platform.errors import DomainError
from lms.platform.i18n import _n

KEPT = timedelta(days=1)
"""No window is longer, so what is older counts for nothing."""


class CountedTry(Base):
    """A try that counts, kept for a while so that all workers alike see how many there were."""

    __tablename__ = "counted_try"
    __table_args__ = (Index("ix_counted_try_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))  # a keyed hash of what is counted and for whom
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


@dataclass(frozen=True)
class Limit:
    """So many tries within a time; the name keeps what is counted apart from all else."""

    name: str
    times: int
    within: timedelta

    def of(self, whom: object) -> Counted:
        """The limit for one account, client or thing."""
        return Counted(self, crypto.keyed_hash(f"throttle {self.name}", str(whom)))


@dataclass(frozen=True)
class Counted:
    """A limit for one of those whom it holds for."""

    limit: Limit
    key: str


class TooManyTries(DomainError):
    """Answered with 429 and the time to wait, in the header and in words."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = max(1, seconds)
        if has_request_context():
            g.retry_after = self.seconds  # also for the view that shows the refusal at a form

    @property
    def text(self) -> str:
        if self.seconds < 100:
            return _n(
                "Too many tries. Wait %(count)s second, then try again.",
                "Too many tries. Wait %(count)s seconds, then try again.",
                self.seconds,
            )
        minutes = math.ceil(self.seconds / 60)
        if minutes < 100:
            return _n(
                "Too many tries. Wait %(count)s minute, then try again.",
                "Too many tries. Wait %(count)s minutes, then try again.",
                minutes,
            )
        return _n(
            "Too many tries. Wait %(count)s hour, then try again.",
            "Too many tries. Wait %(count)s hours, then try again.",
            math.ceil(minutes / 60),
        )


def refuse(*counted: Counted, session: Session | None = None) -> None:
    """Go on only where none of the limits is reached.

    In the transaction of `session` nobody else looks at these limits or counts for them until it ends.

    Raises:
        TooManyTries: saying for how long to wait.
    """
    if session is not None:
        _hold(counted, session)
    asked = session or db.session()
    seconds = max((_seconds_left(one, asked) for one in counted), default=0)
    if seconds:
        raise TooManyTries(seconds)


def note(*counted: Counted, session: Session | None = None) -> None:
    """Count a try; in a transaction of its own, for a refusal takes everything else back."""
    rows = [CountedTry(key=one.key) for one in counted]
    if session is not None:
        session.add_all(rows)
        return
    with aside() as apart:
        apart.add_all(rows)


def take(*counted: Counted, session: Session | None = None) -> None:
    """Refuse, or count. Without a session of its own call it before anything is written.

    Raises:
        TooManyTries: saying for how long to wait.
    """
    if session is not None:
        refuse(*counted, session=session)
        note(*counted, session=session)
        return
    db.session.rollback()  # what was read holds a place that the count needs
    with aside() as apart:
        take(*counted, session=apart)


def give_back(*counted: Counted) -> None:
    """Count the latest try no more: it was right."""
    for one in counted:
        latest = (
            select(CountedTry.id)
            .where(CountedTry.key == one.key)
            .order_by(CountedTry.at.desc())
            .limit(1)
        )
        db.session.execute(delete(CountedTry).where(CountedTry.id.in_(latest)))


def forget(counted: Counted, session: Session | None = None) -> None:
    """Count none of the tries so far any more: whoever made them has shown who they are."""
    (session or db.session()).execute(delete(CountedTry).where(CountedTry.key == counted.key))


def _hold(counted: Iterable[Counted], session: Session) -> None:
    """SQLite has one writer anyway; PostgreSQL gives a lock for each key, in one order for everybody."""
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted({one.key for one in counted}):
            session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _seconds_left(counted: Counted, session: Session) -> int:
    """How long until one more try is free; nothing when it is now."""
    now, limit = clock.now(), counted.limit
    query = (
        select(CountedTry.at)
        .where(CountedTry.key == counted.key, CountedTry.at > now - limit.within)
        .order_by(CountedTry.at.desc())
        .limit(limit.times)
    )
    latest = list(session.scalars(query))
    if len(latest) < limit.times:
        return 0
    left = min(
        latest[-1] + limit.within - now, limit.within
    )  # a clock that was set back locks nobody out
    return max(1, math.ceil(left.total_seconds()))


def _say_when(response: Response) -> Response:
    if response.status_code == 429 and "retry_after" in g:
        response.headers["Retry-After"] = str(g.retry_after)
    return response


def init_app(app: Flask) -> None:
    """Every 429 says when to try again."""
    app.after_request(_say_when)
