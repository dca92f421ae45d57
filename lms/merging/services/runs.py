"""Places in course runs: those of one record alone move, and of two in one run one counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lms.enrolment.models import Enrolment, EnrolmentState
from lms.merging.errors import NotPassedAnyMore
from lms.merging.queries import Pair, Preview, SharedRun, table_of
from lms.merging.rules import Side
from lms.merging.services.journal import Journal
from lms.outcomes import queries as outcomes
from lms.outcomes.models import Outcome, OutcomeState
from lms.outcomes.rules import Decision, decide
from lms.outcomes.services import completion_of, years_of
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.i18n.lists import isolated
from lms.scheduling import services as scheduling
from lms.scheduling.models import RunState

OTHER_SIDE = {Side.KEPT: Side.OTHER, Side.OTHER: Side.KEPT}


def bring_together(
    journal: Journal, preview: Preview, choices: Mapping[str, Side], by: Actor
) -> list[int]:
    """Bring the runs of both under the kept record; returns the runs in which a seat was given back."""
    freed = [
        shared.run.id
        for shared in preview.runs
        if _bring_run_together(journal, shared, choices, by)
    ]
    _move(journal, preview)
    return freed


def counting(shared: SharedRun, choices: Mapping[str, Side]) -> Side:
    """Whose place in the run counts."""
    return shared.certain or choices[shared.key]


def _bring_run_together(
    journal: Journal, shared: SharedRun, choices: Mapping[str, Side], by: Actor
) -> bool:
    side = counting(shared, choices)
    counts, aside = shared.place(side), shared.place(OTHER_SIDE[side])
    moved = [
        _bring_marks(journal, pair, side, choices, counts.id, aside.id) for pair in shared.pairs
    ]
    had_seat = aside.state is EnrolmentState.ENROLLED
    _set_aside(journal, aside)
    if side is Side.OTHER:
        enrolment = Base.metadata.tables["enrolment"]
        kept_id, other_id = shared.kept.person_id, shared.other.person_id
        journal.update(enrolment, {"id": counts.id}, person_id=kept_id)
        journal.update(enrolment, {"id": aside.id}, person_id=other_id)
        _move_completions(journal, counts.id, kept_id)
    db.session.expire_all()
    if any(moved) and shared.run.state is RunState.CLOSED:
        _decide_anew(journal, shared, db.session.get_one(Enrolment, counts.id), by)
    return had_seat and scheduling.free_seat(shared.run.id)


def _bring_marks(
    journal: Journal,
    pair: Pair,
    side: Side,
    choices: Mapping[str, Side],
    counts_id: int,
    aside_id: int,
) -> bool:
    """Let the marks that are to stand hang on the place that counts; the others change places with them."""
    here, there = pair.chain(side), pair.chain(OTHER_SIDE[side])
    stands = choices[pair.key] if pair.differs else side if here else OTHER_SIDE[side]
    if stands is side:
        return False
    table = table_of(pair.ledger)
    first = {"id": there[0]["id"]}
    if here:  # there is one first entry in a place: for a moment, theirs follows on ours
        journal.update(table, first, replaces_id=here[-1]["id"])
        for row in here:
            journal.update(table, {"id": row["id"]}, enrolment_id=aside_id)
    for row in there:
        journal.update(table, {"id": row["id"]}, enrolment_id=counts_id)
    if here:
        journal.update(table, first, replaces_id=None)
    return True


def _set_aside(journal: Journal, aside: Enrolment) -> None:
    """The place is no longer one: it takes no seat, and leads to nothing."""
    for name, column in (("completion", "id"), ("outcome", "enrolment_id")):
        table = Base.metadata.tables[name]
        keys = select(table.c[column]).where(table.c.enrolment_id == aside.id)
        for key in db.session.scalars(keys).all():
            journal.delete(table, {column: key})
    journal.update(
        Base.metadata.tables["enrolment"],
        {"id": aside.id},
        state=EnrolmentState.MERGED,
        queue_position=None,
    )


def _move(journal: Journal, preview: Preview) -> None:
    """The places that only the other record had, with what was completed there."""
    table = Base.metadata.tables["enrolment"]
    alone = select(table.c.id).where(
        table.c.person_id == preview.other.id, table.c.state != EnrolmentState.MERGED
    )
    for key in db.session.scalars(alone.order_by(table.c.id)).all():
        journal.update(table, {"id": key}, person_id=preview.kept.id)
        _move_completions(journal, key, preview.kept.id)


def _move_completions(journal: Journal, enrolment_id: int, person_id: int) -> None:
    table = Base.metadata.tables["completion"]
    keys = select(table.c.id).where(table.c.enrolment_id == enrolment_id)
    for key in db.session.scalars(keys).all():
        journal.update(table, {"id": key}, person_id=person_id)


def _decide_anew(journal: Journal, shared: SharedRun, enrolment: Enrolment, by: Actor) -> None:
    """What the marks of both together come to, in a run that was closed."""
    known = db.session.get(Outcome, enrolment.id)
    decision = decide(outcomes.facts([enrolment])[enrolment.id])
    if known is None or decision.state is None:  # not among those who come to an outcome
        return
    passed = decision.state is OutcomeState.PASSED
    if shared.was_passed and not passed:
        raise NotPassedAnyMore(run=isolated(shared.run.code))
    journal.update(
        Base.metadata.tables["outcome"],
        {"enrolment_id": enrolment.id},
        **_outcome(decision),
        decided_by_id=by.id or None,
        decided_at=clock.now(),
    )
    if passed:
        _complete(journal, enrolment, decision)


def _outcome(decision: Decision) -> dict[str, Any]:
    return {
        "state": decision.state,
        "minutes_present": decision.minutes_present,
        "minutes_held": decision.minutes_held,
        "minutes_needed": decision.minutes_needed,
        "score": decision.score,
        "met_on": decision.met_on,
        "reasoning": decision.reasoning,
    }


def _complete(journal: Journal, enrolment: Enrolment, decision: Decision) -> None:
    table = Base.metadata.tables["completion"]
    facts = completion_of(enrolment.run, enrolment, decision, years_of(enrolment.run))
    known = db.session.scalar(select(table.c.id).where(table.c.enrolment_id == enrolment.id))
    if known is None:
        journal.insert(table, facts)
    else:
        days = {name: facts[name] for name in ("completed_on", "fiscal_year")}
        journal.update(table, {"id": known}, **days)
