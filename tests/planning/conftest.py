"""A centre, and who keeps its courses and plans."""

import pytest

from lms.accounts.roles import Role
from tests.support.factories import UnitFactory, UserFactory


@pytest.fixture
def unit(app):
    return UnitFactory(name_en="Saqqara Centre")


@pytest.fixture
def planner(browser, unit):
    """A ministry analyst, who makes plans."""
    return browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=unit))
