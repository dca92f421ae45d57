"""The screens of people: who may open them, what they show, and what wrong input gets."""

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
from tests.support.factories import UnitFactory, UserFactory, actor

MONA = "29001011234581"


@pytest.fixture
def governorate(app):
    return UnitFactory(name_en="Minya")


@pytest.fixture
def centre(governorate):
    return UnitFactory(parent=governorate, name_en="Mallawi")


@pytest.fixture
def mona(governorate, centre):
    data = PersonData(
        full_name="منى أحمد السيد",
        country="EG",
        national_id=MONA,
        second_name="Mona Ahmed",
        phone="+201001234567",
        email="mona@example.org",
    )
    by = actor(Role.COORDINATOR, governorate)
    return services.create_person(
        data, by, unit=centre, job_title="Clerk", starts_on=date(2020, 1, 1)
    )


@pytest.fixture
def coordinator(browser, governorate):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=governorate))


def sign_in(browser, role, unit):
    return browser.sign_in(UserFactory(role=role, unit=unit))


def filled(centre, **changes) -> dict:
    return {
        "full_name": "هدى علي ناصر",
        "national_id": "",
        "id_country": "EG",
        "sex": "female",
        "language": "ar",
        "unit": str(centre.id),
    } | changes


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person))


def test_the_list_shows_name_place_job_and_the_last_digits_alone(coordinator, mona):
    page = coordinator.get("/people").text

    for shown in ("منى أحمد السيد", "Mona Ahmed", "Mallawi", "Clerk", "••••4581"):
        assert shown in page
    assert MONA not in page
    assert "+201001234567" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=احمد", 1),
        ("q=mona", 1),
        ("q=٢٩٠٠١٠١١٢٣٤٥٨١", 1),
        ("q=01001234567", 1),
        ("q=هدى", 0),
        ("sex=female", 1),
        ("sex=male", 0),
        ("number=with", 1),
        ("number=without", 0),
        ("place=%s", 1),
    ],
)
def test_the_list_is_narrowed(coordinator, mona, centre, query, count):
    page = coordinator.get("/people?" + query.replace("%s", centre.code)).text

    assert ("منى أحمد السيد" in page) == bool(count)


@pytest.mark.parametrize("query", ["sex=x", "place=nowhere", "number=1", "q=a%E2%80%AEb"])
def test_a66_a_filter_that_means_nothing_is_refused(coordinator, mona, query):
    assert coordinator.get(f"/people?{query}").status_code == 400


def test_a72_a_page_number_in_arabic_digits_is_understood(coordinator, mona):
    assert coordinator.get("/people?page=٢").status_code == 200


def test_the_list_leaves_as_a_file_without_numbers_and_contacts(coordinator, mona):
    answer = coordinator.get("/people?format=csv")

    assert "منى أحمد السيد" in answer.text
    assert "Mallawi" in answer.text
    assert MONA not in answer.text
    assert "mona@example.org" not in answer.text


def test_a_coordinator_sees_the_contacts_of_own_staff(coordinator, mona):
    page = coordinator.get(f"/people/{mona.id}").text

    assert "+201001234567" in page
    assert "mona@example.org" in page
    assert MONA not in page


def test_an_analyst_sees_the_number_masked_and_no_contacts_and_changes_nothing(
    browser, governorate, mona
):
    sign_in(browser, Role.MINISTRY_ANALYST, governorate)
    page = browser.get(f"/people/{mona.id}").text

    assert "••••4581" in page
    assert MONA not in page
    assert "+201001234567" not in page
    assert "mona@example.org" not in page
    assert "/edit" not in page
    for path in ("/people/new", f"/people/{mona.id}/edit", f"/people/{mona.id}/places/new"):
        assert browser.get(path).status_code == 403


@pytest.mark.parametrize("role", [Role.STATISTICS_READER, Role.TRAINER, Role.TRAINEE])
def test_a6_who_sees_figures_only_sees_no_people(browser, governorate, mona, role):
    sign_in(browser, role, governorate)

    for path in ("/people", f"/people/{mona.id}", "/trainers"):
        assert browser.get(path).status_code == 403


def test_a1_a_person_of_another_place_does_not_exist(browser, mona):
    sign_in(browser, Role.COORDINATOR, UnitFactory())
    place = db.session.scalars(select(Affiliation.id)).one()

    for path in ("", "/edit", "/places/new", f"/places/{place}/end", "/trainer"):
        assert browser.get(f"/people/{mona.id}{path}").status_code == 404
    assert browser.post(f"/people/{mona.id}/edit", {}).status_code == 404


def test_a3_a_place_of_another_person_is_not_found_under_this_one(coordinator, mona, centre):
    other = services.create_person(
        PersonData(full_name="هدى علي", country="EG"), actor(Role.COORDINATOR, centre), unit=centre
    )
    place = db.session.scalars(select(Affiliation.id).filter_by(person_id=mona.id)).one()

    answer = coordinator.post(f"/people/{other.id}/places/{place}/end", {"ends_on": "2026-01-01"})

    assert answer.status_code == 404


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


def edit(browser, person, **changes):
    page = browser.get(f"/people/{person.id}/edit").text
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="seen"', page)
    sent = {
        "full_name": person.full_name,
        "id_country": "EG",
        "sex": person.sex.value,
        "language": "ar",
        "phone": person.phone or "",
        "email": person.email or "",
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "second_name": person.second_name or "",
        "seen": seen[1] or seen[2],
    }
    return sent | changes


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


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ka"])
def test_the_screens_speak_every_language(browser, governorate, mona, language):
    user = UserFactory(role=Role.COORDINATOR, unit=governorate, language=language)
    browser.sign_in(user)
    place = db.session.scalars(select(Affiliation.id)).one()

    for path in (
        "/people",
        "/people/new",
        f"/people/{mona.id}",
        f"/people/{mona.id}/edit",
        f"/people/{mona.id}/places/new",
        f"/people/{mona.id}/places/{place}/end",
        f"/people/{mona.id}/trainer",
        "/trainers",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text
