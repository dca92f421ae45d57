"""Objecting, withdrawing and settling; what follows for the record is done by the slice that keeps it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lms.audit.services import record
from lms.objections.errors import ObjectedAlready, Settled
from lms.objections.models import Objection, ObjectionState
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db


def file(objection: Objection, by: Actor) -> Objection:
    """Keep a new objection.

    Raises:
        ObjectedAlready: there is one to the same record.
    """
    objection.filed_by_id = by.id or None
    try:
        with db.session.begin_nested():
            db.session.add(objection)
    except IntegrityError as error:  # a second click, or a second try
        raise ObjectedAlready from error
    _record("objections.file", objection, by)
    return objection


def hold(objection: Objection) -> None:
    """Hold an objection that is open, as it is now, until the transaction ends.

    Raises:
        Settled: somebody was quicker.
    """
    db.session.refresh(objection, _COLUMNS, with_for_update={"key_share": True})
    if objection.state is not ObjectionState.OPEN:
        raise Settled


def withdraw(objection: Objection, by: Actor) -> None:
    """Take an objection back; nobody decides on it any more.

    Raises:
        Settled: it was decided meanwhile.
    """
    hold(objection)
    _settle(objection, ObjectionState.WITHDRAWN, None, by)
    _record("objections.withdraw", objection, by)


def accept(objection: Objection, answer: str, by: Actor) -> None:
    """Say that an objection held by this transaction is right."""
    _settle(objection, ObjectionState.ACCEPTED, answer, by)
    _record("objections.accept", objection, by, answer)


def refuse(objection: Objection, answer: str, by: Actor) -> None:
    """Say that an objection held by this transaction is not."""
    _settle(objection, ObjectionState.REFUSED, answer, by)
    _record("objections.refuse", objection, by, answer)


def _settle(objection: Objection, state: ObjectionState, answer: str | None, by: Actor) -> None:
    objection.state, objection.answer = state, answer
    objection.settled_at, objection.settled_by_id = clock.now(), by.id or None
    db.session.flush()


def _record(action: str, objection: Objection, by: Actor, reason: str | None = None) -> None:
    record(
        action,
        actor=by,
        subject=objection,
        details={"kind": objection.kind.value, "subject": objection.subject_id},
        reason=reason,
        unit_id=objection.unit_id,
    )


_COLUMNS = [column.key for column in Objection.__mapper__.column_attrs]
