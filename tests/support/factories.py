"""Valid things with no arguments. They flush and never commit."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import factory
from factory.alchemy import SQLAlchemyModelFactory

from lms.accounts.actor import AccountActor, actor_for
from lms.accounts.models import LinkPurpose, RoleGrant, UserAccount
from lms.accounts.roles import Role
from lms.accounts.services import choose_password as use_link
from lms.accounts.services import make_link, sign_out
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination
from lms.organisation.models import Country, OrgUnit, Room, UnitKind, Venue
from lms.organisation.services import plant
from lms.people.models import Affiliation, Person, PersonToken, Sex
from lms.people.rules.matching.keys import name_key
from lms.people.services.words import note_words
from lms.planning.models import (
    Course,
    ExcusedRule,
    JoiningRule,
    PlanItem,
    Programme,
    Track,
    TrainingPlan,
)
from lms.platform.db import db
from lms.platform.i18n.collation import key_among_languages
from lms.platform.text import fold, search_tokens
from lms.scheduling.models import CourseRun, RunState, TrainerAssignment, TrainingSession
from lms.scheduling.rules import instants

COUNTRIES = {
    # code: time zone, language, calendar, weekend, first weekday, fiscal calendar, month, day
    "EG": ("Africa/Cairo", "ar", "gregorian", "5,6", 6, "gregorian", 7, 1),
    "GE": ("Asia/Tbilisi", "ka", "gregorian", "6,7", 1, "gregorian", 1, 1),
    "IR": ("Asia/Tehran", "fa", "jalali", "5", 6, "jalali", 1, 1),
    "SA": ("Asia/Riyadh", "ar", "hijri", "5,6", 7, "gregorian", 1, 1),
}

EVERYTHING = 2**31 - 1
"""No entry of a ledger has so high a number: whoever saw up to it saw all that there is."""


class ModelFactory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "flush"


def country(code: str = "EG") -> Country:
    """The country, made at its first use."""
    found = db.session.get(Country, code)
    if found is None:
        zone, language, calendar, weekend, first, fiscal, month, day = COUNTRIES[code]
        found = Country(
            code=code,
            timezone=zone,
            language=language,
            calendar=calendar,
            weekend=weekend,
            first_weekday=first,
            fiscal_calendar=fiscal,
            fiscal_month=month,
            fiscal_day=day,
        )
        db.session.add(found)
        db.session.flush()
    return found


class UnitFactory(ModelFactory):
    """A unit; give `parent=` to put it in the tree. Its way up the tree follows."""

    class Meta:
        model = OrgUnit

    code = factory.Sequence("U{:04d}".format)
    kind = UnitKind.TRAINING_CENTRE
    country = factory.LazyFunction(country)
    parent = None
    name_en = factory.Sequence("Centre {}".format)
    name_ar = factory.Sequence("مركز {}".format)

    @classmethod
    def _create(cls, model_class: type[OrgUnit], *args: Any, **kwargs: Any) -> OrgUnit:
        unit: OrgUnit = super()._create(model_class, *args, **kwargs)
        plant(unit, unit.parent)
        return unit


class VenueFactory(ModelFactory):
    class Meta:
        model = Venue

    unit = factory.SubFactory(UnitFactory)
    name_en = factory.Sequence("Building {}".format)


class RoomFactory(ModelFactory):
    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name_en = factory.Sequence("Hall {}".format)
    capacity = 40


class PersonFactory(ModelFactory):
    """A person; `unit=` gives a current place of work."""

    class Meta:
        model = Person

    full_name = factory.Sequence("منى أحمد السيد {}".format)
    language = "ar"
    sex = Sex.FEMALE
    birth_year = 1990
    sort_key = factory.LazyAttribute(lambda o: key_among_languages(o.full_name, o.language))
    folded_name = factory.LazyAttribute(lambda o: fold(o.full_name))
    name_key = factory.LazyAttribute(lambda o: name_key(o.full_name, o.language))

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        unit, job_title = kwargs.pop("unit", None), kwargs.pop("job_title", "Clerk")
        person: Person = super()._create(model_class, *args, **kwargs)
        words = {*search_tokens(person.full_name), *search_tokens(person.second_name or "")}
        db.session.add_all(PersonToken(token=word, person_id=person.id) for word in words)
        note_words(words)
        if unit is not None:
            db.session.add(
                Affiliation(
                    person=person, unit=unit, job_title=job_title, starts_on=date(2020, 1, 1)
                )
            )
        db.session.flush()
        return person


class ProgrammeFactory(ModelFactory):
    class Meta:
        model = Programme

    code = factory.Sequence("P{:03d}".format)
    unit = factory.SubFactory(UnitFactory)
    name_en = factory.Sequence("Programme {}".format)


class TrackFactory(ModelFactory):
    class Meta:
        model = Track

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda n: n)
    name_en = factory.Sequence("Track {}".format)


class CourseFactory(ModelFactory):
    class Meta:
        model = Course

    code = factory.Sequence("C{:03d}".format)
    unit = factory.SubFactory(UnitFactory)
    name_en = factory.Sequence("Course {}".format)
    name_ar = factory.Sequence("برنامج {}".format)
    minutes = 1800
    attendance_basis_points = 8000
    excused_rule = ExcusedRule.EXCLUDE
    joining_rule = JoiningRule.WHOLE_RUN
    has_exam = False
    pass_mark = 6000
    max_attempts = 2
    validity_months = 24


class PlanFactory(ModelFactory):
    class Meta:
        model = TrainingPlan

    unit = factory.SubFactory(UnitFactory)
    fiscal_year = 2026
    name_en = "Plan 2026/27"


class PlanItemFactory(ModelFactory):
    class Meta:
        model = PlanItem

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n)
    name_en = factory.Sequence("Item {}".format)


class RunFactory(ModelFactory):
    """An open run of 30 seats, with the rules of its course."""

    class Meta:
        model = CourseRun

    code = factory.Sequence("RUN-2026-{:02d}".format)
    course = factory.SubFactory(CourseFactory)
    unit = factory.SelfAttribute("course.unit")
    state = RunState.OPEN
    starts_on = date(2026, 11, 15)
    ends_on = date(2026, 11, 19)
    language = "ar"
    capacity = 30
    attendance_basis_points = factory.SelfAttribute("course.attendance_basis_points")
    excused_rule = factory.SelfAttribute("course.excused_rule")
    joining_rule = factory.SelfAttribute("course.joining_rule")
    has_pre_test = factory.LazyAttribute(lambda o: bool(o.course.has_pre_test))
    has_post_test = factory.LazyAttribute(lambda o: bool(o.course.has_post_test))
    has_exam = factory.SelfAttribute("course.has_exam")
    pass_mark = factory.SelfAttribute("course.pass_mark")
    max_attempts = factory.SelfAttribute("course.max_attempts")
    validity_months = factory.SelfAttribute("course.validity_months")


class SessionFactory(ModelFactory):
    """A session 09:00-15:00 on the next day of its run that has none yet."""

    class Meta:
        model = TrainingSession

    run = factory.SubFactory(RunFactory)
    number = factory.LazyAttribute(lambda o: len(o.run.sessions) + 1)
    held_on = factory.LazyAttribute(
        lambda o: (o.run.starts_on or date(2026, 11, 15)) + timedelta(days=o.number - 1)
    )
    start_time = time(9, 0)
    end_time = time(15, 0)
    timezone = "Africa/Cairo"

    @classmethod
    def _create(cls, model_class: type[TrainingSession], *args: Any, **kwargs: Any) -> Any:
        trainer = kwargs.pop("trainer", None)
        starts_at, ends_at, minutes = instants(
            kwargs["held_on"], kwargs["start_time"], kwargs["end_time"], kwargs["timezone"]
        )
        kwargs |= {"starts_at": starts_at, "ends_at": ends_at, "minutes": minutes}
        session = super()._create(model_class, *args, **kwargs)
        if trainer is not None:
            session.assignments.append(TrainerAssignment(person=trainer))
            db.session.flush()
        return session


class NominationFactory(ModelFactory):
    class Meta:
        model = Nomination

    run = factory.SubFactory(RunFactory)
    unit = factory.SubFactory(UnitFactory)
    person = factory.LazyAttribute(lambda o: PersonFactory(unit=o.unit))


class EnrolmentFactory(ModelFactory):
    """A seat that is taken, and counted as taken."""

    class Meta:
        model = Enrolment

    run = factory.SubFactory(RunFactory)
    unit = factory.SubFactory(UnitFactory)
    person = factory.LazyAttribute(lambda o: PersonFactory(unit=o.unit))
    state = EnrolmentState.ENROLLED
    job_title = "Clerk"
    sex = factory.LazyAttribute(lambda o: o.person.sex)
    age_band = "35-44"

    @classmethod
    def _create(cls, model_class: type[Enrolment], *args: Any, **kwargs: Any) -> Enrolment:
        enrolment: Enrolment = super()._create(model_class, *args, **kwargs)
        if enrolment.state is EnrolmentState.ENROLLED:
            enrolment.run.seats_taken += 1
            db.session.flush()
        return enrolment


class UserFactory(ModelFactory):
    """An account; `role=` and `unit=` give it a role. Its password cannot be used: sign in by `browser.sign_in`."""

    class Meta:
        model = UserAccount

    email = factory.Sequence("user{}@example.org".format)
    display_name = factory.Sequence("User {}".format)
    password_hash = "none"
    language = "en"
    digits = "latn"
    calendar = "gregorian"

    @classmethod
    def _create(cls, model_class: type[UserAccount], *args: Any, **kwargs: Any) -> UserAccount:
        role, unit = kwargs.pop("role", None), kwargs.pop("unit", None)
        user: UserAccount = super()._create(model_class, *args, **kwargs)
        if role is not None:
            db.session.add(RoleGrant(user=user, role=role, unit=unit or UnitFactory()))
            db.session.flush()
        return user


def choose_password(user: UserAccount, password: str) -> None:
    """Its owner chooses a new password by a link, and signs out."""
    token = make_link(user, LinkPurpose.RESET).url.rpartition("/")[2]
    entry = use_link(token, LinkPurpose.RESET, password)
    if entry is not None:
        sign_out(entry.token)


def actor(role: Role, unit: OrgUnit | None = None, person: Person | None = None) -> AccountActor:
    """Somebody with an account who acts in this role at this unit."""
    user = UserFactory(role=role, unit=unit, person=person)
    return actor_for(user, user.grants[0])
