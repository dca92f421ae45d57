"""The screens of the bodies that issue certificates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.certificates import services
from lms.certificates.models import Certificate, IssuingBody
from lms.platform import clock
from lms.platform.db import db
from tests.certificates.register import administrator, issuing_body
from tests.support.factories import UnitFactory, UserFactory

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(quick_files):
    with clock.frozen(TODAY):
        yield


BODY = {
    "code": "saq",
    "name_en": "Saqqara Training Centre",
    "name_ar": "مركز سقارة للتدريب",
    "design": "ar-en",
    "calendar": "gregorian",
    "second_calendar": "hijri",
    "name_1": "د. نادية الشربيني",
    "post_1": "مدير المركز",
    "second_post_1": "Director",
}


@pytest.fixture
def root(browser, app):
    top = UnitFactory()
    unit = UnitFactory(parent=top)
    return browser.sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=top)), unit


def test_a_body_is_set_up_and_shown_with_its_design(root):
    browser, unit = root
    answer = browser.post("/certificate-bodies/new", {**BODY, "unit_id": unit.id})
    assert answer.status_code == 302
    body = db.session.query(IssuingBody).one()
    assert (body.code, body.calendar, body.second_calendar) == ("SAQ", "gregorian", "hijri")
    assert body.signatories == [
        {"name": "د. نادية الشربيني", "post": {"ar": "مدير المركز", "en": "Director"}}
    ]
    assert "Saqqara Training Centre" in browser.get("/certificate-bodies").text
    pdf = browser.get(f"/certificate-bodies/{body.id}/specimen.pdf")
    assert pdf.data.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "S-1"}, "Two to eight Latin letters and digits"),
        ({"code": "٣AQ"}, "Two to eight Latin letters and digits"),
        ({"name_ar": ""}, "The certificate needs the name in this language."),
        ({"second_calendar": "gregorian"}, "Choose another one than the first."),
        ({"calendar": "roman"}, "Choose one of those listed."),
        ({"name_1": ""}, "At least one person signs."),
        ({"post_2": "مدير"}, "Whose post is this?"),
        ({"unit_id": "999999"}, "Choose one of those listed."),
        ({"unit_id": ""}, "Choose one."),
    ],
)
def test_a_wrong_field_is_said_at_the_field_and_nothing_is_written(root, change, said):
    browser, unit = root
    answer = browser.post("/certificate-bodies/new", {**BODY, "unit_id": unit.id, **change})
    assert answer.status_code == 422
    assert said in answer.text
    assert "د. نادية الشربيني" in answer.text or "name_1" in change
    assert db.session.query(IssuingBody).count() == 0


def test_a_code_is_taken_once_and_stays_once_used(root, run):
    browser, unit = root
    issuing_body(unit, code="SAQ")
    other = UnitFactory(parent=unit)
    answer = browser.post("/certificate-bodies/new", {**BODY, "unit_id": other.id})
    assert answer.status_code == 422
    assert "Another institution already has this code." in answer.text

    services.issue_for_run(run, administrator(run))
    body = db.session.query(Certificate).first().issuing_body
    top = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=body.unit)
    browser.sign_in(top)
    answer = browser.post(f"/certificate-bodies/{body.id}", {**BODY, "code": "NEW"})
    assert answer.status_code == 422
    assert "Certificates were issued under this code, so it stays." in answer.text
    same = {**BODY, "code": body.code, "name_en": "A new name"}
    assert browser.post(f"/certificate-bodies/{body.id}", same).status_code == 302
    assert body.name_en == "A new name"


def test_only_the_system_administrator_sets_bodies_up(centre, run):
    assert centre.get("/certificate-bodies").status_code == 403
    assert centre.post("/certificate-bodies/new", BODY).status_code == 403


def test_a33_a_specimen_is_visibly_void_and_verifies_nothing(root):
    browser, unit = root
    body = issuing_body(unit)
    payload = services.specimen(body)
    assert payload.demonstration
    assert browser.get(f"/verify/{payload.code.replace('-', '')}").status_code == 404
