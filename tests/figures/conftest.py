"""A small country to count in."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.organisation.models import OrgUnit, UnitKind
from tests.support.factories import UnitFactory


@pytest.fixture
def tree(app: Flask) -> dict[str, OrgUnit]:
    """A country with a ministry, two governorates below it, and a municipality and a centre in each."""
    country = UnitFactory(code="EG", kind=UnitKind.COUNTRY, name_en="Egypt")
    ministry = UnitFactory(kind=UnitKind.MINISTRY, parent=country)
    units = {"country": country, "ministry": ministry}
    for name in ("giza", "qena"):
        governorate = UnitFactory(
            code=f"EG-{name.upper()}",
            kind=UnitKind.GOVERNORATE,
            parent=ministry,
            name_en=name.title(),
        )
        city = UnitFactory(kind=UnitKind.CITY, parent=governorate, name_en=f"{name.title()} City")
        units |= {name: governorate, f"{name}_city": city}
        units[f"{name}_centre"] = UnitFactory(
            code=f"{name.upper()}-C", parent=city, name_en=f"{name.title()} Centre"
        )
    return units
