"""Any two records, merged by any choices and parted again, are row by row what they were."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.accounts.roles import Role
from lms.attendance.models import AttendanceEntry, Mark
from lms.enrolment.models import EnrolmentState, NominationState, PrerequisiteWaiver
from lms.figures.services import rebuild
from lms.merging import queries, services
from lms.merging.errors import NotPassedAnyMore
from lms.merging.rules import Side
from lms.outcomes import services as outcomes
from lms.outcomes.errors import NothingHeld
from lms.people.models import Affiliation, Person, Sex, Trainer
from lms.people.services import index_names
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState, TrainerAssignment
from tests.certificates.register import administrator
from tests.merging.records import broken, rows_about
from tests.outcomes.ledger import mark, run_with_sessions, score
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
    actor,
)

NAMES = ("منى أحمد السيد", "مني احمد السيد", "منى السيد")
DAY = date(2024, 1, 1)
PLACES = (EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN, EnrolmentState.CANCELLED)


class World:
    """Two records about which chance decides everything."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.units = [UnitFactory(), UnitFactory()]
        self.people = [self.person(), self.person()]
        self.clerk = UserFactory()
        for number in range(chance.randint(1, 3)):
            self.run(trained=number == 0)  # all are on the same days
        for one in self.people:
            self.work(one)
            if chance.random() < 0.4:
                UserFactory(role=Role.TRAINEE, unit=self.units[0], person=one)
        rebuild()
        db.session.flush()

    def maybe(self, value: object) -> object:
        return value if self.chance.random() < 0.6 else None

    def person(self) -> Person:
        chance = self.chance
        person: Person = PersonFactory(
            full_name=chance.choice(NAMES),
            second_name=self.maybe(chance.choice(("Mona Elsayed", "Mona Ahmed"))),
            given_name=self.maybe("منى"),
            sex=chance.choice(list(Sex)),
            birth_year=self.maybe(chance.choice((1990, 1991))),
            phone=self.maybe(chance.choice(("+20100", "+20101"))),
            email=self.maybe("mona@example.org"),
            language=chance.choice(("ar", "en")),
        )
        index_names(person)
        return person

    def work(self, person: Person) -> None:
        """Some entries of the past, and perhaps a main place of today."""
        chance = self.chance
        for unit in self.units:
            if chance.random() < 0.5:
                starts = DAY + timedelta(days=chance.randint(0, 200))
                ends = starts + timedelta(days=chance.randint(1, 200))
                place = Affiliation(person=person, unit=unit, starts_on=starts, ends_on=ends)
                db.session.add(place)
            if chance.random() < 0.3:
                ends_on = self.maybe(DAY)
                db.session.add(Trainer(person=person, unit=unit, ends_on=ends_on))
        if chance.random() < 0.7:
            unit = chance.choice(self.units)
            db.session.add(Affiliation(person=person, unit=unit, job_title=self.maybe("Clerk")))

    def run(self, *, trained: bool) -> None:
        chance = self.chance
        run = run_with_sessions(2, unit=self.units[0], has_exam=chance.random() < 0.3)
        for person in self.people:
            self.place(run, person)
            if chance.random() < 0.3:
                waiver = {"course_id": run.course_id, "reason": "Knows it"}
                db.session.add(
                    PrerequisiteWaiver(course_run_id=run.id, person_id=person.id, **waiver)
                )
            if trained and chance.random() < 0.4:
                db.session.add(TrainerAssignment(session=run.sessions[0], person=person))
        db.session.flush()
        db.session.refresh(run)
        try:
            outcomes.close_run(run, administrator(run))
        except NothingHeld:
            run.state = RunState.ENDED

    def place(self, run: CourseRun, person: Person) -> None:
        chance = self.chance
        if chance.random() < 0.2:
            return
        nomination = None
        if chance.random() < 0.5:
            nomination = NominationFactory(
                run=run, person=person, unit=self.units[1], state=NominationState.ACCEPTED
            )
        state = chance.choices(PLACES, (8, 1, 1))[0]
        ended = {} if state is EnrolmentState.ENROLLED else {"end_reason": "Left"}
        seat = EnrolmentFactory(
            run=run, person=person, unit=self.units[0], state=state, nomination=nomination, **ended
        )
        for session in run.sessions:
            given = chance.choice((360, 360, 200, Mark.ABSENT))
            entry = mark(session, seat, given)
            if chance.random() < 0.3:
                fixed = {"minutes": 360, "replaces_id": entry.id, "reason": "Was there"}
                db.session.add(
                    AttendanceEntry(session=session, enrolment=seat, mark=Mark.PRESENT, **fixed)
                )
        if run.has_exam:
            for attempt in range(1, chance.randint(2, 3)):
                score(seat, chance.choice((40, 70)), attempt)


@pytest.fixture
def officer(app: Flask):
    return actor(Role.COORDINATOR, UnitFactory(code="TOP"))


@settings(
    max_examples=15,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_any_two_records_are_merged_and_parted_exactly(app: Flask, officer, seed: int):
    outer = db.session.begin_nested()
    world = World(Random(seed))  # the seed of a test
    kept, other = world.people
    before = rows_about(kept, other)
    assert broken() == {}
    preview = queries.preview(kept, other)
    if not preview.obstacles:
        choices = {one.key: world.chance.choice(list(Side)) for one in preview.conflicts}
        try:
            with db.session.begin_nested():
                made = services.merge(
                    kept, other, choices, "Same card", seen=preview.seen, by=officer
                )
        except NotPassedAnyMore:
            assert rows_about(kept, other) == before
        else:
            assert broken() == {}
            assert kept.merged_into_id is None
            services.undo(made, "Two sisters", officer)
            assert broken() == {}
            assert rows_about(kept, other) == before
    outer.rollback()
    db.session.expunge_all()  # keys are given anew
