"""Officials who load staff of their own place."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from tests.support.factories import UnitFactory, UserFactory


@pytest.fixture
def minya(app):
    return UnitFactory(name_en="Minya")


@pytest.fixture
def qena(app):
    return UnitFactory(name_en="Qena")


@pytest.fixture(params=[Role.COORDINATOR, Role.CENTRE_ADMINISTRATOR])
def official(request, browser, minya):
    return browser.sign_in(UserFactory(role=request.param, unit=minya))


@pytest.fixture
def coordinator(browser, minya):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=minya))
