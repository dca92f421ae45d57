"""Many rows in one statement are stored as the ORM would store them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.people.models import Affiliation, Person, Sex
from lms.platform import clock
from lms.platform.db import db, insert_many
from tests.support.factories import PersonFactory, UnitFactory

COLUMNS = (
    "full_name",
    "sort_key",
    "folded_name",
    "sex",
    "birth_date",
    "language",
    "created_at",
    "is_demo",
)


def row(name: str, sex: Sex, born: date | None) -> tuple:
    return (name, name.encode(), name, sex, born, "ar", clock.now(), False)


def test_values_come_back_as_they_went_in(app):
    insert_many(
        Person,
        COLUMNS,
        [row("منى", Sex.FEMALE, date(1990, 1, 1)), row("هدى", Sex.UNKNOWN, None)],
    )

    query = select(Person.full_name, Person.sort_key, Person.sex, Person.birth_date)
    assert db.session.execute(query.order_by(Person.birth_date.is_(None))).all() == [
        ("منى", "منى".encode(), Sex.FEMALE, date(1990, 1, 1)),
        ("هدى", "هدى".encode(), Sex.UNKNOWN, None),
    ]


def test_a_column_without_any_value_is_null(app):
    person, unit = PersonFactory(), UnitFactory()
    insert_many(
        Affiliation,
        ("person_id", "unit_id", "job_title", "is_primary"),
        [(person.id, unit.id, None, True)],
    )

    assert db.session.scalars(select(Affiliation.job_title)).all() == [None]


def test_nothing_is_no_statement(app):
    insert_many(Person, COLUMNS, [])

    assert db.session.scalars(select(Person)).all() == []
