"""Whose mobile telephone a number is that was written down as at home."""

from __future__ import annotations

import pytest

from lms.people.queries import mobiles
from lms.platform.db import db
from tests.support.factories import PersonFactory, UnitFactory


@pytest.fixture
def unit(app):
    return UnitFactory()  # in Egypt


def test_a_number_is_of_the_country_of_the_identity_number_else_of_the_place_of_work(app, unit):
    at_home = PersonFactory(unit=unit, phone="01001234567")
    foreigner = PersonFactory(unit=unit, phone="555123456", id_country="GE")
    abroad = PersonFactory(unit=unit, phone="+989123456789")
    nowhere = PersonFactory(phone="01001234567")
    desk = PersonFactory(unit=unit, phone="0223456789")
    none = PersonFactory(unit=unit)
    db.session.flush()
    people = (at_home, foreigner, abroad, nowhere, desk, none)
    assert mobiles([one.id for one in people]) == {
        at_home.id: "+201001234567",
        foreigner.id: "+995555123456",
        abroad.id: "+989123456789",
    }


def test_of_nobody_there_is_nothing(app):
    assert mobiles([]) == {}
