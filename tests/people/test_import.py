"""Loading staff from a file: who is new, who is known, who is to be decided on, who is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.people.errors import NotToReview, RosterGone, SameColumnTwice, StillWorkedOn
from lms.people.models import Affiliation, ImportState, Person, RosterRow, RowVerdict
from lms.people.queries import rosters as found
from lms.people.rules import PersonData
from lms.people.services import create_person, review, rosters
from lms.platform import clock, crypto, storage
from lms.platform.db import db, transaction
from tests.people.staff_lists import (
    counts,
    csv_file,
    load,
    look,
    name,
    national_id,
    people,
    places,
    problems,
    xlsx,
)
from tests.support.factories import UnitFactory, actor
from tests.support.factories import country as country_profile


@pytest.fixture
def country(app):
    return UnitFactory()


@pytest.fixture
def minya(country):
    return UnitFactory(parent=country, name_en="Minya", name_ar="المنيا")


@pytest.fixture
def mallawi(minya):
    return UnitFactory(parent=minya, code="MLW", name_en="Mallawi", name_ar="ملوي")


@pytest.fixture
def qena(country):
    return UnitFactory(parent=country, name_en="Qena", name_ar="قنا")


@pytest.fixture
def coordinator(minya):
    return actor(Role.COORDINATOR, minya)


def on_record(unit, by, full_name, number=None, **data):
    person = PersonData(full_name=full_name, country="EG", national_id=number, **data)
    return create_person(person, by, unit=unit)


def rows_of(roster, verdict):
    query = select(RosterRow).where(
        RosterRow.roster_import_id == roster.id, RosterRow.verdict == verdict
    )
    return list(db.session.scalars(query.order_by(RosterRow.row_number)))


def s23_file(unit, by) -> bytes:
    """300 rows: 270 new, 18 whose number is known, 7 with a known name and no number, 5 refused."""
    for number in range(18):
        on_record(unit, by, name(number), national_id(number))
    for number in range(18, 25):
        on_record(unit, by, name(number))
    known = [(name(n), national_id(n), "", "") for n in range(18)]
    similar = [(name(n), "", "", "") for n in range(18, 25)]
    new = [(name(n), national_id(n) if n % 3 else "", "ملوي", "Clerk") for n in range(25, 295)]
    refused = [
        ("", national_id(300), "", ""),
        (name(301), "123", "", ""),
        (name(302), "29013011234567", "", ""),
        (name(303), "", "Atlantis", ""),
        (name(304) + "\u202e", "", "", ""),
    ]
    return xlsx([*known, *new, *similar, *refused])


def test_s23_of_300_rows_each_is_new_known_to_review_or_refused(app, mallawi, minya, coordinator):
    roster = look(s23_file(minya, coordinator), minya, coordinator)

    assert counts(roster) == (270, 18, 7, 5)
    assert people() == 25


def test_s23_confirming_adds_the_new_alone_and_the_same_file_again_nobody(
    app, mallawi, minya, coordinator
):
    content = s23_file(minya, coordinator)

    first = load(content, minya, coordinator)
    after = (people(), places())
    again = load(content, minya, coordinator)

    assert counts(first) == (270, 18, 7, 5)
    assert (first.rows_added, first.state) == (270, ImportState.DONE)
    assert len(rows_of(first, RowVerdict.REVIEW)) == 7
    assert len(rows_of(first, RowVerdict.INVALID)) == 5
    assert (again.rows_new, again.rows_added) == (0, 0)
    assert (people(), places()) == after == (25 + 270, 25 + 270)


def test_s23_each_refused_row_says_where_and_why(app, minya):
    roster = look(
        csv_file(
            [
                (name(0), national_id(0), "", ""),
                ("", "", "", "Clerk"),
                (name(1), "123", "Atlantis", ""),
                (name(2), "", "", "x" * 151),
            ]
        ),
        minya,
    )

    assert problems(roster) == {
        3: [("full_name", "missing")],
        4: [("national_id", "unreadable"), ("unit", "unit_unknown")],
        5: [("job_title", "unreadable")],
    }


def test_s23_a_number_in_other_digits_is_the_same_and_keeps_its_zeros(app):
    georgia = UnitFactory(country=country_profile("GE"))
    content = csv_file(
        [("ნინო ბერიძე", "٠١٠٠١٠١٢٣٤٥"), ("ნინო ბერიძე", "01001012345")],
        ("სახელი და გვარი", "პირადი ნომერი"),
    )

    roster = load(content, georgia)

    assert counts(roster) == (1, 1, 0, 0)
    person = db.session.scalars(select(Person)).one()
    assert crypto.cipher().unseal(person.national_id_sealed, "person.national_id") == "01001012345"


def test_two_of_one_name_are_two_people_only_where_numbers_tell_them_apart(app, minya, coordinator):
    on_record(minya, coordinator, "منى أحمد السيد", national_id(1))

    roster = load(
        csv_file(
            [
                ("منى احمد السيد", national_id(2), "", ""),  # another number: somebody else
                ("مني أحمد السيد", "", "", ""),  # no number: who knows
                ("هدى علي", "", "", ""),
                ("هدى علي", "", "", ""),  # twice in the file
                ("هدى علي", national_id(3), "", ""),
            ]
        ),
        minya,
        coordinator,
    )

    assert counts(roster) == (2, 0, 3, 0)


def test_the_same_name_at_another_place_is_another_person(app, minya, mallawi, coordinator):
    on_record(mallawi, coordinator, name(1))

    assert counts(load(csv_file([(name(1), "", "", "")]), minya, coordinator)) == (1, 0, 0, 0)


def test_people_work_where_their_row_says_else_where_the_file_belongs(app, minya, mallawi):
    load(csv_file([(name(1), "", "MLW", "Clerk"), (name(2), "", "", "")]), minya)

    query = select(Affiliation.unit_id, Affiliation.job_title).order_by(Affiliation.job_title)
    assert set(db.session.execute(query)) == {(mallawi.id, "Clerk"), (minya.id, None)}


def test_a_row_cannot_name_a_place_outside_the_one_the_file_is_loaded_for(app, minya, qena):
    roster = load(csv_file([(name(1), "", "قنا", ""), (name(2), "", qena.code, "")]), minya)

    assert problems(roster) == {2: [("unit", "unit_unknown")], 3: [("unit", "unit_unknown")]}
    assert people() == 0


def test_of_somebody_outside_nothing_is_told_but_that_the_number_is_known(
    app, minya, qena, coordinator
):
    on_record(qena, actor(Role.COORDINATOR, qena), "هدى علي ناصر", national_id(1))

    roster = load(
        csv_file([("هدى علي", national_id(1), "", ""), (name(2), national_id(1), "", "")]),
        minya,
        coordinator,
    )

    assert counts(roster) == (0, 2, 0, 0)
    assert problems(roster) == {2: [("national_id", "outside")], 3: [("national_id", "outside")]}
    kept = rows_of(roster, RowVerdict.MATCH)
    assert [row.similar_person_id for row in kept] == [None, None]
    assert "هدى علي ناصر" not in str([row.values for row in kept])
    assert places() == 1


def test_a_known_person_is_not_moved_and_not_renamed(app, minya, mallawi, coordinator):
    on_record(mallawi, coordinator, name(1), national_id(1))
    on_record(minya, coordinator, "هدى علي", national_id(2))

    roster = load(
        csv_file([(name(1), national_id(1), "", ""), ("سعاد كمال", national_id(2), "", "")]),
        minya,
        coordinator,
    )

    assert problems(roster) == {2: [("unit", "elsewhere")], 3: [("full_name", "other_name")]}
    assert (people(), places()) == (2, 2)


def test_a_number_is_known_by_the_same_name_in_another_script(app, minya, coordinator):
    on_record(minya, coordinator, "هدى علي", national_id(2))

    roster = load(csv_file([("Hoda Aly", national_id(2), "", "")]), minya, coordinator)

    assert problems(roster) == {}
    assert counts(roster) == (0, 1, 0, 0)


def test_a_known_person_who_works_nowhere_takes_up_work(app, minya, coordinator):
    left = on_record(minya, coordinator, name(1), national_id(1))
    left.affiliations[0].ends_on = clock.today().replace(year=clock.today().year - 1)
    content = csv_file([(name(1), national_id(1), "", "Clerk")])

    load(content, minya, coordinator)
    load(content, minya, coordinator)

    db.session.expire_all()
    assert [place.job_title for place in left.affiliations if place.ends_on is None] == ["Clerk"]


def test_a_first_day_still_to_come_is_no_reason_to_add_somebody_again(app, minya):
    content = csv_file([(name(1), "2099-01-01")], ("الاسم", "تاريخ التعيين"))

    load(content, minya)
    again = load(content, minya)

    assert counts(again) == (0, 0, 1, 0)


def test_a56_formulas_are_text(app, minya):
    roster = load(csv_file([("=HYPERLINK(1) منى", "", "", "+cmd|x")]), minya)

    person = db.session.scalars(select(Person)).one()
    assert (person.full_name, roster.rows_new) == ("=HYPERLINK(1) منى", 1)


def test_what_waits_is_kept_with_its_number_sealed(app, minya, coordinator):
    on_record(minya, coordinator, name(1))
    roster = load(csv_file([(name(1), national_id(1), "", "")]), minya, coordinator)

    row = rows_of(roster, RowVerdict.REVIEW)[0]

    assert national_id(1) not in str(row.values)
    assert row.similar is not None


def test_the_file_is_kept_sealed_and_only_until_it_is_loaded(app, minya, coordinator):
    content = csv_file([(name(1), national_id(1), "", "")])
    roster = look(content, minya, coordinator)
    kept = storage.read(roster.file_sha256)

    assert national_id(1).encode() not in kept
    assert rosters.content_of(roster) == content
    stored = rosters.discard(roster, coordinator)
    assert stored
    with pytest.raises(RosterGone):
        rosters.content_of(roster)


def test_only_the_first_of_two_confirmations_counts(app, minya, coordinator):
    roster = look(csv_file([(name(1), "", "", "")]), minya, coordinator)

    assert [rosters.claim(roster), rosters.claim(roster)] == [True, False]


def test_two_who_load_the_same_people_at_once_add_everybody_once(app, minya, coordinator):
    content = csv_file([(name(n), "" if n % 2 else national_id(n), "", "") for n in range(40)])
    waiting = [look(content, minya, coordinator) for _file in range(3)]
    assert all(rosters.claim(roster) for roster in waiting)
    db.session.commit()

    @contextmanager
    def step(_rows):
        with transaction():
            yield

    def take(roster_id):
        with app.app_context():
            rosters.take_in(roster_id, content, None, step)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(take, [roster.id for roster in waiting]))

    db.session.rollback()
    assert sorted(roster.rows_added for roster in waiting) == [0, 0, 40]
    assert people() == 40


def test_two_columns_cannot_hold_the_same(app, minya):
    roster = look(csv_file([(name(1), "", "", "")]), minya)

    with pytest.raises(SameColumnTwice):
        rosters.set_columns(roster, {0: "full_name", 1: "full_name"}, 1)


def test_loading_is_on_record_without_anybody_s_data(app, minya, coordinator):
    load(csv_file([(name(1), national_id(1), "", "")]), minya, coordinator)

    events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    loaded = next(event for event in events if event.action == "roster.load")
    assert loaded.details == {"new": 1, "match": 0, "review": 0, "invalid": 0, "added": 1}
    assert name(1) not in str([event.details for event in events])


# The rows to decide on


@pytest.fixture
def doubtful(minya, coordinator):
    """A row with the name of somebody at the place."""
    on_record(minya, coordinator, name(1))
    content = csv_file(
        [(name(1), national_id(1), "Clerk", "+20 100 123 4567")],
        ("الاسم", "الرقم القومي", "الوظيفة", "المحمول"),
    )
    return rows_of(load(content, minya, coordinator), RowVerdict.REVIEW)[0]


def test_the_same_person_is_filled_in_from_the_row(app, doubtful, coordinator):
    person = review.is_same(doubtful, coordinator)

    assert people() == 1
    assert (person.national_id_last4, person.phone) == (national_id(1)[-4:], "+201001234567")


def test_a_new_person_is_recorded_at_the_place_of_the_row(app, doubtful, coordinator):
    person = review.is_new(doubtful, coordinator)

    assert people() == 2
    assert [place.job_title for place in person.affiliations] == ["Clerk"]
    assert doubtful.roster.rows_added == 1


def test_a_row_is_decided_on_once(app, doubtful, coordinator):
    review.is_new(doubtful, coordinator)
    review.is_new(doubtful, coordinator)
    review.is_same(doubtful, coordinator)

    assert people() == 2
    assert found.waiting(coordinator) == {}
    assert doubtful.values == {}


def test_a_row_cannot_become_somebody_who_has_left_ones_places(app, doubtful, qena, coordinator):
    doubtful.similar.affiliations[0].unit = qena
    db.session.flush()

    with pytest.raises(NotToReview):
        review.is_same(doubtful, coordinator)


def test_a_file_under_work_cannot_be_deleted(app, minya, coordinator, monkeypatch):
    roster = look(csv_file([(name(1), "", "", "")]), minya, coordinator)
    monkeypatch.setattr(rosters, "is_worked_on", lambda _roster: True)

    with pytest.raises(StillWorkedOn):
        rosters.discard(roster, coordinator)
