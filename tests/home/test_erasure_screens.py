"""The way of a request: asked for under “My data”, or entered by an officer, and decided by an administrator."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.certificates.services import files
from lms.home.models import ErasureRequest, ErasureState
from lms.platform.db import db
from tests.home.erasable import CANARIES, world
from tests.support.client import Browser
from tests.support.factories import UserFactory


@pytest.fixture
def she(sqlite_app, monkeypatch):
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    return world()


def signed_in(app, role, unit, **options):
    return Browser(app).sign_in(UserFactory(role=role, unit=unit, **options))


def only():
    return db.session.query(ErasureRequest).one()


def test_a63_a_person_asks_and_an_administrator_decides(sqlite_app, she):
    own = Browser(sqlite_app).sign_in(she.account)
    assert "/my-data/erasure" in own.get("/my-data").text
    page = own.get("/my-data/erasure")
    assert "3 certificates go on to verify" in page.text
    assert own.post("/my-data/erasure").status_code == 302
    assert "Waits for a decision" in own.get("/my-data/erasure").text
    assert own.post("/my-data/erasure").status_code == 409
    request = only()

    admin = signed_in(sqlite_app, Role.SYSTEM_ADMINISTRATOR, she.country)
    assert f"/erasures/{request.id}" in admin.get("/erasures").text
    assert "Erase for good" in admin.get(f"/erasures/{request.id}").text
    address = f"/erasures/{request.id}/erase"
    slip = admin.post(address, {"reason": "The law allows it", "number": "77"})
    assert slip.status_code == 422
    assert "The law allows it" in slip.text
    assert admin.post(address, {"reason": "", "number": str(request.id)}).status_code == 422
    done = admin.post(address, {"reason": "The law allows it", "number": str(request.id)})
    assert done.status_code == 302
    again = admin.post(address, {"reason": "The law allows it", "number": str(request.id)})
    assert again.status_code == 302

    assert only().state is ErasureState.ERASED
    assert "/sign-in" in own.get("/my-data").location
    shown = admin.get(f"/erasures/{request.id}").text
    assert "The law allows it" in shown
    assert "Erase for good" not in shown


def test_a63_no_page_of_those_who_saw_the_person_names_her_any_more(sqlite_app, she):
    centre = signed_in(sqlite_app, Role.CENTRE_ADMINISTRATOR, she.place)
    entered = centre.post(f"/people/{she.person.id}/erasure", {"reference": "Letter 114 of 3 May"})
    assert entered.status_code == 302
    run = she.certificates[0].enrolment.run.code
    serial, code = she.certificates[0].serial, she.certificates[0].code
    addresses = (
        "/people",
        f"/people/{she.person.id}",
        f"/records/{she.person.id}",
        f"/runs/{run}/roster",
        f"/runs/{run}/results",
        f"/runs/{run}/certificates",
        f"/runs/{run}/attendance",
        "/certificates",
        "/certificates?format=csv",
        f"/certificates/{serial}",
        f"/verify/{code}",
        "/accounts",
        f"/erasures/{only().id}",
        "/erasures",
    )
    before = [centre.get(address).text for address in addresses]
    assert sum(CANARIES["name"] in text for text in before) > 6
    admin = signed_in(sqlite_app, Role.SYSTEM_ADMINISTRATOR, she.country)
    typed = {"reason": "Granted", "number": str(only().id)}
    assert admin.post(f"/erasures/{only().id}/erase", typed).status_code == 302

    found = []
    for browser in (centre, admin):
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code in (200, 403), address
            found += [f"{address}: {one}" for one in CANARIES.values() if one in answer.text]
    assert found == []
    assert browser.get(f"/certificates/{serial}/file").status_code == 409
    assert "Erased at the holder’s request" in browser.get(f"/verify/{code}").text


def test_a63_who_may_not_decide_is_told_who_does(sqlite_app, she):
    centre = signed_in(sqlite_app, Role.CENTRE_ADMINISTRATOR, she.place)
    centre.post(f"/people/{she.person.id}/erasure", {"reference": "Letter 114"})
    address = f"/erasures/{only().id}"
    page = centre.get(address)
    assert page.status_code == 200
    assert "Erase for good" not in page.text
    assert centre.post(f"{address}/erase", {}).status_code == 403
    assert centre.post(f"{address}/refuse", {}).status_code == 403


def test_a63_refusing_tells_whoever_asked_why(sqlite_app, she):
    own = Browser(sqlite_app).sign_in(she.account)
    own.post("/my-data/erasure")
    admin = signed_in(sqlite_app, Role.SYSTEM_ADMINISTRATOR, she.country)
    address = f"/erasures/{only().id}/refuse"
    assert admin.post(address, {"refusal": ""}).status_code == 422
    assert admin.post(address, {"refusal": f"Not {CANARIES['name']}"}).status_code == 422
    assert admin.post(address, {"refusal": "Kept by law until 2030"}).status_code == 302
    assert "Kept by law until 2030" in own.get("/my-data/erasure").text


def test_a63_the_letter_is_named_without_the_person(sqlite_app, she):
    centre = signed_in(sqlite_app, Role.CENTRE_ADMINISTRATOR, she.place)
    address = f"/people/{she.person.id}/erasure"
    assert address in centre.get(f"/people/{she.person.id}").text
    assert centre.post(address, {"reference": ""}).status_code == 422
    refused = centre.post(address, {"reference": f"Letter of {CANARIES['second']}"})
    assert refused.status_code == 422
    assert "these words are kept" in refused.text
