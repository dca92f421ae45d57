"""The facts that decisions rest on, read set by set, and what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.attendance.models import AttendanceEntry
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.outcomes import policy
from lms.outcomes.models import Completion, HoursWaiver, Outcome
from lms.outcomes.rules import Attempt, Facts, Meeting, Presence, RunRules
from lms.people.models import Person
from lms.people.queries import by_name
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling import queries as scheduling
from lms.scheduling.models import CourseRun, SessionState, TrainingSession
from lms.scheduling.rules import active, held

DECIDED = (EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN)
"""The enrolments that come to an outcome; a waiting place does not, nor one cancelled with its run."""


@dataclass(frozen=True)
class Delivery:
    """The minutes that were given, beside those that the course has."""

    minutes_given: int
    minutes_due: int
    waiver: HoursWaiver | None

    @property
    def is_short(self) -> bool:
        return self.minutes_given < self.minutes_due

    @property
    def is_waived(self) -> bool:
        return self.waiver is not None and self.waiver.minutes_given <= self.minutes_given

    @property
    def blocks_certificates(self) -> bool:
        return self.is_short and not self.is_waived


def run(code: str, viewer: Actor) -> Select[CourseRun]:
    """The run with this code and all that its header shows, if the viewer may read its outcomes."""
    return scheduling.run(code, viewer).where(policy.visible_to(viewer))


def enrolments(run_id: int) -> Select[Enrolment]:
    """Those of a run that come to an outcome, in the order of the roster."""
    return (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.unit))
        .where(Enrolment.course_run_id == run_id, Enrolment.state.in_(DECIDED))
        .order_by(*by_name(), Person.id)
    )


def results(run_id: int) -> Select[Enrolment, Outcome]:
    """Everybody who comes to an outcome, with it where the run is closed, in the order of the roster."""
    return (
        enrolments(run_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
        .add_columns(Outcome)
    )


def outcomes(run: CourseRun, viewer: Actor) -> Select[Outcome]:
    """The outcomes of a run, if the viewer may read them."""
    return (
        select(Outcome)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .where(CourseRun.id == run.id, policy.visible_to(viewer))
        .order_by(Outcome.enrolment_id)
    )


def outcome_of(enrolment_id: int) -> Outcome | None:
    """The outcome of an enrolment that the caller has fetched in scope."""
    return db.session.get(Outcome, enrolment_id)


def outcome_counts(run_id: int) -> dict[str, int]:
    """How many enrolments of a closed run came to which outcome."""
    query = (
        select(Outcome.state, func.count())
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .where(Enrolment.course_run_id == run_id)
        .group_by(Outcome.state)
        .order_by(Outcome.state)
    )
    return dict(db.session.execute(query).all())


def completions(run_id: int) -> Select[Completion]:
    """The completion facts of a run."""
    return select(Completion).filter_by(course_run_id=run_id).order_by(Completion.id)


def completed_courses(person_ids: Iterable[int]) -> dict[int, set[int]]:
    """For each of these persons, the courses they have completed; enrolment asks it about prerequisites."""
    found: dict[int, set[int]] = defaultdict(set)
    done = kept("courses done", _courses_done)
    for person_id, course_id in rows(done, {"people": tuple(person_ids)}):
        found[person_id].add(course_id)
    return found


def _courses_done() -> Select[int, int]:
    return select(Completion.person_id, Completion.course_id).where(
        Completion.person_id.in_(bindparam("people", expanding=True))
    )


def delivery(run: CourseRun) -> Delivery:
    """How much of the course was given, and whether the rest was waived."""
    given, due = sum(session.minutes for session in active(run.sessions)), run.course.minutes
    waiver = db.session.get(HoursWaiver, run.id) if given < due else None
    return Delivery(minutes_given=given, minutes_due=due, waiver=waiver)


def facts(enrolments: list[Enrolment]) -> dict[int, Facts]:
    """What is known of these enrolments, by enrolment: two statements, however many there are."""
    ids = [enrolment.id for enrolment in enrolments]
    return _facts(enrolments, Enrolment.id.in_(ids))


def facts_of_run(run: CourseRun) -> list[tuple[Enrolment, Facts]]:
    """Everybody in a run who comes to an outcome, with what is known of them."""
    found = list(db.session.scalars(enrolments(run.id)))
    known = _facts(found, Enrolment.course_run_id == run.id)
    return [(enrolment, known[enrolment.id]) for enrolment in found]


def _facts(found: list[Enrolment], which: ColumnElement[bool]) -> dict[int, Facts]:
    runs = {enrolment.course_run_id: enrolment.run for enrolment in found}
    meetings = {run_id: _meetings(run) for run_id, run in runs.items()}
    marks = _marks(which)
    attempts = _attempts(which) if any(run.has_exam for run in runs.values()) else {}
    zones = {run_id: ZoneInfo(run.unit.country.timezone) for run_id, run in runs.items()}
    return {
        one.id: Facts(
            rules=RunRules.of(one.run),
            meetings=meetings[one.course_run_id],
            marks=marks.get(one.id, {}),
            attempts=tuple(attempts.get(one.id, ())),
            joined_on=one.joined_on,
            is_withdrawn=one.state is EnrolmentState.WITHDRAWN,
            withdrawn_on=one.ended_at.astimezone(zones[one.course_run_id]).date()
            if one.ended_at
            else None,
        )
        for one in found
    }


def _meetings(run: CourseRun) -> tuple[Meeting, ...]:
    now = clock.now()
    return tuple(
        Meeting(
            number=session.number,
            held_on=session.held_on,
            minutes=session.minutes,
            counts=session.counts,
            is_cancelled=session.state is SessionState.CANCELLED,
            is_over=held(session, now),
        )
        for session in run.sessions
    )


def _marks(which: ColumnElement[bool]) -> Mapping[int, dict[int, Presence]]:
    """The marks in force: those that nothing replaces."""
    newer = aliased(AttendanceEntry)
    query = (
        select(
            AttendanceEntry.enrolment_id,
            TrainingSession.number,
            AttendanceEntry.mark,
            AttendanceEntry.minutes,
        )
        .join(TrainingSession, TrainingSession.id == AttendanceEntry.session_id)
        .join(Enrolment, Enrolment.id == AttendanceEntry.enrolment_id)
        .outerjoin(newer, newer.replaces_id == AttendanceEntry.id)
        .where(which, newer.id.is_(None))
    )
    found: dict[int, dict[int, Presence]] = defaultdict(dict)
    for enrolment_id, number, mark, minutes in db.session.execute(query):
        found[enrolment_id][number] = Presence(mark, minutes)
    return found


def _attempts(which: ColumnElement[bool]) -> Mapping[int, list[Attempt]]:
    """The exam's scores in force, in the order of the attempts; pre- and post-tests decide nothing."""
    newer = aliased(ScoreEntry)
    query = (
        select(
            ScoreEntry.enrolment_id,
            ScoreEntry.attempt,
            ScoreEntry.score,
            ScoreEntry.taken_on,
            Assessment.max_score,
        )
        .join(Assessment, Assessment.id == ScoreEntry.assessment_id)
        .join(Enrolment, Enrolment.id == ScoreEntry.enrolment_id)
        .outerjoin(newer, newer.replaces_id == ScoreEntry.id)
        .where(which, newer.id.is_(None), Assessment.kind == AssessmentKind.EXAM)
        .order_by(ScoreEntry.enrolment_id, ScoreEntry.attempt)
    )
    found: dict[int, list[Attempt]] = defaultdict(list)
    for enrolment_id, attempt, score, taken_on, max_score in db.session.execute(query):
        found[enrolment_id].append(Attempt(attempt, score, taken_on, max_score))
    return found
