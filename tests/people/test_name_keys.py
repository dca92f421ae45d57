"""The keys by which names are looked up, of those who were on record before a rule changed."""

from __future__ import annotations

from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from lms.people.models import Person
from lms.people.services.alike import find_alike
from lms.platform.db import db
from tests.support.factories import PersonFactory

PERSIAN, LATIN = "صادق کریمی", "Seyed Ali Karimi"


def test_the_upgrade_lets_keys_alone_that_a_persian_title_did_not_spoil(own_database):
    keys = select(Person.full_name, Person.name_key)
    with own_database.app_context():
        known = PersonFactory(full_name=PERSIAN, language="fa").name_key
        PersonFactory(full_name=LATIN, language="fa", name_key="SDLKRM")
        db.session.commit()
        db.session.remove()

        downgrade(revision="0039-1")
        upgrade()
        assert dict(db.session.execute(keys).all()) == {PERSIAN: known, LATIN: ""}

        find_alike()  # as `lms people compare-names` does after an upgrade
        assert dict(db.session.execute(keys).all()) == {PERSIAN: known, LATIN: "ALKRM"}
        db.session.remove()
