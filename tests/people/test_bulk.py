"""Many people at once are recorded as one would be."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people.models import Affiliation, Person, PersonToken, Sex
from lms.people.rules import PersonData
from lms.people.services import NewPerson, bulk_insert, create_person
from lms.platform.db import db
from tests.support.factories import UnitFactory, actor

MONA = PersonData(
    full_name="منى أحمد السيد", country="EG", national_id="29001011234581", second_name="Mona Ahmed"
)
NINO = PersonData(full_name="ნინო ბერიძე", country="GE", sex=Sex.FEMALE, birth_year=1990)
OWN = {"id", "national_id_sealed", "created_at", "is_demo"}


def values(person: Person) -> dict:
    columns = Person.__table__.columns.keys()
    return {name: getattr(person, name) for name in columns if name not in OWN}


def words(person_id: int) -> set[str]:
    found = select(PersonToken.token).where(PersonToken.person_id == person_id)
    return set(db.session.scalars(found))


def test_bulk_insert_records_what_create_person_does(app):
    unit, by = UnitFactory(), actor(Role.COORDINATOR)
    single = create_person(NINO, by)
    expected, expected_words = values(single), words(single.id)

    first, second = bulk_insert(
        [NewPerson(MONA, unit.id, "Clerk", date(2020, 1, 1)), NewPerson(NINO)], is_demo=True
    )

    mona, nino = db.session.get(Person, first), db.session.get(Person, second)
    assert (values(nino), words(second)) == (expected, expected_words)
    assert mona.is_demo
    assert (mona.national_id_last4, mona.birth_date) == ("4581", date(1990, 1, 1))
    place = db.session.scalars(select(Affiliation)).one()
    assert (place.person_id, place.unit_id, place.is_primary) == (first, unit.id, True)


def test_people_recorded_one_by_one_and_in_bulk_never_share_an_id(app):
    by = actor(Role.COORDINATOR)
    before = create_person(NINO, by)
    ids = bulk_insert([NewPerson(MONA), NewPerson(NINO)])
    after = create_person(NINO, by)

    assert len({before.id, *ids, after.id}) == 4


def test_nothing_to_insert_inserts_nothing(app):
    assert bulk_insert([]) == []
