"""What speaks against a person in a run, or is better known before somebody decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from lms.enrolment.models import Enrolment, EnrolmentState, PrerequisiteWaiver
from lms.enrolment.rules import completed_courses
from lms.people.models import Person
from lms.people.queries import by_name
from lms.planning.models import Course, CoursePrerequisite
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling.models import CourseRun, SessionState, TrainingSession
from lms.scheduling.queries import Elsewhere, booked
from lms.scheduling.rules import BOOKS_NOTHING

Pair = tuple[int, int]
"""The ids of a run and of a person."""


# Made once: an alias works out its columns anew, which takes longer than asking the database.
_mine, _theirs = aliased(TrainingSession), aliased(TrainingSession)


_CLASHES = (
    select(_mine.course_run_id, Enrolment.person_id, CourseRun.code, _theirs.held_on)
    .select_from(_theirs)
    .join(Enrolment, Enrolment.course_run_id == _theirs.course_run_id)
    .join(CourseRun, CourseRun.id == _theirs.course_run_id)
    .join(
        _mine,
        and_(
            _mine.course_run_id != _theirs.course_run_id,
            _mine.starts_at < _theirs.ends_at,
            _theirs.starts_at < _mine.ends_at,
        ),
    )
    .where(
        _mine.course_run_id.in_(bindparam("runs", expanding=True)),
        _mine.state != SessionState.CANCELLED,
        _theirs.state != SessionState.CANCELLED,
        CourseRun.state.not_in(BOOKS_NOTHING),
        Enrolment.person_id.in_(bindparam("people", expanding=True)),
        Enrolment.state == EnrolmentState.ENROLLED,
    )
    .order_by(_theirs.starts_at, _theirs.id)
)
"""The sessions of other runs that keep people from a session of these runs: run, person and session, earliest first."""


class Asked(NamedTuple):
    """A course that is asked for before another, by its name for the reader."""

    id: int
    name: str


class Clash(NamedTuple):
    """A session that keeps somebody from another: the code of its run, and its day."""

    run: str
    held_on: date


@dataclass(frozen=True)
class Eligibility:
    """What is found of one person for one run."""

    missing: tuple[Asked, ...] = ()
    waived: tuple[Asked, ...] = ()
    is_repeat: bool = False
    clash: Clash | None = None
    courses_completed: int = 0

    @property
    def is_clear(self) -> bool:
        """Whether nothing keeps the person from a seat."""
        return not self.missing and self.clash is None


class OfCourse(Protocol):
    """A course run, or a row with its key and that of its course."""

    @property
    def id(self) -> int: ...
    @property
    def course_id(self) -> int: ...


def eligibility(asked: Collection[tuple[OfCourse, int]]) -> dict[Pair, Eligibility]:
    """What is found for each of these runs and persons: three statements, however many there are."""
    courses = {run.id: run.course_id for run, _person_id in asked}
    person_ids = {person_id for _run, person_id in asked}
    done = completed_courses(person_ids)
    needed, waived = _prerequisites(courses, person_ids)
    clashes = clashing_sessions(courses, person_ids)
    found = {}
    for run, person_id in asked:
        completed = done.get(person_id, set())
        lacking = [one for one in needed.get(run.course_id, ()) if one.id not in completed]
        let_off = waived.get((run.id, person_id), set())
        found[run.id, person_id] = Eligibility(
            missing=tuple([one for one in lacking if one.id not in let_off]),
            waived=tuple([one for one in lacking if one.id in let_off]),
            is_repeat=run.course_id in completed,
            clash=clashes.get((run.id, person_id)),
            courses_completed=len(completed),
        )
    return found


def _asked_before() -> Select[*tuple[Any, ...]]:
    """The courses asked for before these courses, and who was let off them for these runs."""
    return (
        select(
            CoursePrerequisite.course_id,
            Course.id,
            shown_column(Course, language()),
            PrerequisiteWaiver.course_run_id,
            PrerequisiteWaiver.person_id,
        )
        .join(Course, Course.id == CoursePrerequisite.required_course_id)
        .outerjoin(
            PrerequisiteWaiver,
            and_(
                PrerequisiteWaiver.course_id == Course.id,
                PrerequisiteWaiver.course_run_id.in_(bindparam("runs", expanding=True)),
                PrerequisiteWaiver.person_id.in_(bindparam("people", expanding=True)),
            ),
        )
        .where(CoursePrerequisite.course_id.in_(bindparam("courses", expanding=True)))
        .order_by(CoursePrerequisite.course_id, Course.id)
    )


def _prerequisites(
    courses: Mapping[int, int], person_ids: Collection[int]
) -> tuple[dict[int, list[Asked]], dict[Pair, set[int]]]:
    """The courses asked for by course, and those waived by run and person; `courses` are those of the runs."""
    values = {
        "runs": tuple(courses),
        "people": tuple(person_ids),
        "courses": tuple(set(courses.values())),
    }
    needed: dict[int, list[Asked]] = {}
    waived: dict[Pair, set[int]] = {}
    for course_id, required, name, run_id, person_id in rows(
        kept("asked before", _asked_before), values
    ):
        asked = Asked(required, name)
        lacking = needed.setdefault(course_id, [])
        if asked not in lacking:
            lacking.append(asked)
        if run_id is not None:
            waived.setdefault((run_id, person_id), set()).add(required)
    return needed, waived


def clashing_sessions(run_ids: Collection[int], person_ids: Collection[int]) -> dict[Pair, Clash]:
    """For run and person, the first session of another run that keeps the person from one of this."""
    if not person_ids:
        return {}
    found: dict[Pair, Clash] = {}
    values = {"runs": tuple(run_ids), "people": tuple(person_ids)}
    for run_id, person_id, code, held_on in rows(kept("clashes", lambda: _CLASHES), values):
        found.setdefault((run_id, person_id), Clash(code, held_on))
    return found


def clashing_session(run: CourseRun, person_id: int) -> Clash | None:
    """The same for one person and one run."""
    return clashing_sessions([run.id], [person_id]).get((run.id, person_id))


def trainees_elsewhere(run: CourseRun, since: datetime, until: datetime) -> list[Elsewhere]:
    """The sessions of other runs at some moment between two in which people of this run have a seat."""
    if run.id is None:
        return []
    here = aliased(Enrolment)
    query = (
        booked(since, until)
        .join(Enrolment, Enrolment.course_run_id == TrainingSession.course_run_id)
        .join(here, here.person_id == Enrolment.person_id)
        .join(Person, Person.id == here.person_id)
        .add_columns(Person)
        .where(
            TrainingSession.course_run_id != run.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            here.course_run_id == run.id,
            here.state == EnrolmentState.ENROLLED,
        )
        .order_by(*by_name(), Person.id)
    )
    found: dict[TrainingSession, list[Person]] = {}
    for session, person in db.session.execute(query):
        found.setdefault(session, []).append(person)
    return [Elsewhere(session, people) for session, people in found.items()]
