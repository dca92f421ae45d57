"""Courses, programmes, plans and stated figures, as far as the viewer may see them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms.organisation.models import OrgUnit
from lms.planning.models import (
    Course,
    PlanItem,
    Programme,
    StatedFigure,
    Track,
    TrainingPlan,
)
from lms.planning.policy import courses_visible_to, plans_visible_to, programmes_visible_to
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.i18n import language
from lms.platform.localised import matches, shown_column, sort_column
from lms.platform.text import fold_digits


def courses(viewer: Actor) -> Select[Course]:
    """The courses that the viewer may see, by name, with their unit and programme."""
    return (
        select(Course)
        .join(OrgUnit, OrgUnit.id == Course.unit_id)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .options(contains_eager(Course.unit), contains_eager(Course.programme))
        .where(courses_visible_to(viewer))
        .order_by(sort_column(Course, language()), Course.id)
    )


def course_rows(viewer: Actor) -> Select[int, str, int, bool, str, str, str]:
    """What a list shows of those courses, as plain values with names for the reader."""
    reader = language()
    return (
        select(
            Course.id,
            Course.code,
            Course.minutes,
            Course.is_archived,
            shown_column(Course, reader).label("name"),
            shown_column(Programme, reader).label("programme"),
            shown_column(OrgUnit, reader).label("unit"),
        )
        .join(OrgUnit, OrgUnit.id == Course.unit_id)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .where(courses_visible_to(viewer))
        .order_by(sort_column(Course, reader), Course.id)
    )


def programmes_with_courses(viewer: Actor) -> Select[int, str]:
    """The programmes that courses belong to, by id and name."""
    used = select(Course.programme_id).where(courses_visible_to(viewer))
    return (
        select(Programme.id, shown_column(Programme, language()))
        .where(Programme.id.in_(used))
        .order_by(sort_column(Programme, language()), Programme.id)
    )


def course(code: str, viewer: Actor) -> Select[Course]:
    """One course with everything that its page shows."""
    return (
        select(Course)
        .options(
            joinedload(Course.unit).joinedload(OrgUnit.country),
            joinedload(Course.programme),
            joinedload(Course.track),
            selectinload(Course.topics),
            selectinload(Course.prerequisites),
        )
        .where(Course.code == code, courses_visible_to(viewer))
        .order_by(Course.id)
    )


def programmes(viewer: Actor) -> Select[Programme]:
    """The programmes that the viewer may see, by name."""
    return (
        select(Programme)
        .join(OrgUnit, OrgUnit.id == Programme.unit_id)
        .options(contains_eager(Programme.unit))
        .where(programmes_visible_to(viewer))
        .order_by(sort_column(Programme, language()), Programme.id)
    )


def programme_rows(viewer: Actor) -> Select[int, str, str, str]:
    """What a list shows of those programmes, as plain values with names for the reader."""
    reader = language()
    return (
        select(
            Programme.id,
            Programme.code,
            shown_column(Programme, reader).label("name"),
            shown_column(OrgUnit, reader).label("unit"),
        )
        .join(OrgUnit, OrgUnit.id == Programme.unit_id)
        .where(programmes_visible_to(viewer))
        .order_by(sort_column(Programme, reader), Programme.id)
    )


def programme(code: str, viewer: Actor) -> Select[Programme]:
    """One programme with its tracks and their courses."""
    return (
        select(Programme)
        .options(
            joinedload(Programme.unit), selectinload(Programme.tracks).selectinload(Track.courses)
        )
        .where(Programme.code == code, programmes_visible_to(viewer))
        .order_by(Programme.id)
    )


def tracks(viewer: Actor) -> Select[Track]:
    """The tracks of those programmes, in the order of each."""
    return (
        select(Track)
        .join(Programme, Programme.id == Track.programme_id)
        .options(contains_eager(Track.programme))
        .where(programmes_visible_to(viewer))
        .order_by(Track.programme_id, Track.position)
    )


def courses_of(programme: Programme) -> Select[Course]:
    """The courses of a programme, by name."""
    return (
        select(Course)
        .options(joinedload(Course.unit))
        .where(Course.programme_id == programme.id)
        .order_by(sort_column(Course, language()), Course.id)
    )


def plans(viewer: Actor) -> Select[TrainingPlan]:
    """The plans that the viewer may see, the latest year first."""
    return (
        select(TrainingPlan)
        .join(OrgUnit, OrgUnit.id == TrainingPlan.unit_id)
        .options(contains_eager(TrainingPlan.unit).joinedload(OrgUnit.country))
        .where(plans_visible_to(viewer))
        .order_by(TrainingPlan.fiscal_year.desc(), TrainingPlan.id)
    )


def plan(plan_id: int, viewer: Actor) -> Select[TrainingPlan]:
    """One plan with its items."""
    return (
        select(TrainingPlan)
        .options(
            joinedload(TrainingPlan.unit).joinedload(OrgUnit.country),
            selectinload(TrainingPlan.items).joinedload(PlanItem.course),
        )
        .where(TrainingPlan.id == plan_id, plans_visible_to(viewer))
        .order_by(TrainingPlan.id)
    )


def item(plan_id: int, item_id: int, viewer: Actor) -> Select[PlanItem]:
    """One item of a plan."""
    return (
        select(PlanItem)
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .options(
            contains_eager(PlanItem.plan).joinedload(TrainingPlan.unit).joinedload(OrgUnit.country),
            joinedload(PlanItem.course),
        )
        .where(PlanItem.id == item_id, TrainingPlan.id == plan_id, plans_visible_to(viewer))
        .order_by(PlanItem.id)
    )


def plan_totals() -> Select[int, int, int | None, int | None]:
    """For each plan: its items, runs and seats as far as stated; to be joined by its id."""
    return (
        select(
            PlanItem.plan_id,
            func.count().label("items"),
            func.sum(PlanItem.runs_planned).label("runs"),
            func.sum(PlanItem.seats_planned).label("seats"),
        )
        .group_by(PlanItem.plan_id)
        .order_by(PlanItem.plan_id)
    )


def figures_of_plan(plan: TrainingPlan) -> Select[StatedFigure]:
    """What was announced about the items of a plan, and about its unit besides."""
    items = select(PlanItem.id).where(PlanItem.plan_id == plan.id)
    general = StatedFigure.programme_id.is_(None) & StatedFigure.course_id.is_(None)
    return _figures(
        or_(
            StatedFigure.plan_item_id.in_(items),
            (StatedFigure.unit_id == plan.unit_id) & StatedFigure.plan_item_id.is_(None) & general,
        )
    )


def figures_of_course(course: Course) -> Select[StatedFigure]:
    """What was announced about a course."""
    return _figures(StatedFigure.course_id == course.id)


def figures_of_programme(programme: Programme) -> Select[StatedFigure]:
    """What was announced about a programme."""
    return _figures(StatedFigure.programme_id == programme.id)


def _figures(where: ColumnElement[bool]) -> Select[StatedFigure]:
    return (
        select(StatedFigure)
        .options(joinedload(StatedFigure.unit))
        .where(where)
        .order_by(StatedFigure.id)
    )


def matching(model: type[Course] | type[Programme], text: str) -> ColumnElement[bool]:
    """Things whose code contains the text, or that are named so in any spelling."""
    return or_(
        func.lower(model.code).contains(fold_digits(text).lower(), autoescape=True),
        matches(model.folded_names, text),
    )


def references(row: Course | PlanItem, leaving_out: frozenset[str] = frozenset()) -> int:
    """How many rows of other tables point at this one: its history."""
    table = row.__tablename__
    count = 0
    for other in Base.metadata.sorted_tables:
        columns = [
            column
            for column in other.columns
            if other.name not in leaving_out
            and any(key.column.table.name == table for key in column.foreign_keys)
        ]
        if columns:
            pointing = or_(*(column == row.id for column in columns))
            found = select(func.count()).select_from(other).where(pointing)
            count += db.session.scalar(found) or 0
    return count
