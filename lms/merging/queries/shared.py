"""The course runs in which both records have a place, with the marks of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import aliased

from lms.assessment.models import Assessment
from lms.certificates.models import Certificate
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.merging.rules import Side
from lms.outcomes.models import Outcome, OutcomeState
from lms.people.models import Person
from lms.platform.db import Base, db
from lms.scheduling.models import CourseRun, TrainingSession

Row = RowMapping
Chain = list[Row]
"""The entries of one ledger about one thing, each the correction of the one before."""

LEDGERS: Mapping[str, tuple[str, ...]] = {
    "attendance_entry": ("session_id",),
    "score_entry": ("assessment_id", "attempt"),
}
"""What an entry is about, besides whom."""


OF_A_PLACE = ("state", "unit_id", "job_title", "sex", "age_band", "joined_on")
"""What a place in a run says that somebody may want to choose."""


@dataclass(frozen=True)
class Pair:
    """What both records say about one session, or one attempt at a test; one of them may say nothing."""

    ledger: str
    about: tuple[int, ...]
    kept: Chain
    other: Chain

    @property
    def key(self) -> str:
        kind = "mark" if self.ledger == "attendance_entry" else "score"
        return "-".join([kind, *map(str, self.about)])

    def chain(self, side: Side) -> Chain:
        return self.kept if side is Side.KEPT else self.other

    @property
    def differs(self) -> bool:
        if not (self.kept and self.other):
            return False
        return _says(self.ledger, self.kept[-1]) != _says(self.ledger, self.other[-1])


@dataclass(frozen=True)
class SharedRun:
    """One run, the place that each record has in it, and what stands on both."""

    run: CourseRun
    kept: Enrolment
    other: Enrolment
    result: Side | None
    """Whose place counts because it alone led to a certificate, or to a passed outcome."""
    pairs: list[Pair]
    was_passed: bool

    @property
    def key(self) -> str:
        return f"place-{self.run.id}"

    @property
    def certain(self) -> Side | None:
        """Whose place counts whatever anybody chooses; of two that say the same it does not matter."""
        same = all(getattr(self.kept, one) == getattr(self.other, one) for one in OF_A_PLACE)
        return self.result or (Side.KEPT if same else None)

    def place(self, side: Side) -> Enrolment:
        return self.kept if side is Side.KEPT else self.other


def shared_runs(kept: Person, other: Person) -> list[SharedRun]:
    """The runs in which both have a place, in the order of their codes."""
    mine, theirs = aliased(Enrolment), aliased(Enrolment)
    found = db.session.execute(
        select(mine, theirs)
        .join(theirs, theirs.course_run_id == mine.course_run_id)
        .join(CourseRun, CourseRun.id == mine.course_run_id)
        .where(
            mine.person_id == kept.id,
            theirs.person_id == other.id,
            mine.state != EnrolmentState.MERGED,
            theirs.state != EnrolmentState.MERGED,
        )
        .order_by(CourseRun.code)
    ).all()
    ids = [one.id for pair in found for one in pair]
    ledgers = {name: _chains(name, ids) for name in LEDGERS}
    worth = _worth(ids)
    return [
        SharedRun(
            run=one.run,
            kept=one,
            other=two,
            result=_result(worth[one.id], worth[two.id]),
            pairs=list(_pairs(ledgers, one.id, two.id)),
            was_passed=max(worth[one.id], worth[two.id]) > 0,
        )
        for one, two in found
    ]


def _result(kept: int, other: int) -> Side | None:
    if kept == other:
        return None
    return Side.KEPT if kept > other else Side.OTHER


def _worth(ids: list[int]) -> dict[int, int]:
    """0 for a place that led to nothing, 1 where the run was passed, 2 where there is a certificate."""
    passed = set(
        db.session.scalars(
            select(Outcome.enrolment_id).where(
                Outcome.enrolment_id.in_(ids), Outcome.state == OutcomeState.PASSED
            )
        )
    )
    certified = set(
        db.session.scalars(
            select(Certificate.enrolment_id).where(Certificate.enrolment_id.in_(ids))
        )
    )
    return {one: 2 if one in certified else int(one in passed) for one in ids}


def _chains(ledger: str, ids: list[int]) -> dict[tuple[int, tuple[int, ...]], Chain]:
    """The entries of these places, by place and what they are about, the first one first."""
    table = Base.metadata.tables[ledger]
    query = select(table).where(table.c.enrolment_id.in_(ids)).order_by(table.c.id)
    found: dict[tuple[int, tuple[int, ...]], Chain] = {}
    for row in db.session.execute(query).mappings():
        about = tuple(row[name] for name in LEDGERS[ledger])
        found.setdefault((row["enrolment_id"], about), []).append(row)
    return {key: _in_order(chain) for key, chain in found.items()}


def _in_order(chain: Chain) -> Chain:
    """By what replaces what: numbers may lie in another order after a merge that was undone."""
    after = {row["replaces_id"]: row for row in chain}
    ordered, row = [], after.get(None)
    while row is not None:
        ordered.append(row)
        row = after.get(row["id"])
    return ordered


def _pairs(
    ledgers: Mapping[str, Mapping[tuple[int, tuple[int, ...]], Chain]], one: int, two: int
) -> Iterable[Pair]:
    for ledger, chains in ledgers.items():
        abouts = {about for place, about in chains if place in (one, two)}
        for about in sorted(abouts):
            yield Pair(ledger, about, chains.get((one, about), []), chains.get((two, about), []))


def _says(ledger: str, row: Row) -> tuple[Any, ...]:
    if ledger == "attendance_entry":
        return row["mark"], row["minutes"]
    return row["score"], row["taken_on"]


def sessions_of(runs: Iterable[SharedRun]) -> dict[int, TrainingSession]:
    """The sessions that are spoken of, by key."""
    ids = {pair.about[0] for one in runs for pair in one.pairs if pair.ledger == "attendance_entry"}
    query = select(TrainingSession).where(TrainingSession.id.in_(ids))
    return {one.id: one for one in db.session.scalars(query)}


def tests_of(runs: Iterable[SharedRun]) -> dict[int, Assessment]:
    """The tests that are spoken of, by key."""
    ids = {pair.about[0] for one in runs for pair in one.pairs if pair.ledger == "score_entry"}
    return {
        one.id: one for one in db.session.scalars(select(Assessment).where(Assessment.id.in_(ids)))
    }


def table_of(ledger: str) -> Table:
    """The table of a ledger."""
    return Base.metadata.tables[ledger]
