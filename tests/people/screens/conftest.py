"""Mona at a centre of a governorate, and its coordinator."""

from __future__ import annotations

from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.people import services
from lms.people.rules import PersonData
from tests.people.screens.asked import MONA
from tests.support.factories import UnitFactory, UserFactory, actor


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
