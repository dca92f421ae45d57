"""Reading the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from lms.audit.models import PROMISE, AuditEvent, AuditLink, AuditReason
from lms.audit.rules import ACTING_FOR, ACTIONS, ERASED, ERASING, Link, actors, identity, promise_of
from lms.platform.access import account_names
from lms.platform.db import Base, db
from lms.platform.i18n import _
from lms.platform.i18n.dates import datetime_text

CHUNK = 1_000
CHANGES_SHOWN = 25


def history(subject: Base) -> Select[AuditEvent]:
    """What was done to a record that the caller has fetched in scope, newest first."""
    subject_type, subject_id = identity(subject)
    return (
        select(AuditEvent)
        .where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.id.desc())
    )


@dataclass(frozen=True)
class Change:
    """One entry of the record in words, as a timeline shows it."""

    title: str
    time: str
    datetime: str
    text: str
    state: str = "done"


def changes_of(subject: Base, zone: str) -> list[Change]:
    """What was done to a record that the caller has fetched in scope, in words, newest first: the latest of it."""
    events = db.session.scalars(history(subject).limit(CHANGES_SHOWN)).all()
    names = names_in(events)
    return [
        Change(
            title=str(ACTIONS.get(event.action, event.action)),
            time=who_and_when(event, names, zone),
            datetime=event.at.isoformat(timespec="minutes"),
            text=event.reason or "",
        )
        for event in events
    ]


def names_in(events: Iterable[AuditEvent]) -> Mapping[int, str]:
    """The names of the accounts that did these, and of those that they stood in for."""
    return account_names({one for event in events for one in actors(event)})


def who_and_when(event: AuditEvent, names: Mapping[int, str], zone: str) -> str:
    """By whom it was done, for whom, and when."""
    at = datetime_text(event.at, zone)
    if event.actor_user_id is None:
        return at
    name = names.get(event.actor_user_id) or _("an account that is no more")
    lender = event.details.get(ACTING_FOR)
    if lender is None:
        return _("%(name)s, %(when)s", name=name, when=at)
    other = names.get(lender) or _("an account that is no more")
    return _("%(name)s for %(other)s, %(when)s", name=name, other=other, when=at)


def chain() -> Iterator[Link]:
    """The whole chain in its order, each link with its event as it is stored; never all of it in memory."""
    columns = AuditEvent.__table__.columns
    query = (
        select(AuditLink.seq, AuditLink.hash, *columns)
        .outerjoin(AuditEvent, AuditEvent.id == AuditLink.event_id)
        .order_by(AuditLink.seq)
        .execution_options(yield_per=CHUNK)
    )
    for seq, hash_, *event in db.session.execute(query):
        yield Link(seq, hash_, event if event[0] is not None else None)


def outside_the_chain() -> Select[int]:
    """The events that no link holds: somebody put them there past the program."""
    return (
        select(AuditEvent.id)
        .outerjoin(AuditLink, AuditLink.event_id == AuditEvent.id)
        .where(AuditLink.seq.is_(None))
        .order_by(AuditEvent.id)
    )


def reasons_astray() -> Iterator[int]:
    """The events whose reason is not the one that was given, or is gone without an erasure on record."""
    erased = {
        key
        for details in db.session.scalars(
            select(AuditEvent.details).where(AuditEvent.action == ERASING)
        )
        for key in details.get(ERASED, ())
    }
    query = (
        select(AuditEvent.id, AuditEvent.promise, AuditReason.salt, AuditReason.words)
        .outerjoin(AuditReason, AuditReason.event_id == AuditEvent.id)
        .where(or_(AuditEvent.promise.startswith(PROMISE), AuditReason.event_id.is_not(None)))
        .order_by(AuditEvent.id)
        .execution_options(yield_per=CHUNK)
    )
    for key, promise, salt, words in db.session.execute(query):
        if words is None:
            if key not in erased:
                yield key
        elif promise != promise_of(salt, words):
            yield key


def chained() -> int:
    """How many events the chain holds."""
    return db.session.scalar(select(func.count()).select_from(AuditLink)) or 0
