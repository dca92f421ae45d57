"""Who sees whom: the rule for one person and the filter for lists say the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people import policy, queries
from lms.people.models import Affiliation, Person, RosterImport, Trainer
from lms.platform import clock
from lms.platform.db import db
from tests.support.factories import PersonFactory, UnitFactory, actor


@pytest.fixture
def country(app):
    return UnitFactory()


@pytest.fixture
def places(country):
    giza = UnitFactory(parent=country)
    return {"giza": giza, "centre": UnitFactory(parent=giza), "qena": UnitFactory(parent=country)}


@pytest.fixture
def everybody(places):
    """One person in each state that matters."""
    today = clock.today()
    before, after = today - timedelta(days=1), today + timedelta(days=1)

    def works(name, *stays):
        person = PersonFactory(full_name=name)
        for unit, first, last in stays:
            db.session.add(
                Affiliation(
                    person=person,
                    unit=places[unit],
                    starts_on=first,
                    ends_on=last,
                    is_primary=last is None,
                )
            )
        return person

    past = date(2020, 1, 1)
    people = [
        works("at the centre", ("centre", past, None)),
        works("in Qena", ("qena", past, None)),
        works("moved to Qena", ("centre", past, before), ("qena", today, None)),
        works("moves tomorrow", ("centre", past, today), ("qena", after, None)),
        works("left", ("centre", past, before)),
        works("begins tomorrow", ("giza", after, None)),
        works("in two places", ("centre", None, after), ("qena", None, None)),
        works("nowhere"),
        works("trains for the centre"),
        works("trained for the centre"),
    ]
    db.session.add(Trainer(person=people[-2], unit=places["centre"]))
    db.session.add(Trainer(person=people[-1], unit=places["centre"], ends_on=before))
    db.session.flush()
    return people


def everyone_who_may_ask(country, places):
    return [actor(role, unit) for role in Role for unit in (country, *places.values())]


@pytest.mark.parametrize(
    ("one", "many"),
    [
        (policy.can_view, policy.visible_to),
        (policy.can_manage, policy.manageable_by),
        (policy.can_view_id, policy.ids_visible_to),
        (policy.can_view_contacts, policy.contacts_visible_to),
    ],
)
def test_the_rule_and_the_filter_agree(country, places, everybody, one, many):
    for by in everyone_who_may_ask(country, places):
        filtered = set(db.session.scalars(select(Person).where(many(by))))
        assert filtered == {person for person in everybody if one(by, person)}


def names(by, rule) -> set[str]:
    return set(db.session.scalars(select(Person.full_name).where(rule(by))))


def test_a_person_who_moved_is_seen_where_they_work_now(places, everybody):
    assert "moved to Qena" not in names(actor(Role.COORDINATOR, places["giza"]), policy.visible_to)
    assert "moved to Qena" in names(actor(Role.COORDINATOR, places["qena"]), policy.visible_to)


def test_who_has_left_is_still_found_by_the_last_place_but_not_called(places, everybody):
    by = actor(Role.COORDINATOR, places["centre"])

    assert "left" in names(by, policy.visible_to)
    assert "left" not in names(by, policy.contacts_visible_to)


def test_an_analyst_sees_people_and_no_contacts(country, everybody):
    analyst = actor(Role.MINISTRY_ANALYST, country)

    assert names(analyst, policy.visible_to)
    assert not names(analyst, policy.contacts_visible_to)


@pytest.mark.parametrize("role", [Role.STATISTICS_READER, Role.TRAINER, Role.TRAINEE])
def test_figures_only_and_those_who_are_trained_see_no_people(country, everybody, role):
    assert names(actor(role, country), policy.visible_to) == set()


def test_rosters_are_seen_by_those_who_may_load_them(country, places):
    rosters = [
        RosterImport(file_name="a.csv", file_sha256="", content_key="", unit=unit, created_by_id=1)
        for unit in places.values()
    ]
    db.session.add_all(rosters)
    db.session.flush()

    for by in everyone_who_may_ask(country, places):
        seen = set(db.session.scalars(select(RosterImport).where(policy.imports_visible_to(by))))
        assert seen == {roster for roster in rosters if policy.can_import(by, roster)}


def test_trainers_are_listed_for_their_centres(places, everybody):
    for where, expected in (("centre", {"trains for the centre"}), ("qena", set())):
        listed = db.session.scalars(queries.trainers(actor(Role.COORDINATOR, places[where])))
        assert {trainer.person.full_name for trainer in listed} == expected
