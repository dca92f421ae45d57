"""A country with two governorates and a centre."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit, UnitKind
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory


@pytest.fixture
def tree(app) -> dict[str, OrgUnit]:
    country = UnitFactory(code="EG", name_en="Egypt", kind=UnitKind.COUNTRY)
    giza = UnitFactory(code="EG21", name_en="Giza", kind=UnitKind.GOVERNORATE, parent=country)
    qena = UnitFactory(code="EG27", name_en="Qena", kind=UnitKind.GOVERNORATE, parent=country)
    return {
        "country": country,
        "giza": giza,
        "qena": qena,
        "centre": UnitFactory(code="SAQ", name_en="Saqqara", name_ar="سقارة", parent=giza),
    }


@pytest.fixture
def admin(browser, tree) -> Browser:
    return browser.sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=tree["country"]))
