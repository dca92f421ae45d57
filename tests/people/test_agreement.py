"""What an Egyptian number tells is compared with what was typed: a warning that is looked at, never a block."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.people import services
from lms.people.models import Person, Sex
from lms.people.rules import PersonData, differences, id_check
from lms.platform.db import db
from tests.support.factories import UnitFactory, UserFactory, actor

MONA = "29001011234581"  # born on 1 January 1990, a woman, from Dakahlia


@pytest.fixture
def unit(app):
    return UnitFactory()


@pytest.fixture
def by(unit):
    return actor(Role.COORDINATOR, unit)


@pytest.fixture
def coordinator(browser, unit):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=unit))


def data(**changes) -> PersonData:
    return PersonData(
        **{"full_name": "منى أحمد السيد", "country": "EG", "national_id": MONA} | changes
    )


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({}, []),
        ({"sex": Sex.FEMALE, "birth_date": date(1990, 1, 1)}, []),
        ({"birth_year": 1990}, []),
        ({"sex": Sex.MALE}, ["sex"]),
        ({"birth_date": date(1990, 1, 2)}, ["birth_date"]),
        ({"birth_year": 1991}, ["birth_year"]),
        ({"birth_date": date(1990, 1, 1), "birth_year": 1991}, []),
        ({"sex": Sex.MALE, "birth_date": date(1991, 1, 1)}, ["sex", "birth_date"]),
        ({"sex": Sex.MALE, "national_id": "29001011234582"}, ["sex"]),  # a digit in doubt, too
        ({"sex": Sex.MALE, "national_id": None}, []),
    ],
)
def test_only_what_was_typed_can_contradict_the_number(typed, fields):
    person = data(**typed)

    assert [one.field for one in differences(person, id_check(person))] == fields


def test_nothing_that_was_typed_is_overwritten(by):
    person = services.create_person(data(sex=Sex.MALE, birth_year=1991), by)

    assert (person.sex, person.birth_date, person.birth_year) == (Sex.MALE, None, 1991)
    assert person.id_differs == "sex birth_year"


def test_the_record_says_so_until_it_is_corrected(by):
    wrong = data(sex=Sex.MALE, birth_date=date(1990, 2, 1))
    person = services.create_person(wrong, by)
    kept = wrong._replace(national_id=None)

    services.update_person(person, kept._replace(birth_date=date(1990, 1, 1)), by)
    assert person.id_differs == "sex"
    services.update_person(person, kept._replace(birth_date=date(1990, 1, 1), sex=Sex.FEMALE), by)
    assert person.id_differs is None


def test_what_was_confirmed_is_not_asked_again_until_it_changes(by):
    person = services.create_person(data(sex=Sex.MALE), by)
    services.confirm_differences(person, by)
    services.confirm_differences(person, by)
    kept = data(sex=Sex.MALE, birth_date=date(1990, 1, 1), national_id=None)

    services.update_person(person, kept._replace(phone="+201001234567"), by)
    assert person.id_differs is None
    services.update_person(person, kept._replace(birth_date=date(1990, 1, 2)), by)
    assert person.id_differs == "birth_date"
    assert db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.action == "person.confirm_number")
    ).all() == ["person.confirm_number"]


def test_another_number_is_compared_anew(by):
    person = services.create_person(data(sex=Sex.MALE), by, is_compared=True)
    assert person.id_differs is None

    again = data(sex=Sex.MALE, birth_date=date(1990, 1, 1), national_id="29001011234603")
    services.update_person(person, again, by)

    assert person.id_differs == "sex"


def sent(unit, **changes) -> dict:
    return {
        "full_name": "منى أحمد السيد",
        "national_id": MONA,
        "id_country": "EG",
        "sex": "male",
        "language": "ar",
        "unit": str(unit.id),
    } | changes


def warned(page: str) -> str:
    tag = re.search(r'<input[^>]*name="warned"[^>]*>', page)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def test_the_form_comes_back_once_with_what_the_number_says(coordinator, unit):
    first = coordinator.post("/people/new", sent(unit, birth_date="1991-01-01"))

    assert first.status_code == 422
    assert "The ID number says: Female." in first.text
    assert "The ID number says: 1 January 1990." in first.text
    assert "Compared with the card" in first.text
    assert db.session.scalars(select(Person)).all() == []

    again = sent(unit, birth_date="1991-01-01", warned=warned(first.text))
    other = coordinator.post("/people/new", again | {"birth_date": "1992-01-01"})
    assert other.status_code == 422  # another contradiction than the one that was shown

    saved = coordinator.post("/people/new", again, follow_redirects=True)
    assert saved.status_code == 200
    assert "The ID number says otherwise than the record" in saved.text
    assert "Sex, Date of birth" in saved.text


def test_whoever_compared_both_says_so_and_the_record_keeps_no_warning(coordinator, unit):
    first = coordinator.post("/people/new", sent(unit))
    again = sent(unit, warned=warned(first.text), is_compared="y")

    saved = coordinator.post("/people/new", again, follow_redirects=True)

    assert "otherwise than the record" not in saved.text
    assert "Filled in from the ID number: Date of birth." in saved.text


def test_the_warning_stays_on_the_page_until_it_is_confirmed(coordinator, unit, by):
    person = services.create_person(data(sex=Sex.MALE), by, unit=unit)
    db.session.commit()

    assert "The ID number says another sex" in coordinator.get(f"/people/{person.id}/edit").text
    assert "منى" in coordinator.get("/people?number=differs").text
    done = coordinator.post(f"/people/{person.id}/confirm-number", follow_redirects=True)

    assert "otherwise than the record" not in done.text
    assert "منى" not in coordinator.get("/people?number=differs").text


def test_a_number_on_record_is_compared_without_being_shown(coordinator, unit, by):
    person = services.create_person(data(), by, unit=unit)
    db.session.commit()
    page = coordinator.get(f"/people/{person.id}/edit").text
    seen = re.search(r'value="([^"]*)"', re.search(r'<input[^>]*name="seen"[^>]*>', page)[0])[1]

    answer = coordinator.post(
        f"/people/{person.id}/edit",
        sent(unit, national_id="", birth_date="1990-01-01", seen=seen),
    )

    assert answer.status_code == 422
    assert "The ID number says another sex." in answer.text
