"""What must always hold: each rule in words, with the query for what would break it.

The slices offer the rules about their own tables; those that join several of them are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Date, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from lms.assessment import queries as assessment
from lms.attendance import queries as attendance
from lms.certificates import queries as certificates
from lms.enrolment import queries as enrolment
from lms.enrolment.models import Enrolment
from lms.figures.queries.counting import differences, misplaced_people
from lms.merging import queries as merging
from lms.organisation.models import ALWAYS, OPEN, OrgUnit, UnitAncestor, UnitAncestry
from lms.organisation.queries import WAY, ways
from lms.outcomes.models import Completion, Outcome, OutcomeState
from lms.outcomes.queries import DECIDED
from lms.scheduling import queries as scheduling
from lms.scheduling.models import CourseRun, RunState

Found = Select[*tuple[Any, ...]]
Invariant = tuple[str, Found]


def invariants() -> Iterator[Invariant]:
    """Every rule with the query that must find nothing."""
    for offered in (
        scheduling.invariants(),
        enrolment.invariants(),
        attendance.invariants(),
        assessment.invariants(),
        certificates.invariants(),
        merging.invariants(),
    ):
        for label, query in offered:
            yield _sentence(str(label)), query
    yield "every place is found under exactly the places above it", _wrong_ancestors()
    yield "what a place lies in today it lies in without an end", _today_astray()
    yield "a place lies in one place on each day", _parents_astray()
    yield "where places lay follows from what they lay in directly", _wrong_ways()
    yield "everybody in a closed run has an outcome", _undecided()
    yield "who has an outcome is in a run that is closed", _decided_early()
    yield "every passed outcome is a completion, and nothing else is", _completions_astray()
    yield "every person is counted in the cells of their completions", misplaced_people()
    yield "every count equals a recount of the completions", differences()


def _sentence(label: str) -> str:
    return label[:1].lower() + label[1:].rstrip(".")


def _wrong_ancestors() -> Found:
    """A unit is under itself, and under whatever its parent is under; anything else is wrong."""
    above = aliased(UnitAncestor)
    expected = union_all(
        select(OrgUnit.id.label("unit"), OrgUnit.id.label("ancestor"), literal(0).label("depth")),
        select(OrgUnit.id, above.ancestor_id, above.depth + 1).join(
            above, above.unit_id == OrgUnit.parent_id
        ),
    ).subquery()
    both = union_all(
        select(expected, literal(1).label("side")),
        select(
            UnitAncestor.unit_id,
            UnitAncestor.ancestor_id,
            UnitAncestor.depth,
            literal(-1),
        ),
    ).subquery()
    row = (both.c.unit, both.c.ancestor, both.c.depth)
    return select(*row).group_by(*row).having(func.sum(both.c.side) != 0).order_by(*row)


def _today_astray() -> Found:
    """The closure of today, and the ways up the tree without an end."""
    columns = ("unit_id", "ancestor_id", "depth")
    both = union_all(
        select(*(getattr(UnitAncestor, name) for name in columns), literal(1).label("side")),
        select(*(getattr(UnitAncestry, name) for name in columns), literal(-1)).where(
            UnitAncestry.until == OPEN
        ),
    ).subquery()
    row = [both.c[name] for name in columns]
    return select(*row).group_by(*row).having(func.sum(both.c.side) != 0).order_by(*row)


def _parents_astray() -> Found:
    """Days on which a place lay in two others or in none, and places that lie in another today than they say."""
    row, other = UnitAncestry, aliased(UnitAncestry)
    same = and_(other.unit_id == row.unit_id, other.depth == 1)
    twice = exists().where(same, other.since > row.since, other.since < row.until)
    twin = exists().where(same, other.since == row.since, other.ancestor_id != row.ancestor_id)
    after = exists().where(same, other.until == row.since)
    gap = and_(row.since > ALWAYS, ~after)
    astray = or_(twice, twin, gap, and_(row.until == OPEN, row.ancestor_id != OrgUnit.parent_id))
    lies = exists().where(row.unit_id == OrgUnit.id, row.depth == 1, row.until == OPEN)
    found = union_all(
        select(OrgUnit.id)
        .join(row, and_(row.unit_id == OrgUnit.id, row.depth == 1))
        .where(or_(OrgUnit.parent_id.is_(None), astray)),
        select(OrgUnit.id).where(OrgUnit.parent_id.is_not(None), ~lies),
    ).subquery()
    return select(found).order_by(*found.c)


def _wrong_ways() -> Found:
    """A unit is in itself always, and in what it lay in directly for as long as it did so."""
    lower, upper = aliased(UnitAncestry), aliased(UnitAncestry)
    always, open_end = literal(ALWAYS, Date()), literal(OPEN, Date())
    recorded = [getattr(UnitAncestry, name) for name in WAY]
    both = union_all(
        select(*recorded, literal(1).label("side")),
        select(OrgUnit.id, OrgUnit.id, literal(0), always, open_end, literal(-1)),
        select(*recorded, literal(-1)).where(UnitAncestry.depth == 1),
        ways(lower, upper).add_columns(literal(-1)).where(lower.depth == 1),
    ).subquery()
    row = [both.c[name] for name in WAY]
    return select(*row).group_by(*row).having(func.sum(both.c.side) != 0).order_by(*row)


def _undecided() -> Found:
    return (
        select(CourseRun.code, Enrolment.id)
        .join(Enrolment, Enrolment.course_run_id == CourseRun.id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(
            CourseRun.state == RunState.CLOSED,
            Enrolment.state.in_(DECIDED),
            Outcome.enrolment_id.is_(None),
        )
        .order_by(CourseRun.code, Enrolment.id)
    )


def _decided_early() -> Found:
    return (
        select(CourseRun.code, Enrolment.id)
        .join(Enrolment, Enrolment.course_run_id == CourseRun.id)
        .join(Outcome, Outcome.enrolment_id == Enrolment.id)
        .where(CourseRun.state != RunState.CLOSED)
        .order_by(CourseRun.code, Enrolment.id)
    )


def _completions_astray() -> Found:
    passed = exists().where(
        Outcome.enrolment_id == Completion.enrolment_id, Outcome.state == OutcomeState.PASSED
    )
    counted = exists().where(Completion.enrolment_id == Outcome.enrolment_id)
    same = exists().where(
        Enrolment.id == Completion.enrolment_id,
        and_(
            Enrolment.person_id == Completion.person_id,
            Enrolment.course_run_id == Completion.course_run_id,
        ),
    )
    astray = union_all(
        select(Completion.enrolment_id).where(or_(~passed, ~same)),
        select(Outcome.enrolment_id).where(Outcome.state == OutcomeState.PASSED, ~counted),
    ).subquery()
    return select(astray).order_by(*astray.c)
