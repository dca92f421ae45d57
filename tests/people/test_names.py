"""Names as they are typed, kept and handed out: letters counted as kept, offered in Latin, whole in files."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people.models import Person
from lms.platform.db import db
from tests.support.factories import UnitFactory, UserFactory


@pytest.fixture
def centre(app):
    return UnitFactory()


@pytest.fixture
def coordinator(browser, centre):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=centre))


def filled(centre, **changes) -> dict:
    sent = {"id_country": "EG", "sex": "female", "language": "ar", "unit": str(centre.id)}
    return sent | changes


def test_a_romanised_name_is_offered_and_never_filled_in(coordinator, centre):
    coordinator.post("/people/new", filled(centre, full_name="ნინო ბერიძე"))
    person = db.session.scalars(select(Person)).one()

    page = coordinator.get(f"/people/{person.id}/edit").text

    assert "By the national rule it would be \u2068Nino Beridze\u2069." in page
    assert 'value="Nino Beridze"' not in page
    assert person.second_name is None


def test_a70_letters_are_counted_as_they_are_kept(coordinator, centre):
    taken_apart = unicodedata.normalize("NFD", "é" * 200)

    answer = coordinator.post("/people/new", filled(centre, full_name=taken_apart))

    assert answer.status_code == 302
    assert db.session.scalars(select(Person.full_name)).one() == "é" * 200


def test_s25_a_list_leaves_with_its_marks_and_holds_no_formula(coordinator, centre):
    coordinator.post("/people/new", filled(centre, full_name="=1+1 حسین‌زاده"))

    csv = coordinator.get("/people?format=csv").data
    book = coordinator.get("/people?format=xlsx&lang=ar").data

    assert csv.startswith(b"\xef\xbb\xbf")
    assert "حسین‌زاده" in csv.decode("utf-8-sig")
    assert "\n=1" not in csv.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(book)) as sheets:
        sheet = sheets.read("xl/worksheets/sheet1.xml")
    assert b'rightToLeft="1"' in sheet
    assert b"<f>" not in sheet
