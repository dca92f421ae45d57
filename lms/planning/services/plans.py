"""The plan of a fiscal year: making, copying, changing, approving it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.planning.errors import ItemHasRuns, PlanExists, PlanIsEmpty, PlanStands
from lms.planning.models import Course, PlanItem, PlanItemKind, PlanState, TrainingPlan
from lms.planning.queries import references
from lms.planning.services.names import Names, same_names, set_names
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.numbers import number

NOT_RUNS = frozenset({"stated_figure"})


@dataclass(frozen=True)
class ItemFacts:
    """What is stated of an item; None is "not stated"."""

    kind: PlanItemKind = PlanItemKind.COURSE
    course: Course | None = None
    runs_planned: int | None = None
    seats_planned: int | None = None
    quarter: int | None = None
    audience: str | None = None
    supervisors: str | None = None
    source: str | None = None


def create_plan(
    unit: OrgUnit,
    *,
    fiscal_year: int,
    names: Names,
    source: str | None = None,
    is_demo: bool = False,
    by: Actor,
) -> TrainingPlan:
    """Begin the plan of a unit for a fiscal year; there is one, and sent twice it is the same."""
    known = _plan_of(unit, fiscal_year)
    if known is not None:
        if same_names(known, names) and known.state is PlanState.DRAFT:
            return known
        raise PlanExists
    plan = TrainingPlan(unit=unit, fiscal_year=fiscal_year, source=source, is_demo=is_demo)
    set_names(plan, names)
    try:
        with db.session.begin_nested():
            db.session.add(plan)
    except IntegrityError as error:
        raise PlanExists from error
    record("planning.create_plan", actor=by, subject=plan, unit_id=unit.id)
    return plan


def _plan_of(unit: OrgUnit, fiscal_year: int) -> TrainingPlan | None:
    query = select(TrainingPlan).where(
        TrainingPlan.unit_id == unit.id, TrainingPlan.fiscal_year == fiscal_year
    )
    return db.session.scalar(query)


def copy_plan(plan: TrainingPlan, *, fiscal_year: int, names: Names, by: Actor) -> TrainingPlan:
    """Begin next year's plan with this one's items; what was announced of them is not copied."""
    copy = create_plan(plan.unit, fiscal_year=fiscal_year, names=names, by=by)
    if copy.items:
        return copy
    for item in plan.items:
        facts = ItemFacts(
            kind=item.kind,
            course=item.course,
            runs_planned=item.runs_planned,
            seats_planned=item.seats_planned,
            quarter=item.quarter,
            audience=item.audience,
            supervisors=item.supervisors,
        )
        add_item(copy, names=item.names, facts=facts, by=by)
    return copy


def update_plan(plan: TrainingPlan, *, names: Names, source: str | None = None, by: Actor) -> None:
    """Change what the plan is called and where it is from."""
    _refuse_unless_draft(plan)
    set_names(plan, names)
    plan.source = source
    db.session.flush()
    record("planning.update_plan", actor=by, subject=plan, unit_id=plan.unit_id)


def add_item(plan: TrainingPlan, *, names: Names, facts: ItemFacts, by: Actor) -> PlanItem:
    """Add an item. One that says exactly the same is there already: a second click, not a second item."""
    _refuse_unless_draft(plan)
    for known in plan.items:
        if same_names(known, names) and facts_of(known) == facts:
            return known
    last = db.session.scalar(select(func.max(PlanItem.position)).where(PlanItem.plan_id == plan.id))
    item = PlanItem(position=(last or 0) + 1)
    set_names(item, names)
    _state(item, facts)
    plan.items.append(item)
    db.session.flush()
    record("planning.add_item", actor=by, subject=item, unit_id=plan.unit_id)
    return item


def update_item(item: PlanItem, *, names: Names, facts: ItemFacts, by: Actor) -> None:
    """Change what is stated of an item."""
    _refuse_unless_draft(item.plan)
    set_names(item, names)
    _state(item, facts)
    db.session.flush()
    record("planning.update_item", actor=by, subject=item, unit_id=item.plan.unit_id)


def remove_item(item: PlanItem, *, by: Actor) -> None:
    """Take an item out of a plan; refused while course runs belong to it."""
    plan = item.plan
    _refuse_unless_draft(plan)
    count = references(item, NOT_RUNS)
    if count:
        raise ItemHasRuns(count=number(count))
    record("planning.remove_item", actor=by, subject=item, unit_id=plan.unit_id)
    db.session.flush()
    plan.items.remove(item)
    db.session.flush()


def facts_of(item: PlanItem) -> ItemFacts:
    """What is stated of an item now."""
    return ItemFacts(**{name: getattr(item, name) for name in ItemFacts.__dataclass_fields__})


def _state(item: PlanItem, facts: ItemFacts) -> None:
    for name in ItemFacts.__dataclass_fields__:
        setattr(item, name, getattr(facts, name))


def approve_plan(plan: TrainingPlan, *, by: Actor) -> None:
    """Let the plan stand."""
    if plan.state is PlanState.APPROVED:
        return
    _refuse_unless_draft(plan)
    if not plan.items:
        raise PlanIsEmpty
    plan.state = PlanState.APPROVED
    db.session.flush()
    record("planning.approve_plan", actor=by, subject=plan, unit_id=plan.unit_id)


def reopen_plan(plan: TrainingPlan, reason: str, *, by: Actor) -> None:
    """Take the approval back, so that the plan can be changed."""
    if plan.state is PlanState.DRAFT:
        return
    plan.state = PlanState.DRAFT
    db.session.flush()
    record("planning.reopen_plan", actor=by, subject=plan, unit_id=plan.unit_id, reason=reason)


def _refuse_unless_draft(plan: TrainingPlan) -> None:
    if plan.state is not PlanState.DRAFT:
        raise PlanStands
