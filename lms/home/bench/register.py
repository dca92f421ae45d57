"""An invented register of any size, written set by set: nothing in it is meant to be read, only to be counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert

from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.accounts.roles import Role
from lms.accounts.services import hash_token
from lms.attendance.models import AttendanceEntry, Mark
from lms.certificates.models import Certificate, IssuingBody, SerialCounter
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination
from lms.figures.services import rebuild
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.queries import fiscal_years
from lms.organisation.reference import load_country
from lms.organisation.services import create_room, create_unit, create_venue
from lms.outcomes.models import Completion, Outcome, OutcomeState
from lms.people.models import Person, Sex, Trainer
from lms.people.rules import PersonData
from lms.people.services import NewPerson, bulk_insert
from lms.planning.models import Course, PlanItem, TrainingPlan
from lms.platform.clock import now, today
from lms.platform.db import db
from lms.platform.ids import public_code, random_token
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession
from lms.scheduling.rules import instants

GOVERNORATES, CENTRES = 27, 11
COURSES, YEARS, DAYS, SEATS = 12, 5, 5, 30
HOURS = (time(9), time(15))
NAMES = ("منى", "أحمد", "سارة", "محمود", "هدى", "خالد", "نادية", "سمير", "آمنة", "يحيى")

Rows = list[dict[str, Any]]


class Register:
    """The register under measurement: made once, then grown."""

    def __init__(self) -> None:
        self.random = Random(1)  # noqa: S311  # the same register each time, no secret
        self.numbers = count(1)
        self.country = load_country("EG")
        self.centres = [
            self._unit(UnitKind.TRAINING_CENTRE, governorate)
            for governorate in [
                self._unit(UnitKind.GOVERNORATE, self.country) for _number in range(GOVERNORATES)
            ]
            for _number in range(CENTRES)
        ]
        self.courses = [self._course(number) for number in range(COURSES)]
        self.body = self._body()
        self._plans()
        self.people: list[int] = []
        self.sexes: dict[int, Sex] = {}
        self.homes: dict[int, int] = {}
        db.session.flush()

    def grow(self, people: int) -> None:
        """Add so many people, and everything that is kept of them."""
        self._add_people(people)
        for _number in range(people // SEATS):
            self._add_run(RunState.CLOSED, SEATS)
        for _number in range(max(people // 300, 1)):
            self._nominate(self._add_run(RunState.OPEN, SEATS, taken=0), SEATS)
        self._add_accounts(people // 100)
        rebuild()

    def add_roster(self, seats: int) -> str:
        """One run with so many people in it; returns its code."""
        return self._add_run(RunState.IN_PROGRESS, seats).code

    def sign_in(self, role: Role) -> str:
        """The token of somebody who is signed in with this role over the whole country."""
        person = db.session.get(Person, self.people[0]) if role is Role.TRAINEE else None
        user = self._account(role.value, person)
        grant = RoleGrant(user=user, role=role, unit=self.country)
        db.session.add(grant)
        db.session.flush()
        token = random_token()
        db.session.add(SignIn(token_hash=hash_token(token), user_id=user.id, grant_id=grant.id))
        db.session.flush()
        return token

    def _unit(self, kind: UnitKind, parent: OrgUnit) -> OrgUnit:
        number = next(self.numbers)
        unit = create_unit(
            code=f"BENCH-{number}",
            kind=kind,
            parent=parent,
            names={"en": f"Place {number}", "ar": f"مكان {number}"},
        )
        if kind is UnitKind.TRAINING_CENTRE:
            venue = create_venue(unit, names={"en": f"Building {number}"})
            create_room(venue, names={"en": "Hall 1"}, capacity=40)
        return unit

    def _course(self, number: int) -> Course:
        course = Course(
            code=f"BENCH-C{number}",
            unit=self.country,
            name_en=f"Course {number}",
            name_ar=f"برنامج {number}",
            minutes=DAYS * 360,
            has_exam=False,
        )
        db.session.add(course)
        return course

    def _body(self) -> IssuingBody:
        body = IssuingBody(
            unit=self.country,
            code="BENCH",
            calendar="gregorian",
            design="ar-en",
            signatories=[],
            name_en="Bench",
        )
        db.session.add(body)
        db.session.flush()
        db.session.add(SerialCounter(issuing_body_id=body.id, year=today().year, last=0))
        return body

    def _plans(self) -> None:
        for year in range(today().year - YEARS, today().year + 1):
            plan = TrainingPlan(unit=self.country, fiscal_year=year, name_en=f"Plan {year}")
            plan.items = [
                PlanItem(
                    position=n, course=course, runs_planned=5, seats_planned=150, name_en="Item"
                )
                for n, course in enumerate(self.courses)
            ]
            db.session.add(plan)

    def _add_people(self, people: int) -> None:
        rows = [self._person() for _number in range(people)]
        ids = list(bulk_insert(rows))
        self.people += ids
        for person_id, row in zip(ids, rows, strict=True):
            self.sexes[person_id] = row.data.sex
            self.homes[person_id] = row.unit_id or self.country.id
        trainers = ids[: people // 100]
        db.session.execute(
            insert(Trainer),
            [
                {"person_id": one, "unit_id": self.random.choice(self.centres).id}
                for one in trainers
            ],
        )

    def _person(self) -> NewPerson:
        name = " ".join(self.random.choice(NAMES) for _word in range(4))
        return NewPerson(
            PersonData(
                full_name=f"{name} {next(self.numbers)}",
                country="EG",
                sex=self.random.choice((Sex.FEMALE, Sex.MALE)),
                birth_year=self.random.randint(1965, 2000),
            ),
            unit_id=self.random.choice(self.centres).id,
            job_title="موظف",
            starts_on=date(2018, 1, 1),
        )

    def _add_run(self, state: RunState, seats: int, taken: int | None = None) -> CourseRun:
        course, year = self.random.choice(self.courses), self.random.randrange(YEARS)
        closed = state is RunState.CLOSED
        starts_on = today() - timedelta(days=365 * year + 30) if closed else today()
        run = CourseRun(
            code=f"BENCH-R{next(self.numbers)}",
            course=course,
            unit=self.random.choice(self.centres),
            state=state,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=DAYS - 1),
            language="ar",
            capacity=seats,
            attendance_basis_points=course.attendance_basis_points or 8000,
            excused_rule=course.excused_rule,
            joining_rule=course.joining_rule,
            has_pre_test=False,
            has_post_test=False,
            has_exam=False,
            pass_mark=6000,
            max_attempts=2,
            validity_months=24,
        )
        db.session.add(run)
        db.session.flush()
        people = self.random.sample(self.people, seats if taken is None else taken)
        sessions = self._sessions(run, SessionState.HELD if closed else SessionState.SCHEDULED)
        enrolments = self._enrol(run, people)
        run.seats_taken = len(people)
        if closed:
            self._close(run, sessions, dict(zip(enrolments, people, strict=True)))
        return run

    def _sessions(self, run: CourseRun, state: SessionState) -> Sequence[int]:
        zone = self.country.country.timezone
        rows = []
        for number in range(DAYS):
            day = (run.starts_on or today()) + timedelta(days=number)
            starts_at, ends_at, minutes = instants(day, *HOURS, zone)
            rows.append(
                {
                    "course_run_id": run.id,
                    "number": number + 1,
                    "held_on": day,
                    "start_time": HOURS[0],
                    "end_time": HOURS[1],
                    "timezone": zone,
                    "starts_at": starts_at,
                    "ends_at": ends_at,
                    "minutes": minutes,
                    "state": state,
                }
            )
        return _ids(TrainingSession, rows)

    def _enrol(self, run: CourseRun, people: Sequence[int]) -> Sequence[int]:
        rows = [
            {
                "course_run_id": run.id,
                "person_id": person_id,
                "state": EnrolmentState.ENROLLED,
                "enrolled_at": now(),
                "unit_id": self.homes[person_id],
                "job_title": "موظف",
                "sex": self.sexes[person_id],
                "age_band": "35-44",
            }
            for person_id in people
        ]
        return _ids(Enrolment, rows)

    def _nominate(self, run: CourseRun, people: int) -> None:
        rows = [
            {
                "course_run_id": run.id,
                "person_id": person_id,
                "unit_id": self.homes[person_id],
                "nominated_at": now(),
            }
            for person_id in self.random.sample(self.people, people)
        ]
        db.session.execute(insert(Nomination), rows)

    def _close(self, run: CourseRun, sessions: Sequence[int], people: dict[int, int]) -> None:
        """Everybody came and passed: marks, outcomes, completions, certificates."""
        marks = [
            {
                "session_id": session_id,
                "enrolment_id": enrolment_id,
                "mark": Mark.PRESENT,
                "minutes": 360,
                "recorded_at": now(),
            }
            for session_id in sessions
            for enrolment_id in people
        ]
        db.session.execute(insert(AttendanceEntry), marks)
        decided = {
            "state": OutcomeState.PASSED,
            "minutes_present": DAYS * 360,
            "minutes_held": DAYS * 360,
            "minutes_needed": DAYS * 288,
            "met_on": run.ends_on,
            "reasoning": [],
            "decided_at": now(),
        }
        db.session.execute(insert(Outcome), [{"enrolment_id": one, **decided} for one in people])
        completed = {
            "course_id": run.course_id,
            "course_run_id": run.id,
            "delivering_unit_id": run.unit_id,
            "completed_on": run.ends_on,
            "fiscal_year": fiscal_years(self.country).of(run.ends_on or today()),
            "age_band": "35-44",
            "recorded_at": now(),
        }
        facts = [
            {
                "enrolment_id": enrolment_id,
                "person_id": person_id,
                "unit_id": self.homes[person_id],
                "sex": self.sexes[person_id],
                **completed,
            }
            for enrolment_id, person_id in people.items()
        ]
        db.session.execute(insert(Completion), facts)
        self._certify(run, people)

    def _certify(self, run: CourseRun, people: dict[int, int]) -> None:
        payload = {"name": "منى أحمد", "course": run.course.names}
        year = today().year
        counter = db.session.get_one(SerialCounter, (self.body.id, year))
        rows = []
        for number, (enrolment_id, person_id) in enumerate(people.items(), counter.last + 1):
            rows.append(
                {
                    "enrolment_id": enrolment_id,
                    "person_id": person_id,
                    "issuing_body_id": self.body.id,
                    "year": year,
                    "number": number,
                    "serial": f"BENCH-{year}-{number:06}",
                    "code": public_code(),
                    "issued_on": today(),
                    "payload": payload,
                    "issued_at": now(),
                }
            )
        counter.last += len(rows)
        db.session.execute(insert(Certificate), rows)

    def _add_accounts(self, accounts: int) -> None:
        for _number in range(accounts):
            user = self._account(f"user{next(self.numbers)}")
            unit = self.random.choice(self.centres)
            db.session.add(RoleGrant(user=user, role=Role.CENTRE_ADMINISTRATOR, unit=unit))
        db.session.flush()

    def _account(self, name: str, person: Person | None = None) -> UserAccount:
        user = UserAccount(
            email=f"{name}@bench.example",
            display_name=name,
            password_hash="none",  # noqa: S106  # it can never be entered
            language="ar",
            digits="arab",
            calendar="gregorian",
            person=person,
        )
        db.session.add(user)
        return user


def _ids(model: type[TrainingSession] | type[Enrolment], rows: Rows) -> Sequence[int]:
    """Insert the rows; gives their ids in the order of the rows."""
    if not rows:
        return ()
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return db.session.scalars(statement, rows).all()
