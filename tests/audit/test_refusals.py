"""A1: what somebody asked for and was not given is on record, with who, what and when."""

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.audit.queries import chained
from lms.platform.db import db
from tests.support.factories import UnitFactory, UserFactory


@pytest.fixture
def clerk(browser):
    country = UnitFactory()
    UnitFactory(code="ELSEWHERE", parent=country)
    own = UnitFactory(code="OWN", parent=country)
    account = UserFactory(role=Role.COORDINATOR, unit=own)
    browser.sign_in(account)
    return browser, account


def noted():
    return [
        (event.actor_user_id, event.role, event.subject_type, event.subject_id, event.details)
        for event in db.session.query(AuditEvent).filter_by(action="access.refused")
    ]


@pytest.mark.parametrize(
    ("address", "endpoint", "status"),
    [
        ("/places/ELSEWHERE", "organisation.unit", 404),
        ("/places/OWN/edit", "organisation.edit_unit", 403),
        ("/accounts", "accounts.users", 403),
    ],
)
def test_a1_who_is_kept_out_is_noted_once_and_chained(clerk, address, endpoint, status):
    browser, account = clerk

    assert browser.get(address).status_code == status

    assert noted() == [(account.id, "coordinator", endpoint, address, {"status": status})]
    assert chained() == 1


def test_a_refused_change_is_noted_too(clerk):
    browser, _account = clerk
    assert browser.post("/places/ELSEWHERE/close", {"on": "2026-06-30"}).status_code == 403
    assert [row[2] for row in noted()] == ["organisation.end_unit"]


def test_an_address_that_does_not_exist_is_not(clerk):
    browser, _account = clerk
    assert browser.get("/no/such/page").status_code == 404
    assert noted() == []


def test_nor_is_what_a_visitor_may_not_see(app, browser):
    UnitFactory(code="OWN")
    assert browser.get("/places/OWN").status_code == 302
    assert browser.get("/verify/no-such-code").status_code in (200, 404)
    assert noted() == []


def test_a_path_of_any_length_fits(clerk):
    browser, _account = clerk
    assert browser.get("/places/" + "x" * 500).status_code == 404
    assert len(noted()) == 1
