"""The hash by which an identity number is found, of those who were on record before it was kept as bytes."""

from __future__ import annotations

from flask_migrate import downgrade, upgrade
from sqlalchemy import column, select, table

from lms.people.models import Person
from lms.people.queries import known_by
from lms.platform import crypto
from lms.platform.db import db
from tests.support.factories import PersonFactory

MONA = "29001011234581"
BEFORE = select(column("national_id_hash")).select_from(table("person")).order_by(column("id"))


def test_numbers_are_found_after_the_upgrade_and_where_it_is_taken_back(own_database):
    with own_database.app_context():
        found = crypto.lookup_hash("EG", MONA)
        PersonFactory(
            id_country="EG",
            national_id_hash=found,
            national_id_sealed=crypto.seal(MONA, "person.national_id"),
        )
        PersonFactory(full_name="علي حسن")
        db.session.commit()
        db.session.remove()

        downgrade(revision="0046-1")
        assert db.session.scalars(BEFORE).all() == [found.hex(), None]
        db.session.remove()

        upgrade()
        hashes = select(Person.national_id_hash).order_by(Person.id)
        assert db.session.scalars(hashes).all() == [found, None]
        assert db.session.scalar(known_by("EG", found)) is not None
        db.session.remove()
