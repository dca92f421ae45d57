"""Who may open the screens of people, and what they show."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import Affiliation
from lms.people.rules import PersonData
from lms.platform.db import db
from tests.people.screens.asked import MONA, sign_in
from tests.support.factories import UnitFactory, UserFactory, actor


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
