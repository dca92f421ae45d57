"""Runs of the Saqqara centre: delivered, under way, open, planned, and a workshop without names."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from lms.attendance.models import Headcount
from lms.demo import building
from lms.demo.egypt import plan
from lms.demo.sources import cited, rows
from lms.enrolment.models import Nomination
from lms.organisation.models import OrgUnit, Room
from lms.people.models import Affiliation
from lms.planning.models import (
    Course,
    PlanItem,
)
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling import services as scheduling
from lms.scheduling.models import CourseRun, RunState

SEATS = 30
NOT_DATED = "the dates, people and marks are invented for demonstration"


def deliver(
    random: Random,
    today: date,
    courses: dict[str, Course],
    item: PlanItem,
    staff: list[int],
    trainers: list[int],
    halls: list[Room],
) -> None:
    country = courses["LAW"].unit.country
    delivered = (
        ("LAW", 16, 1, True),
        ("SIGN", 12, 2, False),
        ("SERV", 8, 0, False),
        ("CONF", 4, 1, False),
    )
    for at, (code, weeks_ago, failing, with_certificates) in enumerate(delivered):
        days = building.working_days(country, today - timedelta(weeks=weeks_ago), 5)
        run = _run(courses[code], item, days[0])
        teaching = building.Teaching(days, building.MORNINGS, trainers, halls[0])
        sessions = building.add_sessions(run, teaching)
        # Some come to several courses: more completions than people.
        begin = at * (SEATS - 4)
        enrolments = building.enrol(run, staff[begin : begin + SEATS])
        building.take_attendance(random, sessions, enrolments, failing=failing)
        building.mark_tests(random, run, enrolments, failing=1 if code == "CONF" else 0)
        building.close(run, with_certificates=with_certificates)
    _under_way(random, today, courses["SAQ"], item, staff, trainers, halls[0])
    _open(random, today, courses["PUB"], item, staff, trainers, halls[1])
    _run(courses["SEVENTH"], item, None)


def _run(course: Course, item: PlanItem, first: date | None) -> CourseRun:
    return scheduling.create_run(
        course,
        course.unit,
        code=f"{course.code.removeprefix('EG-')}-{item.plan.fiscal_year}-01",
        capacity=SEATS,
        language="ar",
        starts_on=first,
        plan_item=item,
        source=f"EG:1 — {NOT_DATED}",
        is_demo=True,
        by=NOBODY,
    )


def _under_way(
    random: Random,
    today: date,
    course: Course,
    item: PlanItem,
    staff: list[int],
    trainers: list[int],
    hall: Room,
) -> None:
    days = building.week_of(course.unit.country, today)
    run = _run(course, item, days[0])
    run.source = cited("EG-SAQ", f"“this week”; 30 trainees are stated, {NOT_DATED}")
    sessions = building.add_sessions(
        run, building.Teaching(days, building.MORNINGS, trainers, hall)
    )
    enrolments = building.enrol(run, [staff[0], *staff[200 : 200 + SEATS - 1]])
    run.state = RunState.IN_PROGRESS
    held = [session for session in sessions if session.held_on < today]
    building.take_attendance(random, held, enrolments)


def _open(
    random: Random,
    today: date,
    course: Course,
    item: PlanItem,
    staff: list[int],
    trainers: list[int],
    hall: Room,
) -> None:
    days = building.working_days(course.unit.country, today + timedelta(weeks=3), 5)
    run = _run(course, item, days[0])
    building.add_sessions(run, building.Teaching(days, building.MORNINGS, trainers[1:], hall))
    run.state = RunState.OPEN
    run.nominations_until = today + timedelta(weeks=2)
    building.enrol(run, staff[300 : 300 + SEATS - 8])
    nominees = select(Affiliation).where(
        Affiliation.person_id.in_(staff[330:342]), Affiliation.ends_on.is_(None)
    )
    for work in db.session.scalars(nominees.order_by(Affiliation.id)).all():
        db.session.add(Nomination(run=run, person_id=work.person_id, unit_id=work.unit_id))


def workshop(saqqara: OrgUnit, item: PlanItem) -> None:
    """84 people are stated and nobody is named: a count, which never becomes people."""
    course = plan.course(
        saqqara,
        "EG-WS",
        "Workshop for the technology centres",
        rows()["EG-WS"]["title_local"],
        "کارگاه آموزشی مراکز فناوری",
        "სამუშაო შეხვედრა ტექნოლოგიური ცენტრებისთვის",
    )
    course.has_pre_test = course.has_post_test = course.has_exam = False
    run = scheduling.create_run(
        course,
        saqqara,
        code="WORKSHOP-01",
        capacity=84,
        language="ar",
        plan_item=item,
        source=cited("EG-WS", "no date is stated"),
        is_demo=True,
        by=NOBODY,
    )
    run.state = RunState.CLOSED
    db.session.add(Headcount(run=run, unknown=84, source=cited("EG-WS", "no names and no sexes")))
    db.session.flush()


def move_some(random: Random, people: list[int], centres: list[OrgUnit], today: date) -> None:
    """Some who completed a course now work elsewhere, so that then and now differ."""
    moved = select(Affiliation).where(
        Affiliation.person_id.in_(people[1:6]), Affiliation.ends_on.is_(None)
    )
    for work in db.session.scalars(moved.order_by(Affiliation.id)).all():
        work.ends_on = today - timedelta(days=20)
        db.session.flush()
        db.session.add(
            Affiliation(
                person_id=work.person_id,
                unit=random.choice(centres),
                job_title=work.job_title,
                starts_on=today - timedelta(days=19),
            )
        )
    db.session.flush()
