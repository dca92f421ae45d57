"""A list of people of several countries: script by script, in each the order of its language."""

from __future__ import annotations

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, update

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import Person
from lms.people.rules import PersonData
from lms.platform.db import db
from lms.platform.i18n.collation import sort_key
from tests.support.factories import UnitFactory, UserFactory, actor

IN_ORDER = [
    ("Anna Smith", "en", "EG"),
    ("ანა ბერიძე", "ka", "GE"),
    ("ჰამლეტ ჯიქია", "ka", "GE"),
    ("أحمد علي", "ar", "EG"),
    ("پریسا کریمی", "fa", "IR"),
    ("قاسم منصور", "ar", "EG"),
    ("گلناز رضایی", "fa", "IR"),
    ("ياسر عمر", "ar", "EG"),
]
NAMES = [name for name, _language, _country in IN_ORDER]


def record(unit) -> None:
    for name, language, country in reversed(IN_ORDER):
        data = PersonData(name, country, language=language)
        services.create_person(data, actor(Role.COORDINATOR, unit), unit=unit)


@pytest.mark.parametrize("reader", ["en", "ar", "fa", "ka"])
def test_a_mixed_list_is_in_one_order_for_everybody(app, browser, reader):
    unit = UnitFactory()
    record(unit)
    user = UserFactory(role=Role.COORDINATOR, unit=unit, language=reader)
    page = browser.sign_in(user).get("/people").text

    shown = sorted(NAMES, key=page.index)
    assert shown == NAMES


def test_those_on_record_before_are_put_in_order_by_the_upgrade(own_database):
    ordered = select(Person.full_name).order_by(Person.sort_key)
    with own_database.app_context():
        unit = UnitFactory()
        record(unit)
        for person in db.session.scalars(select(Person)):
            person.sort_key = sort_key(person.full_name, person.language)
        db.session.execute(
            update(Person).where(Person.full_name == "Anna Smith").values(sort_key=b"")
        )
        db.session.commit()
        assert db.session.scalars(ordered).all() != NAMES
        db.session.remove()

        downgrade(revision="0041-1")
        upgrade()
        assert db.session.scalars(ordered).all() == NAMES
        erased = select(Person.sort_key).where(Person.full_name == "Anna Smith")
        assert db.session.scalar(erased) == b""
        db.session.remove()
