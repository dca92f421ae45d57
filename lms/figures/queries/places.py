"""The places that figures are about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select, union
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.figures import policy
from lms.figures.models import ALL_YEARS, Basis, TrainedCount
from lms.figures.rules import KINDS, Level, Question
from lms.organisation.models import OrgUnit, UnitAncestor, UnitAncestry
from lms.organisation.queries import present_fiscal_year, subtree_ids
from lms.people.models import Affiliation
from lms.people.policy import current
from lms.planning.models import Course, TrainingPlan
from lms.platform.access import Actor
from lms.platform.i18n import language
from lms.platform.localised import shown_column, sort_column
from lms.platform.remembered import rows
from lms.platform.statements import kept

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_other = aliased(Affiliation)
_above, _holder = aliased(UnitAncestor), aliased(UnitAncestor)
_higher = aliased(OrgUnit)


def scope(viewer: Actor, code: str | None = None) -> Select[OrgUnit]:
    """The place with this code, or the highest one whose figures the viewer reads."""
    return kept("scope", lambda: _scope(viewer, code), code, viewer=viewer)


def _scope(viewer: Actor, code: str | None) -> Select[OrgUnit]:
    query = select(OrgUnit).options(joinedload(OrgUnit.country)).where(policy.visible_to(viewer))
    if code:
        return query.where(OrgUnit.code == code)
    seen = viewer.units_where(policy.VIEW)
    lower = exists().where(
        _above.unit_id == OrgUnit.id, _above.depth == 1, _above.ancestor_id.in_(seen)
    )
    return query.where(~lower).order_by(OrgUnit.id).limit(1)


def rows_of_level(question: Question) -> Select[int]:
    """The ids of the places of one level in a unit. None lies inside another, so that completions add up."""
    unit, kinds = question.unit, KINDS[question.level]
    if question.level is Level.COUNTRY and unit.kind not in kinds:
        return select(OrgUnit.id).where(OrgUnit.id == unit.id)
    inside = (
        exists()
        .where(_holder.unit_id == OrgUnit.id, _holder.depth > 0)
        .where(_higher.id == _holder.ancestor_id, _higher.kind.in_(kinds))
        .where(_higher.id.in_(subtree_ids(unit.id)))
    )
    return select(OrgUnit.id).where(
        OrgUnit.id.in_(subtree_ids(unit.id)), OrgUnit.kind.in_(kinds), ~inside
    )


def main_place() -> ColumnElement[bool]:
    """Whether a row of `Affiliation` is the one place where the person mainly works today."""
    better = exists().where(
        _other.person_id == Affiliation.person_id,
        _other.is_primary,
        _other.id > Affiliation.id,
        current(_other),
    )
    return and_(Affiliation.is_primary, current(), ~better)


def working_below(unit_id: int) -> Select[int]:
    """The people whose main place of work today is the unit or lies below it."""
    return select(Affiliation.person_id).where(
        Affiliation.unit_id.in_(subtree_ids(unit_id)), main_place()
    )


def years(unit: OrgUnit) -> list[int]:
    """The years that there is something to say about, the latest first; the present one where there is nothing."""
    found = {year for (year,) in rows(kept("years", lambda: _years(unit.id), unit.id))}
    return sorted(found or {present_fiscal_year(unit)}, reverse=True)


def is_year_of_country(year: int, unit: OrgUnit) -> bool:
    """Whether there is something to say about a year anywhere in the unit's country."""
    root = (
        select(UnitAncestor.ancestor_id)
        .where(UnitAncestor.unit_id == unit.id)
        .order_by(UnitAncestor.depth.desc())
        .limit(1)
    )
    return year in {found for (found,) in rows(_years(root.scalar_subquery()))}


def _years(unit_id: Any) -> Select[int]:
    counted = select(TrainedCount.fiscal_year).where(
        TrainedCount.unit_id == unit_id,
        TrainedCount.basis.in_((Basis.HOME, Basis.DELIVERING)),
        TrainedCount.fiscal_year != ALL_YEARS,
    )
    below = select(UnitAncestry.unit_id).where(UnitAncestry.ancestor_id == unit_id)
    planned = select(TrainingPlan.fiscal_year).where(TrainingPlan.unit_id.in_(below))
    return select(union(counted, planned).subquery().c.fiscal_year)


def usual_year(unit: OrgUnit, known: list[int]) -> int:
    """The year to begin with: the present one, or the last one there is something to say about."""
    present = present_fiscal_year(unit)
    return present if present in known else known[0]


def courses(unit: OrgUnit) -> list[tuple[int, str]]:
    """The courses that somebody in the unit, or in what is above it, has completed, by name: keys and names."""
    found = rows(kept("courses completed", lambda: _courses(unit), unit.id))
    return [(course_id, name) for course_id, name in found]


def _courses(unit: OrgUnit) -> Select[int, str]:
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit.id)
    completed = select(TrainedCount.course_id).where(TrainedCount.unit_id.in_(above))
    query = select(Course.id, shown_column(Course, language())).where(Course.id.in_(completed))
    return query.order_by(sort_column(Course, language()), Course.id)


def plan(plan_id: int, viewer: Actor) -> Select[TrainingPlan]:
    """One plan of a place whose figures the viewer reads."""
    return (
        select(TrainingPlan)
        .join(OrgUnit, OrgUnit.id == TrainingPlan.unit_id)
        .options(contains_eager(TrainingPlan.unit).joinedload(OrgUnit.country))
        .where(TrainingPlan.id == plan_id, policy.visible_to(viewer))
    )
