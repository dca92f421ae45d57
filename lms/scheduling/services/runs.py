"""Planning a course run and changing what is known of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.planning.models import Course, PlanItem
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language as reader_language
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.numbers import number
from lms.scheduling.errors import (
    BelowMinimum,
    CourseArchived,
    EndsBeforeFirstDay,
    RunCodeTaken,
    SessionsOutside,
    StateForbids,
    UnitNotOpen,
)
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.rules import OVER, STATES, active
from lms.scheduling.services.locks import lock_run
from lms.scheduling.services.seats import change_capacity

RULES = (
    "attendance_basis_points",
    "excused_rule",
    "joining_rule",
    "has_pre_test",
    "has_post_test",
    "has_exam",
    "pass_mark",
    "max_attempts",
    "validity_months",
)
"""What a run copies from its course."""

CODE_LENGTH = 40


def create_run(
    course: Course,
    unit: OrgUnit,
    *,
    code: str | None = None,
    capacity: int,
    language: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    site_unit: OrgUnit | None = None,
    plan_item: PlanItem | None = None,
    min_seats: int | None = None,
    nominations_until: date | None = None,
    source: str | None = None,
    is_demo: bool = False,
    entry_key: str | None = None,
    by: Actor,
) -> CourseRun:
    """Plan a run of the course at a centre, or by it on site; without dates it is a draft.

    The form that was sent twice has the same `entry_key`, and gives the same run.
    """
    if course.is_archived:
        raise CourseArchived
    _check_dates(starts_on, ends_on)
    _check_minimum(min_seats, capacity)
    _check_open(unit, site_unit, starts_on, ends_on)
    # Two planners must not be given the same next code.
    db.session.scalar(
        select(Course.id).where(Course.id == course.id).with_for_update(key_share=True)
    )
    again = _entered_by(entry_key)
    if again is not None:
        return again
    if code is not None and db.session.scalar(select(CourseRun.id).filter_by(code=code)):
        raise RunCodeTaken(free=next_code(course, starts_on))
    run = CourseRun(
        code=code or next_code(course, starts_on),
        entry_key=entry_key,
        course=course,
        unit=unit,
        site_unit=site_unit,
        plan_item=plan_item,
        state=RunState.DRAFT if starts_on is None else RunState.PLANNED,
        starts_on=starts_on,
        ends_on=ends_on if ends_on is not None else starts_on,
        language=language,
        capacity=capacity,
        min_seats=min_seats,
        nominations_until=nominations_until,
        source=source,
        is_demo=is_demo,
    )
    copy_rules(run)
    db.session.add(run)
    db.session.flush()
    record("scheduling.create_run", actor=by, subject=run, unit_id=unit.id)
    return run


def _entered_by(key: str | None) -> CourseRun | None:
    return db.session.scalar(select(CourseRun).filter_by(entry_key=key)) if key else None


def next_code(course: Course, starts_on: date | None) -> str:
    """The next free code of the course in a year: KPI-2026-03."""
    year = (starts_on or clock.today(course.unit.country.timezone)).year
    stem = f"{course.code[: CODE_LENGTH - 9]}-{year}-"
    query = select(CourseRun.code).where(CourseRun.code.startswith(stem, autoescape=True))
    taken = db.session.scalars(query).all()
    numbers = [int(tail) for code in taken if (tail := code.removeprefix(stem)).isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1:02}"


def copy_rules(run: CourseRun) -> None:
    """Give the run the rules that its course has now."""
    for name in RULES:
        setattr(run, name, getattr(run.course, name))


def update_run(
    run: CourseRun,
    *,
    starts_on: date | None,
    ends_on: date | None,
    capacity: int,
    language: str,
    min_seats: int | None = None,
    nominations_until: date | None = None,
    site_unit: OrgUnit | None = None,
    plan_item: PlanItem | None = None,
    by: Actor,
) -> None:
    """Change the dates, seats and place of a run that is not over."""
    lock_run(run)
    if run.state in OVER:
        raise StateForbids(state=STATES[run.state])
    _check_dates(starts_on, ends_on)
    _check_minimum(min_seats, capacity)
    _check_open(run.unit, site_unit, starts_on, ends_on)
    ends_on = ends_on if ends_on is not None else starts_on
    _check_sessions(run, starts_on, ends_on)
    before = _facts(run)
    run.min_seats = None  # the seats may pass it on their way; the check above has seen both
    db.session.flush()
    change_capacity(run, capacity, by=by)
    run.starts_on, run.ends_on = starts_on, ends_on
    run.language, run.min_seats, run.nominations_until = language, min_seats, nominations_until
    run.site_unit, run.plan_item = site_unit, plan_item
    if run.state is RunState.DRAFT and starts_on is not None:
        run.state = RunState.PLANNED
    db.session.flush()
    changed = difference(before, _facts(run))
    if changed["before"]:
        record("scheduling.update_run", actor=by, subject=run, unit_id=run.unit_id, details=changed)


def _facts(run: CourseRun) -> dict[str, object]:
    names = (
        "starts_on",
        "ends_on",
        "language",
        "min_seats",
        "nominations_until",
        "site_unit_id",
        "plan_item_id",
    )
    return {name: getattr(run, name) for name in names}


def _check_dates(starts_on: date | None, ends_on: date | None) -> None:
    if ends_on is not None and (starts_on is None or ends_on < starts_on):
        raise EndsBeforeFirstDay


def _check_minimum(min_seats: int | None, capacity: int) -> None:
    if min_seats is not None and min_seats > capacity:
        raise BelowMinimum


def _check_open(unit: OrgUnit, site: OrgUnit | None, *days: date | None) -> None:
    """S21: a place that is closed takes no runs after its last day."""
    for place in (unit, site):
        for day in days:
            if place is not None and day is not None and not place.is_open_on(day):
                raise UnitNotOpen(
                    unit=place.name_in(reader_language()), date=date_text(day, "weekday")
                )


def _check_sessions(run: CourseRun, starts_on: date | None, ends_on: date | None) -> None:
    for session in active(run.sessions):
        outside = (starts_on is not None and session.held_on < starts_on) or (
            ends_on is not None and ends_on < session.held_on
        )
        if starts_on is None or outside:
            raise SessionsOutside(
                session=number(session.number), date=date_text(session.held_on, "weekday")
            )
