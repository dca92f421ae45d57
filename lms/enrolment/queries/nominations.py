"""Nominations, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.enrolment.policy import DECIDE, decidable_by, nominations_visible_to
from lms.enrolment.queries.rosters import place_in_line
from lms.enrolment.rules import LIVE, Standing
from lms.organisation.models import Country, OrgUnit
from lms.people.models import Affiliation, Person
from lms.planning.models import Course
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling.models import CourseRun

# Made once: an alias works out its columns anew, which takes longer than asking the database.
_workplace = aliased(OrgUnit)


def nominations(viewer: Actor) -> Select[Nomination]:
    """The nominations that the viewer may see, the latest first."""
    return (
        select(Nomination)
        .options(
            joinedload(Nomination.person),
            joinedload(Nomination.unit),
            joinedload(Nomination.run).joinedload(CourseRun.course),
        )
        .where(nominations_visible_to(viewer))
        .order_by(Nomination.nominated_at.desc(), Nomination.id.desc())
    )


def nomination(nomination_id: int, viewer: Actor) -> Select[Nomination]:
    """One nomination, within the viewer's scope."""
    return nominations(viewer).where(Nomination.id == nomination_id)


def to_decide(ids: Collection[int], viewer: Actor) -> Select[Nomination]:
    """Those among these nominations that the viewer decides on, in the order in which seats are given."""
    return (
        select(Nomination)
        .options(
            joinedload(Nomination.person),
            joinedload(Nomination.run).options(
                joinedload(CourseRun.course),
                joinedload(CourseRun.unit).joinedload(OrgUnit.country),
            ),
        )
        .where(Nomination.id.in_(ids), decidable_by(viewer))
        .order_by(Nomination.course_run_id, Nomination.nominated_at, Nomination.id)
    )


def everything_to_decide(run: CourseRun, viewer: Actor, until: int) -> Select[int]:
    """The ids of all that wait for a decision in a run, up to the one that the reader saw last."""
    return (
        select(Nomination.id)
        .where(
            Nomination.course_run_id == run.id,
            Nomination.state == NominationState.PROPOSED,
            Nomination.id <= until,
            decidable_by(viewer),
        )
        .order_by(Nomination.id)
    )


def nomination_of(run: CourseRun, person: Person) -> Nomination | None:
    """The person's nomination for the run as it is now, whatever its state."""
    query = select(Nomination).filter_by(course_run_id=run.id, person_id=person.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def standings_of(viewer: Actor) -> Select[*tuple[Any, ...]]:
    """The list of nominations, each with what a row shows of it: who, where they work, for which run, by whom, when."""
    reader = language()
    main = and_(
        Affiliation.person_id == Nomination.person_id,
        Affiliation.is_primary,
        Affiliation.ends_on.is_(None),
    )
    return (
        select(
            Nomination.id,
            Nomination.person_id,
            Nomination.course_run_id,
            Nomination.nominated_at,
            Nomination.decided_at,
            Nomination.refusal_reason,
            place_in_line().label("place"),
            Person.full_name.label("name"),
            Person.second_name,
            shown_column(_workplace, reader).label("works_at"),
            Affiliation.job_title,
            CourseRun.course_id,
            CourseRun.code.label("run"),
            shown_column(Course, reader).label("course"),
            shown_column(OrgUnit, reader).label("unit"),
            Country.timezone,
        )
        .join(Person, Person.id == Nomination.person_id)
        .join(CourseRun, CourseRun.id == Nomination.course_run_id)
        .join(Course, Course.id == CourseRun.course_id)
        .join(OrgUnit, OrgUnit.id == Nomination.unit_id)
        .outerjoin(Country, Country.code == OrgUnit.country_code)
        .outerjoin(Enrolment, _its_enrolment())
        .outerjoin(Affiliation, main)
        .outerjoin(_workplace, _workplace.id == Affiliation.unit_id)
        .where(_listed_for(viewer))
    )


def _its_enrolment() -> ColumnElement[bool]:
    return and_(
        Enrolment.course_run_id == Nomination.course_run_id,
        Enrolment.person_id == Nomination.person_id,
    )


def having(standing: Standing) -> ColumnElement[bool]:
    """Whether a nomination stands so, in a query of `standings_of`."""
    match standing:
        case Standing.ENROLLED | Standing.WAITLISTED:
            state = EnrolmentState(standing.value)
            return and_(Nomination.state == NominationState.ACCEPTED, Enrolment.state == state)
        case Standing.WITHDRAWN:
            ended = or_(Enrolment.id.is_(None), Enrolment.state.not_in(LIVE))
            return or_(
                Nomination.state == NominationState.WITHDRAWN,
                and_(Nomination.state == NominationState.ACCEPTED, ended),
            )
    return Nomination.state == NominationState(standing.value)


@dataclass
class Tally:
    """A run, how many of its nominations stand how, and the last one that was made."""

    run_id: int
    code: str
    course: str
    counts: Counter[Standing] = field(default_factory=Counter)
    last_id: int = 0


def tally(viewer: Actor) -> list[Tally]:
    """How many nominations of each run stand how, the latest run first; one statement."""
    counted = kept("tally", lambda: _tallied(viewer), viewer=viewer)
    found: dict[int, Tally] = {}
    for run_id, code, course, nomination, enrolment, count, last_id in rows(counted):
        tallied = found.setdefault(run_id, Tally(run_id, code, course))
        tallied.counts[Standing.of(nomination, enrolment)] += count
        tallied.last_id = max(tallied.last_id, last_id)
    return list(found.values())


def _tallied(viewer: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CourseRun.id,
            CourseRun.code,
            shown_column(Course, language()),
            Nomination.state,
            Enrolment.state,
            func.count(),
            func.max(Nomination.id),
        )
        .join(Nomination, Nomination.course_run_id == CourseRun.id)
        .join(Course, Course.id == CourseRun.course_id)
        .outerjoin(Enrolment, _its_enrolment())
        .where(_listed_for(viewer))
        .group_by(CourseRun.id, Course.id, Nomination.state, Enrolment.state)
        .order_by(CourseRun.starts_on.desc().nulls_last(), CourseRun.id.desc())
    )


def tallied_run(tallied: Tally) -> CourseRun:
    """The run of a tally, with its course."""
    query = select(CourseRun).options(joinedload(CourseRun.course))
    return db.session.scalars(query.where(CourseRun.id == tallied.run_id)).one()


def _listed_for(viewer: Actor) -> ColumnElement[bool]:
    """Who decides has the nominations to decide on in the list; everybody else those of their own units."""
    return decidable_by(viewer) if viewer.has(DECIDE) else nominations_visible_to(viewer)


def standing(nomination: Nomination) -> tuple[Standing, Enrolment | None]:
    """Where one nomination stands, and the enrolment that came of it."""
    query = select(Enrolment).filter_by(
        course_run_id=nomination.course_run_id, person_id=nomination.person_id
    )
    found = db.session.scalar(query)
    return Standing.of(nomination.state, found.state if found else None), found


def open_nominations(run: CourseRun) -> int:
    """How many nominations of the run wait for a decision."""
    query = select(func.count()).select_from(Nomination)
    waiting = query.filter_by(course_run_id=run.id, state=NominationState.PROPOSED)
    return db.session.scalar(waiting) or 0
