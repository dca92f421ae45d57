"""The rows behind a number: exactly those that it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import aliased

from lms.attendance.models import AttendanceEntry
from lms.attendance.policy import VIEW as VIEW_ATTENDANCE
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.figures import policy
from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis, TrainedPerson
from lms.figures.queries.moved import has_lost, in_part, people_of_part
from lms.figures.queries.places import working_below
from lms.figures.queries.runs import day_of_run, in_year
from lms.figures.rules import Question
from lms.organisation.models import OrgUnit
from lms.organisation.queries import lay_in
from lms.outcomes.models import Completion
from lms.people.models import Person
from lms.people.queries import by_name
from lms.planning.models import Course
from lms.platform.access import Actor, is_among
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.scheduling.models import CourseRun

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_worked_at, _centre = aliased(OrgUnit), aliased(OrgUnit)


def completions(question: Question, viewer: Actor) -> Select[*tuple[Any, ...]]:
    """The completions that the question counts, the latest first: what a row shows, when, and its `SHOWN`."""
    query = (
        select(Completion.id, Completion.completed_on, *_shown(viewer))
        .join(CourseRun, CourseRun.id == Completion.course_run_id)
        .join(Person, Person.id == Completion.person_id)
        .outerjoin(_worked_at, _worked_at.id == Completion.unit_id)
        .where(*counted(question), policy.rows_visible_to(viewer))
        .order_by(Completion.completed_on.desc(), Completion.id.desc())
    )
    return _named(query)


def people(question: Question, viewer: Actor) -> Select[*tuple[Any, ...]]:
    """The people that the question counts, by name: key, name, and how often they completed."""
    is_kept = question.plan_id is None and question.basis is not Basis.NOW
    if question.part_id is not None:
        found = people_of_part(question)
    else:
        found = _kept_people(question) if is_kept else _counted_people(question)
    rows = found.subquery()
    visible = select(Completion.person_id).where(policy.rows_visible_to(viewer))
    return (
        select(Person.id, Person.full_name, rows.c.completions)
        .join(rows, rows.c.person_id == Person.id)
        .where(is_among(Person.id, visible, row_by_row=viewer.is_at_top))
        .order_by(*by_name(), Person.id)
    )


def enrolments(question: Question, viewer: Actor, *, took_part: bool) -> Select[*tuple[Any, ...]]:
    """The seats that were taken, or those whose holder attended at least a minute, by run and name."""
    query = (
        select(Enrolment.id, *_shown(viewer))
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(_worked_at, _worked_at.id == Enrolment.unit_id)
        .where(*enrolled(question), policy.enrolments_visible_to(viewer))
        .order_by(CourseRun.code, *by_name(), Enrolment.id)
    )
    return _named(query.where(attended()) if took_part else query)


def out_of_sight(question: Question, viewer: Actor) -> int:
    """How many completions the question counts that the viewer may not open, because their places were moved away."""
    if question.plan_id is not None or question.basis is Basis.NOW or not has_lost(question.unit):
        return 0
    query = (
        select(func.count())
        .select_from(Completion)
        .join(Person, Person.id == Completion.person_id)
        .where(*counted(question), ~policy.rows_visible_to(viewer))
    )
    return db.session.scalar(query) or 0


def _shown(viewer: Actor) -> list[ColumnElement[Any]]:
    """What both lists show of a row: who, where they worked, of which run, and whether its sheets may be opened."""
    reader = language()
    return [
        Person.full_name.label("name"),
        shown_column(_worked_at, reader).label("worked_at"),
        shown_column(Course, reader).label("course"),
        CourseRun.code.label("run"),
        shown_column(_centre, reader).label("centre"),
        CourseRun.unit_id.in_(viewer.units_where(VIEW_ATTENDANCE)).label("has_sheet"),
    ]


def _named(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With the course and the centre of the run; loosely joined, so that counting rows need not look at them."""
    return query.outerjoin(Course, Course.id == CourseRun.course_id).outerjoin(
        _centre, _centre.id == CourseRun.unit_id
    )


def counted(question: Question) -> list[ColumnElement[bool]]:
    """Which completions the question counts; a query that uses it has `Person` joined."""
    conditions: list[ColumnElement[bool]] = []
    if question.plan_id is not None:
        runs = select(CourseRun.id).where(in_year(question))
        conditions.append(Completion.course_run_id.in_(runs))
    else:
        conditions.append(_completed_at(question))
        if question.year != ALL_YEARS:
            conditions.append(Completion.fiscal_year == question.year)
    if question.course_id != ALL_COURSES:
        conditions.append(Completion.course_id == question.course_id)
    if question.sex is not None:
        recorded = Person.sex if question.basis is Basis.NOW else Completion.sex
        conditions.append(recorded == question.sex)
    return conditions


def enrolled(question: Question) -> list[ColumnElement[bool]]:
    """Which seats belong to the question; a query that uses it has `CourseRun` and `Person` joined."""
    conditions: list[ColumnElement[bool]] = [
        Enrolment.state == EnrolmentState.ENROLLED,
        in_year(question),
    ]
    if question.plan_id is None:
        conditions.append(_enrolled_at(question))
    if question.course_id != ALL_COURSES:
        conditions.append(CourseRun.course_id == question.course_id)
    if question.sex is not None:
        recorded = Person.sex if question.basis is Basis.NOW else Enrolment.sex
        conditions.append(recorded == question.sex)
    return conditions


def attended() -> ColumnElement[bool]:
    """Whether an enrolment has at least one minute of attendance in force."""
    newer = aliased(AttendanceEntry)
    replaced = exists().where(newer.replaces_id == AttendanceEntry.id)
    return exists().where(
        AttendanceEntry.enrolment_id == Enrolment.id, AttendanceEntry.minutes > 0, ~replaced
    )


def _completed_at(question: Question) -> ColumnElement[bool]:
    worked, gave = Completion.unit_id, Completion.delivering_unit_id
    if question.basis is Basis.NOW:
        return Completion.person_id.in_(working_below(question.unit.id))
    return _counted_at(question, worked, gave, Completion.completed_on)


def _enrolled_at(question: Question) -> ColumnElement[bool]:
    if question.basis is Basis.NOW:
        return Enrolment.person_id.in_(working_below(question.unit.id))
    return _counted_at(question, Enrolment.unit_id, CourseRun.unit_id, day_of_run())


def _counted_at(
    question: Question, worked: Any, gave: Any, day: SQLColumnExpression[date]
) -> ColumnElement[bool]:
    """Whether the place where somebody worked, or which gave the course, lay in the unit on the day."""
    unit, where = question.unit, gave if question.basis is Basis.DELIVERING else worked
    if question.part_id is not None:
        return in_part(question, where, day)
    if question.basis is not Basis.DELIVERING and question.is_whole_country:
        # Nobody knows where they worked: the whole country has them, and no place in it. Nearly all are in it, and
        # are not to be gathered place by place.
        where = func.coalesce(worked, gave)
    return lay_in(where, unit, day)


def _kept_people(question: Question) -> Select[*tuple[Any, ...]]:
    """From the counts themselves, so that a person whose record of sex changed stands where they are counted."""
    query = select(
        TrainedPerson.person_id, func.sum(TrainedPerson.completions).label("completions")
    ).where(
        TrainedPerson.unit_id == question.unit.id,
        TrainedPerson.basis == question.basis,
        TrainedPerson.fiscal_year == question.year,
        TrainedPerson.course_id == question.course_id,
    )
    if question.sex is not None:
        query = query.where(TrainedPerson.sex == question.sex)
    return query.group_by(TrainedPerson.person_id).having(func.sum(TrainedPerson.people) > 0)


def _counted_people(question: Question) -> Select[*tuple[Any, ...]]:
    return (
        select(Completion.person_id, func.count().label("completions"))
        .join(Person, Person.id == Completion.person_id)
        .where(*counted(question))
        .group_by(Completion.person_id)
    )
