"""The date of birth as it stood on the paper is kept beside the day that it means (decision 0014)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people.models import Person
from lms.platform.db import db
from tests.people.screens.asked import edit, filled
from tests.people.staff_lists import csv_file, load, name
from tests.support.factories import UnitFactory, UserFactory

WRITTEN = "٢١/٤/١٤١٠ هـ"  # 19 November 1989
MEANT = date(1989, 11, 19)


@pytest.fixture
def centre(app):
    return UnitFactory(code="SAQ", name_en="Saqqara")


@pytest.fixture
def coordinator(browser, centre):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=centre))


def only_person() -> Person:
    return db.session.scalars(select(Person).where(Person.birth_date.is_not(None))).one()


def added(coordinator, centre, written) -> Person:
    answer = coordinator.post("/people/new", filled(centre, birth_date=written))
    assert answer.status_code == 302, answer.text
    return only_person()


def saved(coordinator, person, **changes) -> Person:
    answer = coordinator.post(f"/people/{person.id}/edit", edit(coordinator, person, **changes))
    assert answer.status_code == 302, answer.text
    db.session.refresh(person)
    return person


def test_both_are_kept_and_shown(coordinator, centre):
    person = added(coordinator, centre, f" {WRITTEN} ")
    assert (person.birth_date, person.birth_date_typed) == (MEANT, WRITTEN)
    page = coordinator.get(f"/people/{person.id}").text
    assert "19 November 1989" in page
    assert WRITTEN in page


def test_a_form_saved_untouched_keeps_both(coordinator, centre):
    person = saved(coordinator, added(coordinator, centre, WRITTEN), full_name="هدى علي ناصر حسن")
    assert (person.birth_date, person.birth_date_typed) == (MEANT, WRITTEN)


def test_another_date_has_its_own_text(coordinator, centre):
    person = added(coordinator, centre, WRITTEN)
    written = "17 November 1989"
    assert saved(coordinator, person, birth_date=written).birth_date_typed == written
    saved(coordinator, person, birth_date="")
    assert (person.birth_date, person.birth_date_typed) == (None, None)


def test_what_says_nothing_more_than_the_day_is_not_kept(coordinator, centre):
    assert added(coordinator, centre, "1989-11-19").birth_date_typed is None


def test_a_staff_list_brings_it_along(app, centre):
    content = csv_file(
        [[name(1), WRITTEN], [name(2), "1989-11-19"]], headings=("الاسم", "تاريخ الميلاد")
    )
    load(content, centre)
    found = db.session.execute(
        select(Person.birth_date, Person.birth_date_typed)
        .where(Person.birth_date.is_not(None))
        .order_by(Person.id)
    ).all()
    assert [tuple(row) for row in found] == [(MEANT, WRITTEN), (MEANT, None)]
