"""Who holds a seat in a run, who waits for one, and who left."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, null, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.enrolment.models import Enrolment, EnrolmentState
from lms.enrolment.policy import enrolments_visible_to
from lms.enrolment.rules import LIVE
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.people.queries import by_name, by_name_in
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling.models import CourseRun
from lms.scheduling.rules import AnyRun

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_ahead = aliased(Enrolment)


def roster(run: CourseRun) -> Select[Enrolment]:
    """Who holds a seat in the run, by name."""
    return of_run(run, EnrolmentState.ENROLLED).order_by(*by_name(), Enrolment.id)


def roster_seen_by(run: CourseRun, viewer: Actor) -> Select[Enrolment]:
    """The roster as far as the viewer may see it: a coordinator sees their own staff in it."""
    return roster(run).where(enrolments_visible_to(viewer))


def waiting_list(run: CourseRun) -> Select[Enrolment]:
    """Who waits for a seat, in order."""
    return of_run(run, EnrolmentState.WAITLISTED).order_by(Enrolment.queue_position)


def of_run(run: CourseRun, state: EnrolmentState) -> Select[Enrolment]:
    """The enrolments of a run in one state, with person and unit."""
    return (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(OrgUnit, OrgUnit.id == Enrolment.unit_id)
        .options(contains_eager(Enrolment.person), contains_eager(Enrolment.unit))
        .where(Enrolment.course_run_id == run.id, Enrolment.state == state)
    )


def enrolment(enrolment_id: int, viewer: Actor) -> Select[Enrolment]:
    """One enrolment, within the viewer's scope."""
    return (
        select(Enrolment)
        .options(joinedload(Enrolment.run), joinedload(Enrolment.person))
        .where(Enrolment.id == enrolment_id, enrolments_visible_to(viewer))
    )


def enrolment_of(run: CourseRun, person: Person) -> Enrolment | None:
    """The person's row in the run as it is now, whatever its state."""
    query = select(Enrolment).filter_by(course_run_id=run.id, person_id=person.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def roster_rows(run: AnyRun, state: EnrolmentState, viewer: Actor) -> Select[*tuple[Any, ...]]:
    """One part of a run's roster as a list shows it, with the place in the line of those who wait."""
    waits = state is EnrolmentState.WAITLISTED
    query = (
        select(
            Enrolment.id,
            Person.full_name.label("name"),
            Person.second_name,
            shown_column(OrgUnit, language()).label("unit"),
            Enrolment.job_title,
            Enrolment.sex,
            Enrolment.enrolled_at,
            Enrolment.joined_on,
            Enrolment.ended_at,
            Enrolment.end_reason,
            (place_in_line() if waits else null()).label("place"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(OrgUnit, OrgUnit.id == Enrolment.unit_id)
        .where(
            Enrolment.course_run_id == run.id,
            Enrolment.state == state,
            enrolments_visible_to(viewer),
        )
    )
    order = (Enrolment.queue_position,) if waits else (*by_name(), Enrolment.id)
    return query.order_by(*order)


def sheet_numbers(run: AnyRun, enrolment_ids: Collection[int]) -> dict[int, int]:
    """The numbers that these enrolments have on the sign-in sheet of the whole run, whoever looks at it."""
    query = kept("sheet numbers", lambda: _sheet_numbers(run), run.id, run.country_code)
    return dict(rows(query, {"enrolments": tuple(enrolment_ids)}))


def _sheet_numbers(run: AnyRun) -> Select[int, int]:
    order = func.row_number().over(order_by=(*by_name_in(run.country_code), Enrolment.id))
    numbered = (
        select(Enrolment.id.label("id"), order.label("number"))
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_run_id == run.id, Enrolment.state == EnrolmentState.ENROLLED)
        .subquery()
    )
    asked = numbered.c.id.in_(bindparam("enrolments", expanding=True))
    return select(numbered.c.id, numbered.c.number).where(asked)


def listed_in(run: CourseRun, person_ids: Collection[int]) -> set[int]:
    """Who of these persons holds a seat or waits for one."""
    query = select(Enrolment.person_id).where(
        Enrolment.course_run_id == run.id,
        Enrolment.person_id.in_(person_ids),
        Enrolment.state.in_(LIVE),
    )
    return set(db.session.scalars(query))


def place_in_line() -> ColumnElement[int]:
    """How many stand in the waiting list up to and with an enrolment: the places have gaps, the line has none."""
    return (
        select(func.count())
        .where(
            _ahead.course_run_id == Enrolment.course_run_id,
            _ahead.state == EnrolmentState.WAITLISTED,
            _ahead.queue_position <= Enrolment.queue_position,
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def seats(run: AnyRun, viewer: Actor) -> dict[EnrolmentState, int]:
    """How many enrolments of the run the viewer sees in each state."""
    query = kept("seats of run", lambda: _seats(run, viewer), run.id, viewer=viewer)
    return dict(rows(query))


def _seats(run: AnyRun, viewer: Actor) -> Select[EnrolmentState, int]:
    return (
        select(Enrolment.state, func.count())
        .where(Enrolment.course_run_id == run.id, enrolments_visible_to(viewer))
        .group_by(Enrolment.state)
        .order_by(Enrolment.state)
    )


def free_seats(run: CourseRun) -> int:
    """How many seats nobody has taken."""
    return run.capacity - run.seats_taken
