"""Figures as somebody announced them: kept beside what is counted, never added to it."""

from __future__ import annotations

from sqlalchemy import select

from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.planning.models import Course, PlanItem, Programme, Qualifier, StatedFigure
from lms.planning.services.names import Names, set_names
from lms.platform.access import Actor
from lms.platform.db import db


def state_figure(
    unit: OrgUnit,
    *,
    code: str,
    names: Names,
    measure: str,
    value: int | None,
    qualifier: Qualifier = Qualifier.EXACT,
    source: str,
    programme: Programme | None = None,
    course: Course | None = None,
    plan_item: PlanItem | None = None,
    baseline: int | None = None,
    target: int | None = None,
    period: str | None = None,
    is_demo: bool = False,
    by: Actor,
) -> StatedFigure:
    """Record a number with its source; recorded again under its code it is replaced."""
    figure = db.session.scalar(select(StatedFigure).where(StatedFigure.code == code))
    figure = figure or StatedFigure(code=code)
    set_names(figure, names)
    figure.unit_id, figure.measure, figure.value = unit.id, measure, value
    figure.qualifier, figure.source, figure.period = qualifier, source, period
    figure.baseline, figure.target, figure.is_demo = baseline, target, is_demo
    figure.programme_id = programme.id if programme else None
    figure.course_id = course.id if course else None
    figure.plan_item_id = plan_item.id if plan_item else None
    db.session.add(figure)
    db.session.flush()
    record("planning.state_figure", actor=by, subject=figure, unit_id=unit.id)
    return figure
