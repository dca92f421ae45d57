"""Course runs and their sessions, as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from lms.organisation.models import Country, OrgUnit, Room, Venue
from lms.planning.models import Course
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import matches, shown_column
from lms.platform.remembered import remembered, rows
from lms.platform.statements import kept
from lms.platform.text import fold_digits
from lms.scheduling import policy
from lms.scheduling.models import (
    CourseRun,
    RunState,
    SessionState,
    TrainerAssignment,
    TrainingSession,
)
from lms.scheduling.rules import DATED, OVER, ShownRun, shown


def runs(viewer: Actor) -> Select[CourseRun]:
    """The runs that the viewer may see, the latest first and undated ones last, with course and centre."""
    return (
        select(CourseRun)
        .join(Course, Course.id == CourseRun.course_id)
        .join(OrgUnit, OrgUnit.id == CourseRun.unit_id)
        .options(contains_eager(CourseRun.course), contains_eager(CourseRun.unit))
        .where(policy.visible_to(viewer))
        .order_by(CourseRun.starts_on.desc().nulls_last(), CourseRun.id.desc())
    )


def run(code: str, viewer: Actor) -> Select[CourseRun]:
    """One run with everything that its header and schedule show."""
    return kept("run", lambda: _run(code, viewer), code, viewer=viewer)


def shown_run(code: str, viewer: Actor) -> ShownRun | None:
    """The same as plain values, for a screen that shows no more of it than its header."""
    query = kept("shown run", lambda: _run(code, viewer, _header()), code, viewer=viewer)

    def read() -> ShownRun | None:
        found = db.session.scalars(query).one_or_none()
        return shown(found) if found is not None else None

    return remembered(query, read)


def _run(
    code: str, viewer: Actor, loaded: Sequence[_AbstractLoad] | None = None
) -> Select[CourseRun]:
    return (
        select(CourseRun)
        .options(*(_whole() if loaded is None else loaded))
        .where(CourseRun.code == code, policy.visible_to(viewer))
        .order_by(CourseRun.id)
    )


def _header() -> list[_AbstractLoad]:
    sessions = selectinload(CourseRun.sessions)
    return [
        joinedload(CourseRun.course),
        joinedload(CourseRun.unit).joinedload(OrgUnit.country),
        joinedload(CourseRun.site_unit),
        sessions.joinedload(TrainingSession.room),
        sessions.joinedload(TrainingSession.assignments).joinedload(TrainerAssignment.person),
    ]


def _whole() -> list[_AbstractLoad]:
    sessions = selectinload(CourseRun.sessions)
    return [
        *_header(),
        joinedload(CourseRun.course).joinedload(Course.programme),
        joinedload(CourseRun.plan_item),
        sessions.joinedload(TrainingSession.room).joinedload(Room.venue),
        sessions.joinedload(TrainingSession.topic),
    ]


def session(code: str, number: int, viewer: Actor) -> Select[TrainingSession]:
    """One session of a run, by its number."""
    return (
        select(TrainingSession)
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .options(
            contains_eager(TrainingSession.run).options(*_whole()),
            joinedload(TrainingSession.room).joinedload(Room.venue),
            joinedload(TrainingSession.topic),
            selectinload(TrainingSession.assignments).joinedload(TrainerAssignment.person),
        )
        .where(CourseRun.code == code, TrainingSession.number == number, policy.visible_to(viewer))
        .order_by(TrainingSession.id)
    )


def run_rows(viewer: Actor, state: ColumnElement[Any]) -> Select[Any]:
    """What a list shows of those runs, as plain values: with their state by `state_on` and names for the reader."""
    reader = language()
    return (
        select(
            CourseRun.id,
            CourseRun.code,
            CourseRun.starts_on,
            CourseRun.ends_on,
            CourseRun.seats_taken,
            CourseRun.capacity,
            state.label("state"),
            shown_column(Course, reader).label("course"),
            shown_column(OrgUnit, reader).label("centre"),
        )
        .join(Course, Course.id == CourseRun.course_id)
        .join(OrgUnit, OrgUnit.id == CourseRun.unit_id)
        .where(policy.visible_to(viewer))
        .order_by(CourseRun.starts_on.desc().nulls_last(), CourseRun.id.desc())
    )


def matching(text: str) -> ColumnElement[bool]:
    """Runs whose code contains the text, or whose course or centre is named so in any spelling."""
    return or_(
        func.lower(CourseRun.code).contains(fold_digits(text).lower(), autoescape=True),
        matches(Course.folded_names, text),
        matches(OrgUnit.folded_names, text),
    )


@lru_cache(maxsize=10)
def state_on(today: date) -> ColumnElement[Any]:
    """The state of a run on a day, as `rules.state_on` gives it."""
    dated = and_(CourseRun.state.in_(DATED), CourseRun.starts_on.is_not(None))
    kind = CourseRun.state.type
    return case(
        (and_(dated, CourseRun.ends_on < today), literal(RunState.ENDED, kind)),
        (and_(dated, CourseRun.starts_on <= today), literal(RunState.IN_PROGRESS, kind)),
        (and_(dated, CourseRun.state != RunState.OPEN), literal(RunState.CONFIRMED, kind)),
        else_=CourseRun.state,
    )


def today_of(viewer: Actor) -> date:
    """The date on the wall in the viewer's country."""
    found = rows(kept("time zone", lambda: _zone(viewer), viewer=viewer))
    return clock.today(found[0][0] if found else "UTC")


def _zone(viewer: Actor) -> Select[str]:
    right = policy.VIEW if viewer.has(policy.VIEW) else policy.VIEW_OWN
    return (
        select(Country.timezone)
        .join(OrgUnit, OrgUnit.country_code == Country.code)
        .where(OrgUnit.id.in_(viewer.units_where(right)))
        .limit(1)
    )


def sessions_after(unit: OrgUnit, day: date, viewer: Actor) -> Select[TrainingSession]:
    """The sessions still planned at a place or in its rooms after a day: those to be moved when it closes."""
    rooms = select(Room.id).join(Venue, Venue.id == Room.venue_id).where(Venue.unit_id == unit.id)
    return (
        select(TrainingSession)
        .join(CourseRun, CourseRun.id == TrainingSession.course_run_id)
        .options(contains_eager(TrainingSession.run).joinedload(CourseRun.course))
        .where(
            or_(
                CourseRun.unit_id == unit.id,
                CourseRun.site_unit_id == unit.id,
                TrainingSession.room_id.in_(rooms),
            ),
            policy.visible_to(viewer),
            CourseRun.state.not_in(OVER),
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.held_on > day,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
