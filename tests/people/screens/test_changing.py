"""People are added, changed and moved on the screens, and wrong input is told at its field."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import Affiliation, Person, Sex, Trainer
from lms.people.rules import PersonData
from lms.platform import clock
from lms.platform.db import db
from tests.people.screens.asked import MONA, edit, filled, people, sign_in
from tests.support.factories import UnitFactory, UserFactory, actor


def test_a_person_is_added_with_the_first_place_of_work(coordinator, centre):
    answer = coordinator.post(
        "/people/new",
        filled(
            centre,
            national_id="٢٩٠٠١٠١١٢٣٤٥٨١",
            phone="0100 123 4567",
            job_title="Clerk",
            starts_on="2026-01-01",
        ),
    )

    person = db.session.scalars(select(Person)).one()
    assert answer.status_code == 302
    assert answer.location.endswith(f"/people/{person.id}")
    assert (person.national_id_last4, person.phone) == ("4581", "01001234567")
    place = db.session.scalars(select(Affiliation)).one()
    assert (place.unit, place.job_title, place.starts_on) == (centre, "Clerk", date(2026, 1, 1))


def test_a69_a_doubtful_number_is_accepted_with_a_visible_warning(coordinator, centre):
    answer = coordinator.post(
        "/people/new", filled(centre, national_id="29001011234582"), follow_redirects=True
    )

    assert people() == 1
    assert "was accepted, but check it" in answer.text


FUTURE = (clock.today() + timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    ("changes", "at", "words"),
    [
        ({"full_name": ""}, "full_name", "as it is on the identity card"),
        ({"full_name": "م" * 201}, "full_name", "at most 200 letters"),
        ({"full_name": "م" * 1_000_000}, "full_name", "at most 200 letters"),
        ({"full_name": "منى\u202eأحمد"}, "full_name", "turns the direction"),
        ({"second_name": "mo\u200bna"}, "second_name", "invisible"),
        ({"national_id": "29013011234581"}, "national_id", "birth date in the number"),
        ({"national_id": "2900101123458"}, "national_id", "must be 14, and here it is 13"),
        ({"national_id": "2.9001E+13"}, "national_id", "spreadsheet has shortened"),
        ({"national_id": "29O01011234581"}, "national_id", "only digits"),
        ({"birth_date": FUTURE}, "birth_date", "in the future"),
        ({"birth_date": "2026-02-31"}, "birth_date", ""),
        ({"birth_date": "03/04/1990"}, "birth_date", "could be"),
        ({"birth_year": "1850"}, "birth_year", "Nobody at work"),
        ({"birth_year": "19O0"}, "birth_year", "whole number"),
        ({"sex": "x"}, "sex", "one of those listed"),
        ({"language": ""}, "language", ""),
        ({"id_country": "XX"}, "id_country", "one of those listed"),
        ({"phone": "12ab"}, "phone", "telephone number"),
        ({"email": "mona at example"}, "email", "e-mail address"),
        ({"unit": "0"}, "unit", "one of those listed"),
        ({"unit": ""}, "unit", "Choose one"),
    ],
)
def test_a69_a71_wrong_input_is_told_at_its_field_kept_and_not_written(
    coordinator, centre, changes, at, words
):
    answer = coordinator.post("/people/new", filled(centre, **changes))

    assert answer.status_code == 422
    assert f'id="{at}-error"' in answer.text
    assert words in answer.text
    assert "هدى علي ناصر" in answer.text or "full_name" in changes
    assert people() == 0


def test_a5_a_place_outside_the_scope_cannot_be_chosen(coordinator, centre):
    elsewhere = UnitFactory()

    assert coordinator.post("/people/new", filled(elsewhere)).status_code == 422
    assert people() == 0


def test_a72_birth_years_are_understood_in_the_calendar_and_digits_of_the_reader(
    browser, governorate, centre
):
    user = UserFactory(role=Role.COORDINATOR, unit=governorate)
    user.language, user.digits, user.calendar = "fa", "arabext", "jalali"
    browser.sign_in(user)

    browser.post("/people/new", filled(centre, birth_year="۱۳۷۰"))

    person = db.session.scalars(select(Person)).one()
    assert person.birth_year == 1991
    assert "۱۳۷۰" in browser.get(f"/people/{person.id}").text
    assert 'value="۱۳۷۰"' in browser.get(f"/people/{person.id}/edit").text


def test_a_known_number_leads_to_the_known_person(coordinator, centre, mona):
    answer = coordinator.post("/people/new", filled(centre, national_id=MONA))

    assert answer.status_code == 422
    assert f'href="/people/{mona.id}"' in answer.text
    assert people() == 1


def test_a50_the_same_name_at_the_same_place_asks_first(coordinator, centre):
    coordinator.post("/people/new", filled(centre))
    second = coordinator.post("/people/new", filled(centre, full_name="هدي علي ناصر"))

    assert second.status_code == 422
    assert "This may be somebody who is on record already" in second.text
    assert people() == 1

    # To say so without having been shown whom is not enough.
    coordinator.post("/people/new", filled(centre, is_another="y"))
    assert people() == 1

    shown = re.search(r'name="alike"[^>]*value="([\d ]+)"', second.text)[1]
    coordinator.post("/people/new", filled(centre, is_another="y", alike=shown))
    assert people() == 2


def test_a9_fields_that_the_form_does_not_have_change_nothing(coordinator, centre):
    coordinator.post(
        "/people/new", filled(centre, is_demo="1", id="77", national_id_last4="9999", sort_key="x")
    )

    person = db.session.scalars(select(Person)).one()
    assert (person.is_demo, person.national_id_last4) == (False, None)
    assert person.id != 77


def test_a_record_is_changed_and_an_empty_number_keeps_the_known_one(coordinator, mona):
    answer = coordinator.post(
        f"/people/{mona.id}/edit", edit(coordinator, mona, full_name="منى أحمد الشربيني")
    )

    assert answer.status_code == 302
    assert (mona.full_name, mona.national_id_last4) == ("منى أحمد الشربيني", "4581")
    assert (mona.phone, mona.sex) == ("+201001234567", Sex.FEMALE)


def test_a_stale_form_says_what_changed_and_loses_nothing(coordinator, mona, governorate):
    sent = edit(coordinator, mona, second_name="Mona A. Elsayed")
    services.update_person(
        mona,
        PersonData(
            full_name=mona.full_name,
            country="EG",
            second_name=mona.second_name,
            phone="+201009999999",
            email=mona.email,
            sex=mona.sex,
            birth_date=mona.birth_date,
        ),
        actor(Role.COORDINATOR, governorate),
    )

    answer = coordinator.post(f"/people/{mona.id}/edit", sent)

    assert answer.status_code == 422
    assert "changed while the form was open: Mobile phone." in answer.text
    assert 'value="Mona A. Elsayed"' in answer.text
    assert mona.second_name == "Mona Ahmed"


def test_wrong_input_on_a_change_is_told_and_not_written(coordinator, mona):
    answer = coordinator.post(
        f"/people/{mona.id}/edit", edit(coordinator, mona, full_name="", phone="+201001234567")
    )

    assert answer.status_code == 422
    assert 'id="full_name-error"' in answer.text
    assert mona.full_name == "منى أحمد السيد"


def test_a_person_moves_and_the_history_stays(coordinator, governorate, mona, centre):
    other = UnitFactory(parent=governorate, name_en="Samalut")
    moved = {"kind": "move", "unit": other.id, "job_title": "Manager", "starts_on": "2026-03-01"}

    assert coordinator.post(f"/people/{mona.id}/places/new", moved).status_code == 302
    page = coordinator.get(f"/people/{mona.id}").text
    assert "Samalut" in page
    assert "1 Jan 2020 – 28 Feb 2026" in page


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-02-31"}, "starts_on"),
        ({"starts_on": "2019-01-01"}, "starts_on"),
        ({"unit": "0"}, "unit"),
        ({"kind": ""}, "kind"),
        ({"job_title": "x" * 151}, "job_title"),
    ],
)
def test_wrong_input_on_a_move_is_told_and_not_written(coordinator, governorate, mona, changes, at):
    other = UnitFactory(parent=governorate)
    moved = {"kind": "move", "unit": other.id, "starts_on": "2026-03-01"} | changes

    answer = coordinator.post(f"/people/{mona.id}/places/new", moved)

    assert answer.status_code == 422
    assert f'id="{at}-error"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Affiliation)) == 1


def test_the_last_day_at_a_place_is_recorded_once(coordinator, mona):
    place = db.session.scalars(select(Affiliation)).one()
    path = f"/people/{mona.id}/places/{place.id}/end"

    assert coordinator.post(path, {"ends_on": "2019-12-31"}).status_code == 422
    assert coordinator.post(path, {"ends_on": ""}).status_code == 422
    assert coordinator.post(path, {"ends_on": "2026-03-01"}).status_code == 302
    assert place.ends_on == date(2026, 3, 1)


def test_a_trainer_is_registered_listed_and_ended(coordinator, mona, centre):
    assert coordinator.get(f"/people/{mona.id}/trainer").status_code == 200
    assert coordinator.post(f"/people/{mona.id}/trainer", {"unit": "0"}).status_code == 422

    for _ in range(2):
        assert (
            coordinator.post(f"/people/{mona.id}/trainer", {"unit": centre.id}).status_code == 302
        )
    trainer = db.session.scalars(select(Trainer)).one()
    assert "منى أحمد السيد" in coordinator.get("/trainers?q=احمد").text

    assert coordinator.post(f"/trainers/{trainer.id}/end").status_code == 302
    assert trainer.ends_on == clock.today()


def test_nobody_adds_people_at_a_place_that_is_closed(browser, governorate):
    sign_in(browser, Role.COORDINATOR, governorate)
    assert browser.get("/people/new").status_code == 200

    governorate.closed_on = date(2020, 1, 1)
    db.session.commit()

    assert browser.get("/people/new").headers["Location"].startswith("/sign-in")
