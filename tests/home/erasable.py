"""Somebody of whom every table holds something, and what must not be found of her afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from lms.accounts.models import (
    Authenticator,
    AuthenticatorKind,
    ExternalIdentity,
    LinkPurpose,
    OutsideLook,
    PendingSignIn,
    RecoveryCode,
    SignIn,
    UserAccount,
)
from lms.accounts.roles import Role
from lms.accounts.services import make_link
from lms.attendance.models import AttendanceEntry, LateChange, LateWay
from lms.certificates import services as certificates
from lms.certificates.models import Certificate
from lms.enrolment.models import (
    Enrolment,
    EnrolmentState,
    NominationState,
    PrerequisiteWaiver,
)
from lms.jobs import exports
from lms.jobs.models import Job, JobState
from lms.objections.models import Objection, ObjectionKind, ObjectionState
from lms.organisation.models import OrgUnit, UnitKind
from lms.outcomes import services as outcomes
from lms.people import services as people
from lms.people.models import ImportState, Person, RosterImport, RosterRow, RowVerdict, Sex
from lms.people.rules import PersonData
from lms.people.services.kept_rows import sealed_values
from lms.platform import clock, crypto, storage
from lms.platform.db import Base, db
from lms.platform.i18n.collation import key_among_languages
from lms.scheduling.models import RunState
from tests.certificates.register import ALL, administrator, issuing_body
from tests.outcomes.ledger import enrol, run_with_sessions, score
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
    actor,
)

NUMBER = "28801150212348"
CANARIES = {
    "name": "زمردة العطار المنيري",
    "given": "زمردة",
    "father": "عطارد",
    "grandfather": "منيرس",
    "family": "المنيري",
    "second": "Zomorroda Elmoniry",
    "phone": "01098765432",
    "email": "zomorroda@canary.example",
    "account": "z.elmoniry@canary.example",
    "job": "Keeper of canaries",
    "key": "Telephone of Zomorroda",
    "note": "Her sister in Tanta is ill",
}


@dataclass
class World:
    """The place with everything about her, and those who decide."""

    country: OrgUnit
    place: OrgUnit
    person: Person
    account: UserAccount
    certificates: list[Certificate]
    hidden: list[str | bytes]

    @property
    def decider(self) -> Any:
        return actor(Role.SYSTEM_ADMINISTRATOR, self.country)

    @property
    def clerk(self) -> Any:
        return actor(Role.CENTRE_ADMINISTRATOR, self.place)


def world() -> World:
    """Everything about her; `hidden` is what none of the tables and files may hold once she is erased."""
    for file in list(_files()):  # of the test before
        file.unlink()
    country = UnitFactory(code="EG", kind=UnitKind.COUNTRY)
    place = UnitFactory(code="QENA", parent=country)
    person = _person(place)
    issued = [_completed(place, person), _corrected(place, person)]
    _nearly(place, person)
    account = _account(person, place)
    _lists(place, person)
    people.tell_apart(person, PersonFactory(unit=place), actor(Role.COORDINATOR, place))
    db.session.commit()
    hidden: list[str | bytes] = [
        *CANARIES.values(),
        NUMBER,
        person.national_id_hash or b"",
        bytes(person.sort_key),
        bytes(key_among_languages(CANARIES["name"], "ar")),
        person.folded_name,
        person.name_key,
        *person.folded_name.split(),
        "zomorroda",
    ]
    return World(country, place, person, account, issued, [one for one in hidden if one])


def _person(place: OrgUnit) -> Person:
    data = PersonData(
        full_name=CANARIES["name"],
        country="EG",
        given_name=CANARIES["given"],
        father_name=CANARIES["father"],
        grandfather_name=CANARIES["grandfather"],
        family_name=CANARIES["family"],
        second_name=CANARIES["second"],
        national_id=NUMBER,
        sex=Sex.FEMALE,
        birth_date=date(1988, 1, 15),
        phone=CANARIES["phone"],
        email=CANARIES["email"],
    )
    by = actor(Role.COORDINATOR, place)
    person = people.create_person(
        data, by, unit=place, job_title=CANARIES["job"], starts_on=date(2020, 1, 1)
    )
    for work in person.affiliations:
        work.ends_on = date(2026, 6, 30)
    return person


def _completed(place: OrgUnit, person: Person) -> Certificate:
    run = run_with_sessions(unit=place, has_exam=True)
    issuing_body(place)
    seat = enrol(run, *ALL, unit=place, person=person, job_title=CANARIES["job"])
    score(enrol(run, *ALL, unit=place), 75)
    score(seat, 91, reason=CANARIES["note"])
    entry = db.session.scalars(select(AttendanceEntry).filter_by(enrolment_id=seat.id)).first()
    assert entry is not None
    entry.reason = CANARIES["note"]
    db.session.add(
        Objection(
            kind=ObjectionKind.ATTENDANCE_MARK,
            subject_id=entry.id,
            person_id=person.id,
            unit_id=place.id,
            text=CANARIES["note"],
            state=ObjectionState.REFUSED,
            due_on=date(2026, 5, 1),
            settled_at=clock.now(),
            answer=CANARIES["note"],
        )
    )
    late = {"way": LateWay.REOPENING, "reason": CANARIES["note"]}
    db.session.add(LateChange(course_run_id=run.id, entry_id=entry.id, **late))
    db.session.flush()
    outcomes.close_run(run, administrator(run))
    return _issued(seat)


def _corrected(place: OrgUnit, person: Person) -> Certificate:
    """A certificate that was made out wrongly, replaced, and revoked."""
    run = run_with_sessions(unit=place)
    seat = enrol(run, *ALL, unit=place, person=person)
    outcomes.close_run(run, administrator(run))
    first, by = _issued(seat), administrator(run)
    wished = certificates.Corrections(name=CANARIES["name"], name_second=None, reason="One name")
    newer = certificates.supersede(first, wished, by)
    db.session.commit()
    certificates.revoke(newer, CANARIES["note"], by)
    db.session.commit()
    return newer


def _issued(seat: Enrolment) -> Certificate:
    certificate = certificates.issue(seat, administrator(seat.run))
    db.session.commit()  # its file is made
    assert certificate.file_sha256 is not None
    return certificate


def _nearly(place: OrgUnit, person: Person) -> None:
    """What came to nothing: a refusal, a withdrawal, a waiver."""
    run = RunFactory(unit=place, state=RunState.CLOSED)
    NominationFactory(
        run=run,
        person=person,
        unit=place,
        state=NominationState.REFUSED,
        justification=CANARIES["note"],
        refusal_reason=CANARIES["note"],
    )
    EnrolmentFactory(
        run=RunFactory(unit=place, state=RunState.CANCELLED),
        person=person,
        unit=place,
        state=EnrolmentState.CANCELLED,
        end_reason=CANARIES["note"],
        job_title=CANARIES["job"],
    )
    db.session.add(
        PrerequisiteWaiver(
            course_run_id=run.id,
            person_id=person.id,
            course_id=CourseFactory(unit=place).id,
            reason=CANARIES["note"],
        )
    )


def _account(person: Person, place: OrgUnit) -> UserAccount:
    account = UserFactory(
        role=Role.TRAINEE,
        unit=place,
        person=person,
        email=CANARIES["account"],
        display_name=CANARIES["second"],
    )
    db.session.add_all(
        [
            SignIn(token_hash="a" * 64, user_id=account.id, agent=f"Mozilla of {CANARIES['key']}"),
            PendingSignIn(token_hash="b" * 64, user_id=account.id),
            ExternalIdentity(
                user_id=account.id,
                issuer="https://id.example",
                subject=CANARIES["email"],
                label=CANARIES["account"],
            ),
            RecoveryCode(code_hash="c" * 64, user_id=account.id),
            Authenticator(
                user_id=account.id,
                kind=AuthenticatorKind.PASSKEY,
                name=CANARIES["key"],
                credential_id=b"canary credential",
                public_key=b"canary key",
            ),
            OutsideLook(
                user_id=account.id,
                grant_id=account.grants[0].id,
                unit_id=place.id,
                reason=CANARIES["note"],
                ends_at=clock.now() - timedelta(days=1),
            ),
        ]
    )
    make_link(account, LinkPurpose.RESET)
    return account


def _lists(place: OrgUnit, person: Person) -> None:
    """A loaded staff list with a row that was refused, and a list of people that was taken out as a file."""
    roster = RosterImport(
        file_name="staff.csv",
        file_sha256="",
        content_key="0" * 64,
        unit_id=place.id,
        state=ImportState.DONE,
        created_by_id=0,
    )
    db.session.add(roster)
    db.session.flush()
    for values in (
        {"full_name": CANARIES["name"], "phone": "1"},
        {"full_name": "x", "national_id": NUMBER},
        {"full_name": "Somebody else"},
    ):
        row = RosterRow(
            roster_import_id=roster.id,
            row_number=2,
            verdict=RowVerdict.INVALID,
            values=sealed_values(values),
            problems=[],
        )
        db.session.add(row)
    stored = storage.put(crypto.cipher().seal_bytes(CANARIES["name"].encode(), exports.SEALED))
    db.session.add(
        Job(
            kind=exports.KIND,
            payload={"asked": "sealed"},
            result={"file": stored, "name": "people.csv"},
            fingerprint="f",
            state=JobState.DONE,
            requested_by_user_id=1,
            requested_by_role="coordinator",
            finished_at=clock.now(),
        )
    )
    db.session.flush()


def leftovers(hidden: list[str | bytes]) -> list[str]:
    """Where in the database and in the stored files any of it is still found."""
    db.session.expire_all()
    values = [*_values(), *((path.name, path.read_bytes()) for path in _files())]
    return [f"{at}: {one!r}" for at, value in values for one in hidden if _holds(value, one)]


def _values() -> Iterator[tuple[str, Any]]:
    """Every value of every table, with where it stands."""
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            yield from ((f"{table.name}.{name}", value) for name, value in row.items())


def _files() -> Iterator[Path]:
    folder = Path(current_app.instance_path) / "files"
    return (path for path in folder.rglob("*") if path.is_file())


def _holds(value: Any, wanted: str | bytes) -> bool:
    if isinstance(value, bytes):
        return _bytes(wanted) in value
    if isinstance(wanted, bytes) or value is None:
        return False
    text = json.dumps(value, ensure_ascii=False, default=str)
    return wanted.casefold() in text.casefold()


def _bytes(wanted: str | bytes) -> bytes:
    return wanted if isinstance(wanted, bytes) else wanted.encode()


def snapshot(tables: tuple[str, ...]) -> dict[str, list[Any]]:
    """The rows of these tables."""
    known = Base.metadata.tables
    return {
        name: [
            tuple(row)
            for row in db.session.execute(select(known[name]).order_by(*known[name].primary_key))
        ]
        for name in tables
    }
