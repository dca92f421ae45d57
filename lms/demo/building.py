"""Runs as they would have been recorded: a roster, sheets, marks, an outcome, certificates. All through the ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import insert, select

from lms.assessment.models import AssessmentKind, ScoreEntry
from lms.assessment.services import ensure_assessments
from lms.attendance.models import AttendanceEntry, Mark
from lms.certificates.services import issue_for_run
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.organisation.models import Country, OrgUnit, Room
from lms.organisation.rules import weekend
from lms.outcomes.services import close_run
from lms.people.models import Affiliation, Person
from lms.people.rules import age_band
from lms.platform import clock
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import (
    CourseRun,
    RunState,
    SessionState,
    TrainerAssignment,
    TrainingSession,
)
from lms.scheduling.rules import instants

MORNINGS = ((time(9, 0), time(11, 15)), (time(11, 45), time(14, 0)))
HALF_DAYS = ((time(9, 30), time(13, 30)),)

NOON = time(12, 0)


@dataclass(frozen=True)
class Teaching:
    """Where and by whom the sessions of a run are given."""

    days: Sequence[date]
    hours: Sequence[tuple[time, time]]
    trainers: Sequence[int] = ()
    room: Room | None = None


def working_days(country: Country, first: date, count: int) -> list[date]:
    """So many days on which offices are open, from the first one on."""
    closed = weekend(country)
    days: list[date] = []
    day = first
    while len(days) < count:
        if day.isoweekday() not in closed:
            days.append(day)
        day += timedelta(days=1)
    return days


def week_of(country: Country, day: date) -> list[date]:
    """Five days with this one in the middle; it is kept even where it is a day off, so that something is under way."""
    before = sorted(working_days_back(country, day - timedelta(days=1), 2))
    return [*before, day, *working_days(country, day + timedelta(days=1), 2)]


def working_days_back(country: Country, last: date, count: int) -> list[date]:
    """So many days on which offices are open, ending with the last one, the latest first."""
    closed = weekend(country)
    days: list[date] = []
    day = last
    while len(days) < count:
        if day.isoweekday() not in closed:
            days.append(day)
        day -= timedelta(days=1)
    return days


def add_sessions(run: CourseRun, teaching: Teaching) -> list[TrainingSession]:
    """Plan the sessions, one topic of the course after the other."""
    zone, topics = run.unit.country.timezone, run.course.topics
    slots = [(day, *hours) for day in teaching.days for hours in teaching.hours]
    sessions = []
    for number, (day, start, end) in enumerate(slots, 1):
        starts_at, ends_at, minutes = instants(day, start, end, zone)
        sessions.append(
            TrainingSession(
                run=run,
                number=number,
                topic_id=topics[(number - 1) * len(topics) // len(slots)].id if topics else None,
                held_on=day,
                start_time=start,
                end_time=end,
                timezone=zone,
                starts_at=starts_at,
                ends_at=ends_at,
                minutes=minutes,
                room=teaching.room,
                assignments=[
                    TrainerAssignment(person_id=teaching.trainers[number % len(teaching.trainers)])
                ]
                if teaching.trainers
                else [],
            )
        )
    run.starts_on, run.ends_on = teaching.days[0], teaching.days[-1]
    db.session.add_all(sessions)
    db.session.flush()
    return sessions


def enrol(run: CourseRun, person_ids: Sequence[int]) -> list[Enrolment]:
    """Give each of them a seat, with what is true of them."""
    query = (
        select(Person, Affiliation)
        .outerjoin(
            Affiliation, (Affiliation.person_id == Person.id) & Affiliation.ends_on.is_(None)
        )
        .where(Person.id.in_(person_ids))
    )
    at = _noon((run.starts_on or clock.today()) - timedelta(days=7))
    found = {person.id: (person, work) for person, work in db.session.execute(query)}
    enrolments = []
    for person_id in person_ids:
        person, work = found[person_id]
        enrolments.append(
            Enrolment(
                run=run,
                person=person,
                state=EnrolmentState.ENROLLED,
                unit_id=work.unit_id if work else None,
                job_title=work.job_title if work else None,
                sex=person.sex,
                age_band=age_band(person.birth_year, at.date()),
                enrolled_at=at,
            )
        )
    run.seats_taken += len(enrolments)
    db.session.add_all(enrolments)
    db.session.flush()
    return enrolments


def take_attendance(
    random: Random,
    sessions: Sequence[TrainingSession],
    enrolments: Sequence[Enrolment],
    *,
    failing: int = 0,
    absences: int = 2,
) -> None:
    """Fill in the sheets: nearly everybody is there, `absences` in a hundred are not.

    The last `failing` of the roster miss too much to pass.
    """
    entries = []
    weak = {enrolment.id for enrolment in enrolments[len(enrolments) - failing :]}
    for session in sessions:
        session.state = SessionState.HELD
        for enrolment in enrolments:
            mark = _mark(random, absences, is_weak=enrolment.id in weak)
            entries.append(
                {
                    "session_id": session.id,
                    "enrolment_id": enrolment.id,
                    "mark": mark,
                    "minutes": _minutes(random, mark, session.minutes),
                    "recorded_at": session.ends_at,
                }
            )
    db.session.flush()
    db.session.execute(insert(AttendanceEntry), entries)


def _mark(random: Random, absences: int, *, is_weak: bool) -> Mark:
    if is_weak:
        return random.choice((Mark.PRESENT, Mark.ABSENT, Mark.ABSENT, Mark.EXCUSED))
    kinds = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY, Mark.ABSENT)
    return random.choices(kinds, (95 - absences, 4, 1, absences))[0]


def _minutes(random: Random, mark: Mark, whole: int) -> int:
    if mark is Mark.PRESENT:
        return whole
    if mark in (Mark.ABSENT, Mark.EXCUSED):
        return 0
    return whole - random.choice((10, 15, 20, 25))


def mark_tests(
    random: Random, run: CourseRun, enrolments: Sequence[Enrolment], failing: int = 0
) -> None:
    """Enter the marks of the run's tests; the last `failing` of the roster do not reach the pass mark."""
    for assessment in ensure_assessments(run):
        if assessment.kind is AssessmentKind.PRE_TEST:
            day, low, high = run.starts_on, 25, 60
        else:
            day, low, high = run.ends_on, 62, 98
        weak = len(enrolments) - (failing if assessment.kind is AssessmentKind.EXAM else 0)
        entries = [
            {
                "assessment_id": assessment.id,
                "enrolment_id": enrolment.id,
                "attempt": 1,
                "score": 100 * (random.randint(low, high) if at < weak else random.randint(35, 55)),
                "taken_on": day,
                "recorded_at": _noon(day or clock.today()) + timedelta(hours=3),
            }
            for at, enrolment in enumerate(enrolments)
        ]
        db.session.execute(insert(ScoreEntry), entries)


def close(run: CourseRun, *, with_certificates: bool) -> None:
    """Close a run on the day after its last session and, two days later, issue."""
    last = run.ends_on or clock.today()
    run.state = RunState.ENDED
    db.session.flush()
    with clock.frozen(_noon(last + timedelta(days=1))):
        close_run(run, by=NOBODY)
    if with_certificates:
        with clock.frozen(_noon(last + timedelta(days=3))):
            issue_for_run(run, by=NOBODY)


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, UTC)


def staff_of(unit: OrgUnit) -> list[int]:
    """The ids of the people who work directly at the unit."""
    query = (
        select(Affiliation.person_id)
        .where(Affiliation.unit_id == unit.id, Affiliation.ends_on.is_(None))
        .order_by(Affiliation.person_id)
    )
    return list(db.session.scalars(query))
