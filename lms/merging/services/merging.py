"""Merging two records of one person: chosen conflict by conflict, done in one transaction, remembered whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lms.audit.services import record
from lms.enrolment.services.seats import promote_next
from lms.figures.services import recount_people
from lms.merging import queries
from lms.merging.errors import (
    ChangedMeanwhile,
    ChoiceMissing,
    InTheWay,
    MergedAlready,
    OwnRecord,
    SameRecord,
)
from lms.merging.models import PersonMerge
from lms.merging.policy import is_own
from lms.merging.queries import Preview
from lms.merging.rules import Side
from lms.merging.services.journal import Journal
from lms.merging.services.records import PERSON, move_places, move_rows, take_facts
from lms.merging.services.runs import bring_together
from lms.people.errors import PersonErased
from lms.people.models import Person
from lms.people.queries import current_affiliation
from lms.people.services import index_names
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from lms.scheduling.services.locks import lock_run


def merge(
    kept: Person,
    other: Person,
    choices: Mapping[str, Side],
    reason: str,
    *,
    seen: str,
    by: Actor,
) -> PersonMerge:
    """Bring everything of the other record under the kept one; `seen` is the preview that was decided on.

    Merged into the same record before, it gives that merge.

    Raises:
        SameRecord, OwnRecord: these two are not for the actor to merge.
        PersonErased, MergedAlready: one of them is no record of its own any more.
        InTheWay, ChangedMeanwhile, ChoiceMissing, NotPassedAnyMore: not so, or not yet.
    """
    if kept.id == other.id:
        raise SameRecord
    if is_own(by, kept, other):
        raise OwnRecord
    done = _hold(kept, other)
    if done is not None:
        return done
    preview = queries.preview(kept, other)
    _check(preview, choices, seen)
    journal, own = Journal(), queries.rows_of(kept)
    freed = _write(journal, preview, choices, by)
    merged = PersonMerge(
        kept_id=kept.id,
        merged_id=other.id,
        merged_by_id=by.id or None,
        merged_for_id=by.acting_for,
        reason=reason,
        changes_sealed=journal.sealed({"own": own, "freed": freed}),
    )
    db.session.add(merged)
    db.session.flush()
    follow(kept, other)
    _record(merged, preview, choices, by)
    for run_id in freed:
        promote_next(db.session.get_one(CourseRun, run_id), by=by)
    return merged


def hold_records(kept: Person, other: Person) -> None:
    """Hold both records and the runs that they share; whoever would add to them waits."""
    for shared in queries.shared_runs(kept, other):
        lock_run(shared.run)
    hold_people(kept.id, other.id)


def hold_people(*ids: int) -> None:
    """Hold these records as they are now, always in the same order."""
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    # Both are read anew, and so is what stands in them.
    db.session.expire_all()
    db.session.scalars(query.with_for_update()).all()


def _hold(kept: Person, other: Person) -> PersonMerge | None:
    hold_records(kept, other)
    if kept.erased_at is not None or other.erased_at is not None:
        raise PersonErased
    if other.merged_into_id == kept.id:  # a double click
        return queries.in_force(other)
    if kept.merged_into_id is not None or other.merged_into_id is not None:
        raise MergedAlready
    return None


def _check(preview: Preview, choices: Mapping[str, Side], seen: str) -> None:
    if preview.obstacles:
        raise InTheWay
    if preview.seen != seen:
        raise ChangedMeanwhile
    if any(conflict.key not in choices for conflict in preview.conflicts):
        raise ChoiceMissing


def _write(journal: Journal, preview: Preview, choices: Mapping[str, Side], by: Actor) -> list[int]:
    kept, other = preview.kept, preview.other
    take_facts(journal, preview, choices)
    move_places(journal, preview, choices)
    freed = bring_together(journal, preview, choices, by)
    move_rows(journal, kept, other)
    journal.update(PERSON, {"id": other.id}, merged_into_id=kept.id)
    return freed


def follow(*persons: Person) -> None:
    """What is worked out from the rest: the words people are found by, and the figures."""
    db.session.expire_all()
    for person in persons:
        index_names(person)
    recount_people([person.id for person in persons])


def _record(merged: PersonMerge, preview: Preview, choices: Mapping[str, Side], by: Actor) -> None:
    details: dict[str, Any] = {
        "merge": merged.id,
        "merged": merged.merged_id,
        "chosen": {one.key: choices[one.key].value for one in preview.conflicts},
        "moved": preview.moves,
    }
    work = current_affiliation(merged.kept)
    record(
        "merging.merge",
        actor=by,
        subject=merged.kept,
        details=details,
        reason=merged.reason,
        unit_id=work.unit_id if work else None,
    )
