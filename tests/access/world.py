"""A country with two governorates and three centres, one of everything in each, and somebody in every role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from lms.accounts.models import LinkPurpose, OutsideLook, SignIn, UserAccount
from lms.accounts.roles import Role
from lms.accounts.services import make_link
from lms.assessment.models import Assessment, AssessmentKind
from lms.attendance.models import AttendanceEntry
from lms.audit.services import record
from lms.certificates import services as certificates
from lms.certificates.models import IssueList
from lms.enrolment.models import Enrolment
from lms.home.models import ErasureRequest
from lms.jobs.models import Job
from lms.merging.models import PersonMerge
from lms.objections.models import Objection, ObjectionKind
from lms.organisation.models import OrgUnit, UnitKind, UnitName
from lms.outcomes import services as outcomes
from lms.people.models import (
    ImportState,
    Person,
    PersonPair,
    RosterImport,
    RosterRow,
    RowVerdict,
    Trainer,
)
from lms.platform.db import db
from lms.scheduling.models import RunState, TrainingSession
from tests.certificates.register import ALL, administrator, issuing_body
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    PlanFactory,
    PlanItemFactory,
    ProgrammeFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    VenueFactory,
)

PRINCIPALS = (
    "anonymous",
    "former",
    "pending",
    "trainee",
    "trainer",
    "centre_administrator",
    "coordinator",
    "ministry_analyst",
    "statistics_reader",
    "auditor",
    "system_administrator",
    "head_administrator",
)
"""A former one has an account whose role was taken back, a pending one gave the password and no second factor yet; the
head one is a system administrator of the whole country, the other one of a governorate."""

RELATIONS = ("own", "sibling", "other")
"""The centre one works at, another one of the governorate, one of another governorate."""


class World:
    """Who there is, and for each centre the values that stand in addresses."""

    def __init__(self) -> None:
        self.country = UnitFactory(code="EG", kind=UnitKind.COUNTRY)
        governorates = {
            name: UnitFactory(code=name, kind=UnitKind.GOVERNORATE, parent=self.country)
            for name in ("GIZA", "QENA")
        }
        self.places = {
            "own": UnitFactory(code="OWN", parent=governorates["GIZA"]),
            "sibling": UnitFactory(code="SIBLING", parent=governorates["GIZA"]),
            "other": UnitFactory(code="OTHER", parent=governorates["QENA"]),
        }
        self.trainer = PersonFactory(full_name="منى المدربة")
        self.trainee = PersonFactory(unit=self.places["own"])
        self.values = {
            relation: self._one_of_everything(relation, place)
            for relation, place in self.places.items()
        }
        self.accounts = self._accounts(governorates["GIZA"])
        db.session.commit()

    def _accounts(self, governorate: OrgUnit) -> dict[str, UserAccount | None]:
        own = self.places["own"]
        held_at = {
            Role.MINISTRY_ANALYST: governorate,
            Role.STATISTICS_READER: governorate,
            Role.AUDITOR: governorate,
            Role.SYSTEM_ADMINISTRATOR: governorate,
        }
        people = {Role.TRAINER: self.trainer, Role.TRAINEE: self.trainee}
        accounts: dict[str, UserAccount | None] = {"anonymous": None}
        for role in Role:
            if role.value in PRINCIPALS:
                accounts[role.value] = UserFactory(
                    role=role, unit=held_at.get(role, own), person=people.get(role)
                )
        accounts["former"] = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=own)
        accounts["former"].grants[0].ends_on = date(2026, 1, 1)
        for name in ("pending", "head_administrator"):
            accounts[name] = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=self.country)
        return accounts

    def _one_of_everything(self, relation: str, place: OrgUnit) -> dict[str, Any]:
        room = RoomFactory(venue=VenueFactory(unit=place))
        name = UnitName(unit_id=place.id, language="en", name=f"Old {relation}")
        person = PersonFactory(unit=place)
        course = CourseFactory(code=f"C-{relation}", unit=place, has_exam=True)
        programme = ProgrammeFactory(code=f"P-{relation}", unit=place)
        item = PlanItemFactory(plan=PlanFactory(unit=place), course=course)
        trainer = Trainer(person_id=person.id, unit_id=place.id)
        account = UserFactory(role=Role.TRAINER, unit=place, person=person)
        db.session.add_all([name, trainer])
        run = RunFactory(
            code=f"R-{relation}", course=course, unit=place, state=RunState.IN_PROGRESS
        )
        SessionFactory(run=run, room=room, trainer=self.trainer if relation == "own" else person)
        db.session.add(Assessment(run=run, kind=AssessmentKind.EXAM))
        enrolment = EnrolmentFactory(run=run, unit=place)
        nomination = NominationFactory(run=run, unit=place)
        roster, row, job = self._work(place)
        holder = self.trainee if relation == "own" else PersonFactory(unit=place)
        holder.second_name = "Mona A. Elsayed"
        body, certificate = _certificate(place, relation, holder)
        objection = _objection(certificate.enrolment, place)
        sign_in = SignIn(token_hash=f"{relation:0>64}", user_id=account.id)
        look = OutsideLook(
            user_id=account.id,
            grant_id=account.grants[0].id,
            unit_id=self.country.id,
            reason="A look of others",
            ends_at=datetime(2099, 1, 1, tzinfo=UTC),
        )
        prepared = IssueList(course_run_id=run.id, enrolment_ids=[], prepared_by_id=account.id)
        db.session.add_all([sign_in, look, prepared])
        guest = UserFactory(role=Role.TRAINER, unit=place, password_hash=None)
        links = {
            purpose.value: make_link(owner, purpose).url.rpartition("/")[2]
            for purpose, owner in ((LinkPurpose.INVITATION, guest), (LinkPurpose.RESET, account))
        }
        erasure = ErasureRequest(person_id=PersonFactory(unit=place).id, unit_id=place.id)
        pair = PersonPair(first=person, second=PersonFactory(unit=place), score=90)
        db.session.add_all([erasure, pair])
        event = record("planning.create_course", actor=None, subject=course, unit_id=place.id)
        db.session.flush()
        return {
            "account": sign_in.id,
            "looks": look.id,
            "places": place.code,
            "name_id": name.id,
            "venues": room.venue_id,
            "rooms": room.id,
            "people": person.id,
            "alike": pair.id,
            "records": person.id,
            "affiliation_id": person.affiliations[0].id,
            "trainers": trainer.id,
            "accounts": account.id,
            "grant_id": account.grants[0].id,
            "courses": course.code,
            "programmes": programme.code,
            "plans": item.plan_id,
            "item_id": item.id,
            "runs": run.code,
            "number": 1,
            "kind": "exam",
            "attempt": 1,
            "enrolment_id": enrolment.id,
            "nominations": nomination.id,
            "my-attendance": certificate.enrolment_id,
            "objections": objection.id,
            "imports": roster.id,
            "row_id": row.id,
            "jobs": job.id,
            "certificate-bodies": body.id,
            "certificates": certificate.serial,
            "verify": certificate.code,
            "audit": event.id,
            "erasures": erasure.id,
            "other_id": PersonFactory(unit=place).id,
            "merge_id": _merged(person).id,
            **links,
        }

    def _work(self, place: OrgUnit) -> tuple[RosterImport, RosterRow, Job]:
        roster = RosterImport(
            file_name="staff.csv",
            file_sha256="",
            content_key="0" * 64,
            unit_id=place.id,
            state=ImportState.DONE,
            created_by_id=0,
        )
        row = RosterRow(
            roster=roster, row_number=2, verdict=RowVerdict.REVIEW, values={}, problems=[]
        )
        job = Job(
            kind="certificates.files",
            payload={},
            fingerprint=f"{place.code:0>64}",
            requested_by_user_id=999_999,
            requested_by_role="coordinator",
        )
        db.session.add_all([roster, row, job])
        db.session.flush()
        return roster, row, job


def _merged(person: Person) -> PersonMerge:
    """A record that went into this one."""
    other = PersonFactory(merged_into_id=person.id)
    merge = PersonMerge(kept_id=person.id, merged_id=other.id, reason="The same card")
    db.session.add(merge)
    db.session.flush()
    return merge


def _objection(enrolment: Enrolment, place: OrgUnit) -> Objection:
    """To the mark of the first session."""
    entry = db.session.scalars(
        select(AttendanceEntry)
        .join(AttendanceEntry.session)
        .where(AttendanceEntry.enrolment_id == enrolment.id, TrainingSession.number == 1)
    ).one()
    objection = Objection(
        kind=ObjectionKind.ATTENDANCE_MARK,
        subject_id=entry.id,
        person_id=enrolment.person_id,
        unit_id=place.id,
        text="I was there",
        due_on=date(2099, 1, 1),
    )
    db.session.add(objection)
    db.session.flush()
    return objection


def _certificate(place: OrgUnit, relation: str, person: Person) -> tuple[Any, Any]:
    run = run_with_sessions(unit=place)
    body = issuing_body(place, code=relation[:5].upper())
    enrol(run, *ALL, unit=place, person=person)
    outcomes.close_run(run, administrator(run))
    enrolment = db.session.query(Enrolment).filter_by(course_run_id=run.id).one()
    return body, certificates.issue(enrolment, administrator(run))
