"""Numbers without a gap: the counter moves in the transaction that uses them, or not at all."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from lms.certificates.models import SerialCounter
from lms.platform.db import db


def take_numbers(issuing_body_id: int, year: int, count: int) -> range:
    """The next numbers of a body in a year. Whoever else asks waits until this transaction ends."""
    last = _move(issuing_body_id, year, count)
    if last is None:
        last = _begin(issuing_body_id, year, count)
    return range(last - count + 1, last + 1)


def _move(issuing_body_id: int, year: int, count: int) -> int | None:
    # One statement both moves the counter and reads it, so that no two certificates get the same number.
    return db.session.scalar(
        update(SerialCounter)
        .where(SerialCounter.issuing_body_id == issuing_body_id, SerialCounter.year == year)
        .values(last=SerialCounter.last + count)
        .returning(SerialCounter.last)
        .execution_options(synchronize_session=False)
    )


def _begin(issuing_body_id: int, year: int, count: int) -> int:
    first = insert(SerialCounter).values(issuing_body_id=issuing_body_id, year=year, last=count)
    try:
        with db.session.begin_nested():
            db.session.execute(first)
    except IntegrityError:
        # Somebody else began the year at the same moment, and has committed by now.
        last = _move(issuing_body_id, year, count)
        if last is None:
            raise
        return last
    return count
