"""A62: what is kept about somebody, whole, for that person to have."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import Table

from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.certificates import services as certificates
from lms.certificates.services import files
from lms.enrolment.models import Enrolment
from lms.home.queries import kept
from lms.outcomes import services as outcomes
from lms.people import services as people
from lms.people.rules import PersonData
from lms.platform.db import Base, db
from tests.certificates.register import ALL, administrator, issuing_body
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import PersonFactory, UnitFactory, UserFactory, actor

MONA = "29001011234581"


@pytest.fixture
def mona(app, monkeypatch):
    """Somebody who passed a course, has a certificate and an account."""
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    place = UnitFactory(code="QENA")
    data = PersonData(
        full_name="منى أحمد السيد", country="EG", national_id=MONA, phone="+201001234567"
    )
    person = people.create_person(data, actor(Role.COORDINATOR, place), unit=place)
    run = run_with_sessions(unit=place)
    issuing_body(place)
    enrol(run, *ALL, unit=place, person=person)
    outcomes.close_run(run, administrator(run))
    enrolment = db.session.query(Enrolment).filter_by(course_run_id=run.id).one()
    certificate = certificates.issue(enrolment, administrator(run))
    account = UserFactory(role=Role.TRAINEE, unit=place, person=person)
    db.session.commit()
    files.prepare_file(certificate.id)
    return account


def opened(answer) -> tuple[dict, dict[str, bytes]]:
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(found.pop("data.json")), found


def test_a62_a_trainee_takes_everything_along_and_nothing_of_others(browser, mona):
    PersonFactory(full_name="هدى علي ناصر")
    browser.sign_in(mona)
    assert "/my-data" in browser.get("/account").text
    assert browser.get("/my-data").status_code == 200

    data, beside = opened(browser.post("/my-data"))

    sections = data["sections"]
    (person,) = sections["person"]
    assert (person["full_name"], person["national_id"]) == ("منى أحمد السيد", MONA)
    assert person["phone"] == "+201001234567"
    assert sections["user_account"][0]["email"] == mona.email
    for name in ("affiliation", "enrolment", "attendance_entry", "outcome", "completion"):
        assert sections[name], name
    (certificate,) = sections["certificate"]
    assert list(beside) == [f"certificates/{certificate['serial']}.pdf"]
    assert {event["action"] for event in sections["audit_event"]} >= {"person.create"}
    assert sections["sign_in"]
    text = json.dumps(data, ensure_ascii=False)
    assert "هدى" not in text
    assert mona.password_hash not in text
    named = data["sections"]["names"]["unit_id"]
    assert "QENA" in {unit["code"] for unit in named.values()}


def test_a62_handing_out_is_recorded(browser, mona):
    browser.sign_in(mona)
    browser.post("/my-data")
    event = db.session.query(AuditEvent).filter_by(action="home.hand_out").one()
    assert (event.subject_type, event.subject_id) == ("person", str(mona.person_id))
    assert event.actor_user_id == mona.id


def test_a62_an_official_without_a_record_takes_the_account_along(browser):
    user = UserFactory(role=Role.MINISTRY_ANALYST)
    data, beside = opened(browser.sign_in(user).post("/my-data"))
    assert beside == {}
    assert data["sections"]["person"] == []
    assert data["sections"]["role_grant"][0]["role"] == "ministry_analyst"


def test_a62_the_centre_hands_it_to_somebody_without_an_account(browser, mona):
    place = mona.grants[0].unit
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=place))
    address = f"/people/{mona.person_id}/data"
    assert address in browser.get(f"/people/{mona.person_id}").text

    assert browser.post(address, {"reason": " "}).status_code == 422
    data, _beside = opened(browser.post(address, {"reason": "She came with her card"}))

    assert data["sections"]["person"][0]["national_id"] == MONA
    event = db.session.query(AuditEvent).filter_by(action="home.hand_out").one()
    assert event.reason == "She came with her card"


@pytest.mark.parametrize(
    ("role", "here", "status"),
    [
        (Role.COORDINATOR, False, 404),
        (Role.MINISTRY_ANALYST, True, 403),
        (Role.TRAINEE, True, 403),
    ],
)
def test_a62_nobody_else_has_it(browser, mona, role, here, status):
    place = mona.grants[0].unit if here else UnitFactory()
    browser.sign_in(UserFactory(role=role, unit=place))
    address = f"/people/{mona.person_id}/data"
    assert browser.post(address, {"reason": "curious"}).status_code == status
    assert db.session.query(AuditEvent).filter_by(action="home.hand_out").count() == 0


def names_people(table: Table) -> bool:
    """Whether a table says anything of people: a key of a person, an account or a place on a roster."""
    aimed = {key.column.table.name for column in table.columns for key in column.foreign_keys}
    named = {column.name for column in table.columns}
    loose = {name for name in named if name.endswith(("user_id", "_by_id", "person_id"))}
    return bool(aimed & {"person", "user_account", "enrolment"} or loose or "recipient" in named)


def test_a62_every_table_about_people_is_handed_out_or_named_with_a_reason():
    handed_out = {*kept.BY_PERSON, *kept.BY_ENROLMENT, *kept.BY_ACCOUNT, *kept.OTHERWISE}
    tables = {table.name for table in Base.metadata.sorted_tables if names_people(table)}

    assert tables | {"person", "user_account"} == handed_out | set(kept.LEFT_OUT)
    assert not handed_out & set(kept.LEFT_OUT)


def test_a62_no_secret_is_handed_out():
    secret = ("hash", "sealed", "secret", "token")
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(word in column.name for word in secret) and table.name in {
                *kept.BY_PERSON,
                *kept.BY_ACCOUNT,
                *kept.OTHERWISE,
            }:
                known = column.name in kept.HIDDEN or column.name == "file_sha256"
                assert known, f"{table.name}.{column.name}"


def test_the_account_of_nobody_else_is_in_it(browser, mona):
    other = UserFactory(role=Role.TRAINEE)
    data, _beside = opened(browser.sign_in(other).post("/my-data"))
    assert [one["id"] for one in data["sections"]["user_account"]] == [other.id]
    assert db.session.get(UserAccount, mona.id) is not None
