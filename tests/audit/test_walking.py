"""A18: who goes through the numbers one after the other is told nothing more for a while."""

from __future__ import annotations

from datetime import timedelta

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.audit.subscriptions import WALKED
from lms.platform import clock
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import PersonFactory, UnitFactory, UserFactory


def test_a18_walking_the_numbers_of_people_and_certificates_gets_404_and_then_429(browser):
    country = UnitFactory()
    own, other = UnitFactory(parent=country), UnitFactory(parent=country)
    mine = PersonFactory(unit=own)
    theirs = [PersonFactory(unit=other) for _ in range(3)]
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=own))
    numbers = [person.id for person in theirs] + [10_000 + n for n in range(WALKED.times)]
    addresses = [f"/people/{n}" for n in numbers[: WALKED.times - 2]]
    addresses += ["/certificates/XXX-2026-000001", f"/records/{theirs[0].id}"]

    with clock.frozen(clock.now()):
        statuses = {browser.get(address).status_code for address in addresses}
        assert statuses == {404}
        answer = browser.get(f"/people/{theirs[0].id}")

        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "60"
        assert "Wait 60 seconds" in answer.text
        assert browser.get("/people/999999").status_code == 429  # there or not: the same answer
        assert browser.get(f"/people/{mine.id}").status_code == 200  # one's own work goes on

    assert db.session.query(AuditEvent).count() == WALKED.times  # the record is not flooded either

    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert browser.get("/people/999999").status_code == 404


def test_a18_nobody_else_is_kept_waiting(browser):
    own = UnitFactory()
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=own))
    for n in range(WALKED.times + 1):
        browser.get(f"/people/{9_000 + n}")
    colleague = Browser(browser.app).sign_in(UserFactory(role=Role.COORDINATOR, unit=own))
    assert colleague.get("/people/999999").status_code == 404
