"""What was changed stands on the record itself, for who may read it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lms.accounts.actor import actor_for
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.audit.queries import CHANGES_SHOWN
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import (
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    actor,
)


@pytest.fixture
def centre(app) -> OrgUnit:
    return UnitFactory(code="SAQ")


def said(page: str) -> str:
    return re.sub(r"</?bdi>|[\u2068\u2069]", "", page)


def changed_by(unit: OrgUnit, subject, action: str, **facts) -> UserAccount:
    who = actor(Role.CENTRE_ADMINISTRATOR, unit)
    record(action, actor=who, subject=subject, unit_id=unit.id, **facts)
    return db.session.get_one(UserAccount, who.id)


def test_a_person_shows_what_was_changed_by_whom(app, centre):
    person = PersonFactory(unit=centre)
    who = changed_by(centre, person, "people.update")
    admin = Browser(app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=centre))

    page = said(admin.get(f"/people/{person.id}").text)

    assert "What was changed" in page
    assert f"{who.display_name}, " in page
    assert 'href="/audit"' in page


def test_a_run_shows_it_to_the_office_with_the_reason_and_not_to_its_trainer(app, centre):
    run = RunFactory(unit=centre)
    trainer = PersonFactory(unit=centre)
    SessionFactory(run=run, trainer=trainer)
    changed_by(centre, run, "scheduling.postpone", reason="The hall is flooded")
    office = Browser(app).sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=centre))
    hers = Browser(app).sign_in(UserFactory(role=Role.TRAINER, unit=centre, person=trainer))

    assert "The hall is flooded" in office.get(f"/runs/{run.code}").text
    page = hers.get(f"/runs/{run.code}")
    assert page.status_code == 200
    assert "What was changed" not in page.text


def test_the_latest_changes_are_shown(app, centre):
    person = PersonFactory(unit=centre)
    for number in range(CHANGES_SHOWN + 3):
        changed_by(centre, person, "people.update", reason=f"Reason {number:02}")
    office = Browser(app).sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=centre))

    shown = re.findall(r"Reason (\d\d)", office.get(f"/people/{person.id}").text)

    assert shown == [f"{number:02}" for number in range(CHANGES_SHOWN + 2, 2, -1)]


def test_whoever_stood_in_is_named_with_the_lender(app, centre):
    person = PersonFactory(unit=centre)
    lender = UserFactory(display_name="Hala", role=Role.CENTRE_ADMINISTRATOR, unit=centre)
    salma = UserFactory(display_name="Salma", role=Role.CENTRE_ADMINISTRATOR, unit=centre)
    stand_in = replace(actor_for(salma, salma.grants[0]), acting_for=lender.id)
    record("people.update", actor=stand_in, subject=person)
    office = Browser(app).sign_in(lender)

    assert "Salma for Hala, " in said(office.get(f"/people/{person.id}").text)
