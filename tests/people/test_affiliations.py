"""Where people work: one main place at a time, moves with a day, history kept."""

from __future__ import annotations

from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.people import queries, services
from lms.people.errors import (
    AlreadyEnded,
    AlreadyThere,
    EndsBeforeStart,
    MovesBeforeStart,
    PlaceClosed,
)
from lms.people.rules import age_band
from lms.platform.db import db
from tests.support.factories import PersonFactory, UnitFactory, actor

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


@pytest.fixture
def by(app):
    return actor(Role.COORDINATOR)


@pytest.fixture
def person(app):
    return PersonFactory()


def places(person):
    return list(db.session.scalars(queries.affiliations(person)))


def test_the_first_place_is_the_main_one_and_a_second_is_beside_it(by, person):
    first = services.affiliate(person, UnitFactory(), "Clerk", SPRING, by)
    second = services.affiliate(person, UnitFactory(), "Advisor", AUTUMN, by)

    assert (first.is_primary, second.is_primary) == (True, False)
    assert queries.current_affiliation(person, on=AUTUMN) is first


def test_a50_asking_twice_for_the_same_place_records_it_once(by, person):
    unit = UnitFactory()
    first = services.affiliate(person, unit, "Clerk", SPRING, by)

    assert services.affiliate(person, unit, "Clerk", SPRING, by) is first
    with pytest.raises(AlreadyThere):
        services.affiliate(person, unit, "Manager", AUTUMN, by)
    assert len(places(person)) == 1


def test_a_move_ends_the_old_place_the_day_before(by, person):
    old, new = UnitFactory(), UnitFactory()
    services.affiliate(person, old, "Clerk", SPRING, by)

    services.transfer(person, new, "Head of section", AUTUMN, by)
    db.session.expire_all()

    assert [(p.unit, p.starts_on, p.ends_on) for p in places(person)] == [
        (new, AUTUMN, None),
        (old, SPRING, date(2026, 8, 31)),
    ]
    assert queries.current_affiliation(person, on=date(2026, 8, 31)).unit is old
    assert queries.current_affiliation(person, on=AUTUMN).unit is new
    assert queries.current_affiliations([person.id], on=AUTUMN)[person.id].unit is new


@pytest.mark.parametrize("day", [SPRING, date(2026, 2, 1)])
def test_a_move_cannot_be_before_the_present_place_began(by, person, day):
    services.affiliate(person, UnitFactory(), "Clerk", SPRING, by)

    with pytest.raises(MovesBeforeStart):
        services.transfer(person, UnitFactory(), "Clerk", day, by)


def test_nobody_moves_to_where_they_are(by, person):
    unit = UnitFactory()
    services.affiliate(person, unit, "Clerk", SPRING, by)

    with pytest.raises(AlreadyThere):
        services.transfer(person, unit, "Clerk", AUTUMN, by)


def test_a_person_without_a_place_moves_to_their_first(by, person):
    assert services.transfer(person, UnitFactory(), "Clerk", SPRING, by).is_primary


def test_an_ended_place_stays_on_record_and_leaves_none(by, person):
    place = services.affiliate(person, UnitFactory(), "Clerk", SPRING, by)

    services.end_affiliation(place, date(2026, 4, 1), by)
    db.session.expire_all()

    assert queries.current_affiliation(person, on=date(2026, 4, 1)) == place
    assert queries.current_affiliation(person, on=date(2026, 4, 2)) is None
    with pytest.raises(AlreadyEnded):
        services.end_affiliation(place, date(2026, 5, 1), by)


def test_the_last_day_is_not_before_the_first(by, person):
    place = services.affiliate(person, UnitFactory(), "Clerk", SPRING, by)

    with pytest.raises(EndsBeforeStart):
        services.end_affiliation(place, date(2026, 2, 1), by)


def test_nobody_begins_at_a_closed_place(by, person):
    closed = UnitFactory(closed_on=date(2026, 1, 1))

    with pytest.raises(PlaceClosed):
        services.affiliate(person, closed, "Clerk", SPRING, by)


def test_a_trainer_is_registered_once_ended_and_taken_up_again(by, person):
    unit = UnitFactory()
    first = services.register_trainer(person, unit, by)
    assert services.register_trainer(person, unit, by) is first

    services.end_trainer(first, date(2020, 1, 1), by)
    assert list(db.session.scalars(queries.trains_for(person))) == []

    assert services.register_trainer(person, unit, by) is first
    assert list(db.session.scalars(queries.trains_for(person))) == [first]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2001, 11, 22), "under-25"),
        (date(2001, 11, 21), "25-34"),
        (date(1991, 11, 21), "35-44"),
        (date(1981, 11, 21), "45-54"),
        (date(1971, 11, 21), "55-plus"),
        (2002, "under-25"),
        (2001, "25-34"),
        (None, "unknown"),
    ],
)
def test_age_bands(born, band):
    assert age_band(born, date(2026, 11, 21)) == band
