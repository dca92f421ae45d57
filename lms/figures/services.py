"""Keeping the counts beside the completions, in the transaction that writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from lms.figures.models import ALL_COURSES, TrainedCount, TrainedPerson
from lms.figures.queries.counting import CELL, Rows, person_rows
from lms.organisation.models import UnitAncestry
from lms.organisation.services import take_turns
from lms.outcomes.models import Completion
from lms.platform.db import db
from lms.scheduling.models import CourseRun

COUNTS = ("completions", "people")


def count_run(course_run_id: int) -> None:
    """Bring the counts up to date with the completions of a run; counting it twice changes nothing."""
    course_id = db.session.scalars(select(CourseRun.course_id).filter_by(id=course_run_id)).one()
    people = select(Completion.person_id).filter_by(course_run_id=course_run_id)
    _bring_up_to_date(
        TrainedPerson.person_id.in_(people) & TrainedPerson.course_id.in_((course_id, ALL_COURSES)),
        person_rows(Completion.person_id.in_(people), course_id=course_id),
    )


def recount_people(person_ids: Sequence[int]) -> None:
    """Bring the counts up to date after completions of these people were withdrawn, corrected or moved."""
    _bring_up_to_date(
        TrainedPerson.person_id.in_(person_ids),
        person_rows(Completion.person_id.in_(person_ids)),
    )


def recount_unit(unit_id: int, since: date) -> None:
    """Bring the counts up to date after a unit, with everything below it, was hung elsewhere from a day on."""
    below = select(UnitAncestry.unit_id).where(
        UnitAncestry.ancestor_id == unit_id, UnitAncestry.until > since
    )
    people = select(Completion.person_id).where(
        or_(Completion.unit_id.in_(below), Completion.delivering_unit_id.in_(below)),
        Completion.completed_on >= since,
    )
    _bring_up_to_date(
        TrainedPerson.person_id.in_(people), person_rows(Completion.person_id.in_(people))
    )


def rebuild() -> int:
    """Throw all counts away and count every completion afresh; returns how many cells that makes."""
    take_turns()
    db.session.execute(delete(TrainedCount))
    db.session.execute(delete(TrainedPerson))
    _insert_rows(person_rows())
    cell = [getattr(TrainedPerson, name) for name in CELL]
    totals = [func.sum(getattr(TrainedPerson, name)) for name in COUNTS]
    rows = select(*cell, *totals).group_by(*cell)
    db.session.execute(insert(TrainedCount).from_select([*CELL, *COUNTS], rows))
    return db.session.scalars(select(func.count()).select_from(TrainedCount)).one()


def _bring_up_to_date(kept: ColumnElement[bool], fresh: Rows) -> None:
    """Replace the kept rows of people by fresh ones, and move the counts by the difference."""
    take_turns()
    _move_counts(kept, fresh)
    db.session.execute(
        delete(TrainedPerson).where(kept).execution_options(synchronize_session=False)
    )
    _insert_rows(fresh)


def _move_counts(kept: ColumnElement[bool], fresh: Rows) -> None:
    after, before = fresh.subquery(), TrainedPerson
    both = union_all(
        select(*(after.c[name] for name in (*CELL, *COUNTS))),
        select(
            *(getattr(before, name) for name in CELL),
            *((-getattr(before, name)).label(name) for name in COUNTS),
        ).where(kept),
    ).subquery()
    cell = [both.c[name] for name in CELL]
    change = (
        select(*cell, *(func.sum(both.c[name]).label(name) for name in COUNTS))
        .group_by(*cell)
        .subquery()
    )
    same = and_(*(getattr(TrainedCount, name) == change.c[name] for name in CELL))
    counts = (
        select(
            *(change.c[name] for name in CELL),
            *(func.coalesce(getattr(TrainedCount, name), 0) + change.c[name] for name in COUNTS),
        )
        .select_from(change)
        .outerjoin(TrainedCount, same)
        .where(or_(*(change.c[name] != 0 for name in COUNTS)))
    )
    upsert: Any = _dialect().insert(TrainedCount).from_select([*CELL, *COUNTS], counts)
    written = {name: upsert.excluded[name] for name in COUNTS}
    db.session.execute(upsert.on_conflict_do_update(index_elements=CELL, set_=written))


def _insert_rows(rows: Rows) -> None:
    columns = [column.name for column in rows.selected_columns]
    db.session.execute(insert(TrainedPerson).from_select(columns, rows))


def _dialect() -> Any:
    return postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
