"""Rows that are held until the transaction ends, always in the same order: run, room, trainers.

SQLite has one writer and needs none of it; PostgreSQL makes the second planner wait and then see what the first saved.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lms.organisation.models import Room
from lms.people.models import Person
from lms.platform.db import db
from lms.scheduling.models import CourseRun


def lock_run(run: CourseRun) -> None:
    """Hold the run and read it as it is now."""
    db.session.refresh(run, _COLUMNS, with_for_update={"key_share": True})


_COLUMNS = [column.key for column in CourseRun.__mapper__.column_attrs]


def lock_bookable(room: Room | None, trainers: Sequence[Person]) -> None:
    """Hold the room, then the trainers, so that nobody else books them meanwhile."""
    if room is not None:
        db.session.execute(
            select(Room.id).where(Room.id == room.id).with_for_update(key_share=True)
        )
    ids = sorted({trainer.id for trainer in trainers})
    if ids:
        db.session.execute(
            select(Person.id)
            .where(Person.id.in_(ids))
            .order_by(Person.id)
            .with_for_update(key_share=True)
        )
