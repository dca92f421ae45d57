"""The whole identity number: for whoever may, with a reason, once, recorded, and not many in an hour."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.people import services
from lms.people.rules import PersonData
from lms.people.services import VIEWS
from lms.platform.db import db
from tests.support.factories import PersonFactory, UnitFactory, UserFactory, actor

MONA = "29001011234581"
COMPARE = {"why": "compare", "words": "She stands here"}


@pytest.fixture
def governorate(app):
    return UnitFactory(name_en="Minya")


@pytest.fixture
def centre(governorate):
    return UnitFactory(parent=governorate, name_en="Mallawi")


@pytest.fixture
def mona(governorate, centre):
    data = PersonData(full_name="منى أحمد السيد", country="EG", national_id=MONA)
    return services.create_person(data, actor(Role.COORDINATOR, governorate), unit=centre)


@pytest.fixture
def coordinator(browser, governorate):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=governorate))


def seen():
    return db.session.query(AuditEvent).filter_by(action="person.view_id").all()


def test_it_is_shown_once_with_a_reason_and_recorded_without_the_number(coordinator, mona):
    address = f"/people/{mona.id}/id-number"
    assert address in coordinator.get(f"/people/{mona.id}").text
    assert MONA not in coordinator.get(f"/people/{mona.id}").text
    assert MONA not in coordinator.get(address).text

    answer = coordinator.post(address, COMPARE)

    assert answer.status_code == 200
    assert MONA in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    (event,) = seen()
    assert (event.subject_type, event.subject_id) == ("person", str(mona.id))
    assert (event.details, event.reason) == ({"why": "compare"}, "She stands here")
    assert MONA not in repr(event.__dict__)
    assert MONA not in coordinator.get(address).text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choose what you need it for."),
        ({"why": "curious"}, "Choose one of those listed."),
        ({"why": "other"}, "Say what you need it for."),
        ({"why": "other", "words": f"Is it {MONA}?"}, "Say why without the number itself"),
        ({"why": "other", "words": "٢٩٠٠١٠١ - ١٢٣٤٥٨١"}, "Say why without the number itself"),
    ],
)
def test_without_a_reason_it_stays_sealed(coordinator, mona, sent, told):
    answer = coordinator.post(f"/people/{mona.id}/id-number", sent)

    assert answer.status_code == 422
    assert told in answer.text
    assert f"<dd>{MONA}" not in answer.text
    assert seen() == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CENTRE_ADMINISTRATOR, 200),
        (Role.COORDINATOR, 200),
        (Role.MINISTRY_ANALYST, 403),
        (Role.SYSTEM_ADMINISTRATOR, 403),
        (Role.STATISTICS_READER, 403),
        (Role.AUDITOR, 403),
        (Role.TRAINER, 403),
        (Role.TRAINEE, 403),
    ],
)
def test_it_is_for_those_who_keep_records(browser, governorate, mona, role, status):
    browser.sign_in(UserFactory(role=role, unit=governorate))
    answer = browser.post(f"/people/{mona.id}/id-number", COMPARE)

    assert answer.status_code == status
    assert (MONA in answer.text) == (status == 200)


def test_a1_the_number_of_somebody_elsewhere_is_not_found(browser, governorate, mona):
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=UnitFactory()))

    assert browser.get(f"/people/{mona.id}/id-number").status_code == 404
    assert browser.post(f"/people/{mona.id}/id-number", COMPARE).status_code == 404
    assert seen() == []


def test_who_has_no_number_on_record_has_none_to_show(coordinator, centre):
    person = PersonFactory(unit=centre)

    assert "/id-number" not in coordinator.get(f"/people/{person.id}").text
    assert coordinator.post(f"/people/{person.id}/id-number", COMPARE).status_code == 409
    assert seen() == []


def test_a18_somebody_who_opens_one_after_the_other_has_to_wait(coordinator, mona):
    for _ in range(VIEWS.times):
        assert coordinator.post(f"/people/{mona.id}/id-number", COMPARE).status_code == 200

    answer = coordinator.post(f"/people/{mona.id}/id-number", COMPARE)

    assert answer.status_code == 429
    assert 3590 <= int(answer.headers["Retry-After"]) <= 3600
    assert "Wait 60 minutes" in answer.text
    assert MONA not in answer.text
    assert len(seen()) == VIEWS.times
