"""What merging two records would do: what differs, what stands in the way, what moves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from lms.accounts.models import UserAccount
from lms.attendance.models import AttendanceEntry
from lms.certificates.models import IssueList, IssueListState
from lms.enrolment.models import Enrolment
from lms.merging.queries.shared import SharedRun, shared_runs
from lms.merging.rules import FACTS, LINKS, Obstacle, Rule, asked_before, differs, is_filled_in
from lms.objections.models import Objection, ObjectionKind, ObjectionState
from lms.people.models import Affiliation, Person
from lms.platform.db import Base, db
from lms.scheduling.models import CourseRun, SessionState, TrainerAssignment, TrainingSession

OF_A_WORKPLACE = ("job_title", "starts_on", "ends_on", "is_primary")
"""What an entry says besides where; of two that say the same it does not matter which one stays."""


class Conflict(NamedTuple):
    """Two facts of which one has to be chosen, under a key that says what they are about."""

    key: str
    kept: Any
    other: Any
    run: SharedRun | None = None


@dataclass(frozen=True)
class Preview:
    """All of it, as things stand."""

    kept: Person
    other: Person
    conflicts: list[Conflict]
    obstacles: list[Obstacle]
    runs: list[SharedRun]
    filled_in: list[str]
    two_accounts: bool
    moves: dict[str, int]
    """How many rows of which table come to the kept record."""

    @property
    def seen(self) -> str:
        """What tells this preview from one of other records, or of the same ones later."""
        facts = [
            (one.key, *(_spelled(side) for side in (one.kept, one.other))) for one in self.conflicts
        ]
        ids = self.kept.id, self.other.id
        told = repr((ids, facts, self.obstacles, self.filled_in, sorted(self.moves.items())))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def preview(kept: Person, other: Person) -> Preview:
    """What merging the other record into the kept one would do."""
    runs = shared_runs(kept, other)
    return Preview(
        kept=kept,
        other=other,
        conflicts=[
            *_facts(kept, other),
            *_workplaces(kept, other),
            *(one for run in runs for one in _of_run(run)),
        ],
        obstacles=list(_obstacles(kept, other, runs)),
        runs=runs,
        filled_in=[fact for fact in FACTS if is_filled_in(fact, kept, other)],
        two_accounts=all(_has_account(one) for one in (kept, other)),
        moves=_moves(other),
    )


def _facts(kept: Person, other: Person) -> Iterator[Conflict]:
    for fact in FACTS:
        if fact == "number" and kept.id_country == other.id_country:
            continue  # never chosen: it stands in the way
        if differs(fact, kept, other):
            yield Conflict(f"fact-{fact}", kept, other)


def overlapping(kept: Person, other: Person) -> list[tuple[Affiliation, Affiliation]]:
    """Places of work that both records have at one unit at one time."""
    mine, theirs = _places(kept), _places(other)
    return [
        (one, two)
        for two in theirs
        for one in mine
        if one.unit_id == two.unit_id and _meet(one, two)
    ]


def work_key(one: Affiliation, two: Affiliation) -> str:
    """Under which it is asked which of two entries stays."""
    return f"work-{one.id}-{two.id}"


def _workplaces(kept: Person, other: Person) -> Iterator[Conflict]:
    pairs = overlapping(kept, other)
    for one, two in pairs:
        if any(getattr(one, name) != getattr(two, name) for name in OF_A_WORKPLACE):
            yield Conflict(work_key(one, two), one, two)
    # Of two main places of work one stays the main one; where they are one and the same, that is chosen already.
    mine, theirs = _main(kept), _main(other)
    if mine is not None and theirs is not None and (mine, theirs) not in pairs:
        yield Conflict("main", mine, theirs)


def _main(person: Person) -> Affiliation | None:
    found = [one for one in _places(person) if one.is_primary and one.ends_on is None]
    return found[0] if found else None


def _places(person: Person) -> list[Affiliation]:
    query = (
        select(Affiliation)
        .options(joinedload(Affiliation.unit))
        .where(Affiliation.person_id == person.id)
        .order_by(Affiliation.id)
    )
    return list(db.session.scalars(query))


def _meet(one: Affiliation, two: Affiliation) -> bool:
    starts = max(one.starts_on or date.min, two.starts_on or date.min)
    return starts <= min(one.ends_on or date.max, two.ends_on or date.max)


def _of_run(shared: SharedRun) -> Iterator[Conflict]:
    if shared.certain is None:
        yield Conflict(shared.key, shared.kept, shared.other, shared)
    for pair in shared.pairs:
        if pair.differs:
            yield Conflict(pair.key, pair.kept[-1], pair.other[-1], shared)


def _obstacles(kept: Person, other: Person, runs: list[SharedRun]) -> Iterator[Obstacle]:
    if kept.id_country == other.id_country and kept.national_id_hash and other.national_id_hash:
        yield Obstacle("numbers")
    yield from asked_before(kept, other)
    for run in runs:
        if _is_objected_to(run):
            yield Obstacle("objection", run.run.code)
        if _is_to_be_approved(run):
            yield Obstacle("issue_list", run.run.code)
    for code in db.session.scalars(_trains_twice(kept, other)):
        yield Obstacle("trainer", code)


def _is_objected_to(shared: SharedRun) -> bool:
    entries = select(AttendanceEntry.id).where(
        AttendanceEntry.enrolment_id.in_((shared.kept.id, shared.other.id))
    )
    query = select(Objection.id).where(
        Objection.kind == ObjectionKind.ATTENDANCE_MARK,
        Objection.subject_id.in_(entries),
        Objection.state == ObjectionState.OPEN,
    )
    return db.session.scalar(query.limit(1)) is not None


def _is_to_be_approved(shared: SharedRun) -> bool:
    query = select(IssueList.enrolment_ids).where(
        IssueList.course_run_id == shared.run.id, IssueList.state == IssueListState.WAITING
    )
    return any(
        {shared.kept.id, shared.other.id} & set(listed) for listed in db.session.scalars(query)
    )


def _trains_twice(kept: Person, other: Person) -> Any:
    """Runs with a session that the one gives while the other gives another one."""
    mine, theirs = aliased(TrainerAssignment), aliased(TrainerAssignment)
    one, two = aliased(TrainingSession), aliased(TrainingSession)
    return (
        select(CourseRun.code)
        .join(one, one.course_run_id == CourseRun.id)
        .join(mine, and_(mine.session_id == one.id, mine.person_id == kept.id))
        .join(two, and_(two.starts_at < one.ends_at, one.starts_at < two.ends_at, two.id != one.id))
        .join(theirs, and_(theirs.session_id == two.id, theirs.person_id == other.id))
        .where(
            one.state != SessionState.CANCELLED,
            two.state != SessionState.CANCELLED,
        )
        .distinct()
        .order_by(CourseRun.code)
    )


def _has_account(person: Person) -> bool:
    query = select(UserAccount.id).where(UserAccount.person_id == person.id)
    return db.session.scalar(query) is not None


def _moves(other: Person) -> dict[str, int]:
    found = {}
    for name, link in LINKS.items():
        if link.rule in (Rule.WORKED_OUT, Rule.STAYS):
            continue
        table_name, column = name.split(".")
        table = Base.metadata.tables[table_name]
        query = select(func.count()).select_from(table).where(table.c[column] == other.id)
        count = db.session.scalar(query) or 0
        if count:
            found[table_name] = count
    return found


def _spelled(side: Any) -> str:
    """A fact as plain text, by which it is seen whether it changed."""
    if isinstance(side, Person):
        return repr([getattr(side, name) for fact in FACTS.values() for name in fact.columns])
    if isinstance(side, Affiliation):
        return repr((side.id, side.job_title, side.starts_on, side.ends_on, side.is_primary))
    if isinstance(side, Enrolment):
        return repr((side.id, side.state, side.unit_id, side.job_title))
    return repr((side["id"], side["enrolment_id"]))
