"""Records that may be of one person: found on entry, in lists and on record; told apart by somebody, never made one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.people.errors import MayBeOnRecord
from lms.people.models import Person, PersonPair, RowVerdict, Sex
from lms.people.queries import rosters as found
from lms.people.queries.resembling import pairs
from lms.people.rules import PersonData
from lms.people.rules.matching.keys import name_key
from lms.people.rules.resemblance import Evidence, bearer, resemblance
from lms.people.services import alike, create_person, update_person
from lms.platform.db import db
from tests.people.staff_lists import counts, csv_file, load, look, national_id, people
from tests.support.factories import PersonFactory, UnitFactory, UserFactory, actor


@pytest.fixture
def country(app):
    return UnitFactory()


@pytest.fixture
def minya(country):
    return UnitFactory(parent=country, name_en="Minya")


@pytest.fixture
def qena(country):
    return UnitFactory(parent=country, name_en="Qena")


@pytest.fixture
def coordinator(minya):
    return actor(Role.COORDINATOR, minya)


def enter(name, unit, by, not_these=(), **known):
    data = PersonData(full_name=name, country="EG", **known)
    return create_person(data, by, unit=unit, not_these=not_these)


def waiting(viewer=None):
    query = pairs(viewer) if viewer else select(PersonPair)
    return [
        {pair.first.full_name, pair.second.full_name}
        for pair in db.session.scalars(query)
        if pair.told_apart_at is None
    ]


TWO = ("هناء عبد الله رزق", "هناء عبدالله رزق منصور")


@pytest.fixture
def two(minya):
    return [PersonFactory(full_name=name, unit=minya) for name in TWO]


# On entry.


@pytest.mark.parametrize(
    "name", ["سمير عبدالحميد رزق", "د. سمير عبد الحميد رزق", "Samir Abdelhamid Rizk"]
)
def test_who_is_entered_by_hand_may_be_somebody_on_record(app, minya, coordinator, name):
    known = PersonFactory(full_name="سمير عبد الحميد رزق", sex=Sex.MALE, unit=minya)

    with pytest.raises(MayBeOnRecord) as refused:
        enter(name, minya, coordinator, sex=Sex.MALE)

    ((person, how),) = refused.value.found
    assert person is known
    assert how.is_close
    assert people() == 1


def test_somebody_at_another_place_of_mine_is_found_and_nobody_of_others(
    app, country, minya, qena, coordinator
):
    PersonFactory(full_name=TWO[0], unit=qena)

    assert enter(TWO[0], minya, coordinator)
    with pytest.raises(MayBeOnRecord):
        enter(TWO[0], minya, actor(Role.COORDINATOR, country))


def test_saved_anyway_the_two_are_told_apart_for_good(app, minya, coordinator):
    known = PersonFactory(full_name=TWO[0], unit=minya)

    person = enter(TWO[0], minya, coordinator, not_these=[known.id])
    alike.find_alike()

    pair = db.session.scalars(select(PersonPair)).one()
    assert (pair.first_id, pair.second_id) == (known.id, person.id)
    assert pair.told_apart_by_id == coordinator.id
    assert waiting() == []


def test_whom_nobody_has_been_shown_nobody_has_told_apart(app, minya, coordinator):
    first, _second = (PersonFactory(full_name=TWO[0], unit=minya) for _ in "12")

    with pytest.raises(MayBeOnRecord):
        enter(TWO[0], minya, coordinator, not_these=[first.id])


def test_two_numbers_tell_two_people_apart(app, minya, coordinator):
    enter(TWO[0], minya, coordinator, national_id=national_id(1))

    assert enter(TWO[0], minya, coordinator, national_id=national_id(2))


# In staff lists.


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("هناء عبدالله رزق", RowVerdict.REVIEW),
        ("المهندسة هناء عبد اللّه رزق", RowVerdict.REVIEW),
        ("Hanaa Abdallah Rizk", RowVerdict.REVIEW),
        ("هاني عبد الله رزق", RowVerdict.NEW),
        ("هناء عبيد الله رزق", RowVerdict.NEW),
    ],
)
def test_a_row_whose_name_agrees_is_to_be_reviewed(app, minya, coordinator, written, expected):
    known = PersonFactory(full_name=TWO[0], unit=minya)
    content = csv_file([(written, "", "", "")])

    assert getattr(look(content, minya, coordinator), f"rows_{expected}") == 1
    roster = load(content, minya, coordinator)
    assert getattr(roster, f"rows_{expected}") == 1
    if expected is RowVerdict.REVIEW:
        (row,) = db.session.scalars(found.rows(roster, RowVerdict.REVIEW))
        assert row.similar_person_id == known.id


def test_rows_of_one_file_are_compared_with_each_other(app, minya, coordinator):
    rows = [(TWO[0], "", "", ""), ("هناء عبدالله رزق", "", "", ""), ("رزق الله حنا", "", "", "")]

    assert counts(look(csv_file(rows), minya, coordinator)) == (2, 0, 1, 0)
    assert counts(load(csv_file(rows), minya, coordinator)) == (2, 0, 1, 0)


def test_a_row_with_a_date_of_birth_of_another_time_is_somebody_else(app, minya, coordinator):
    PersonFactory(full_name=TWO[0], unit=minya, birth_year=1990)
    content = csv_file([(TWO[0], "1961-03-04")], ("الاسم", "تاريخ الميلاد"))

    assert counts(load(content, minya, coordinator)) == (1, 0, 0, 0)


# On record.


def test_records_whose_names_agree_are_found_once(app, two, minya):
    PersonFactory(full_name="هاني عبد الله رزق", unit=minya)

    alike.find_alike()
    alike.find_alike()

    assert waiting() == [set(TWO)]


def test_identity_is_never_decided_by_a_name_alone(app, minya, coordinator):
    """However alike the names are, two records stay two until somebody says otherwise."""
    same = {"birth_date": date(1990, 2, 3), "unit": minya, "full_name": TWO[0]}
    both = [PersonFactory(**same), PersonFactory(**same)]
    assert resemblance(*map(bearer, both)).score > 0.99

    alike.find_alike()
    load(csv_file([(TWO[0], "", "", "")]), minya, coordinator)

    assert people() == 2
    assert waiting() == [{TWO[0]}]


def test_a_pair_that_is_none_any_more_goes_and_one_told_apart_stays(app, two, coordinator):
    alike.find_alike()
    two[1].full_name, two[1].name_key = "سارة كمال", name_key("سارة كمال", "ar")
    alike.find_alike()
    assert waiting() == []

    alike.tell_apart(*two, coordinator)
    alike.find_alike()
    assert db.session.scalar(select(func.count()).select_from(PersonPair)) == 1


def test_a_changed_record_is_compared_at_once(app, two, minya, coordinator):
    alike.find_alike()
    other = two[1]

    update_person(other, PersonData(full_name="سارة كمال", country="EG"), coordinator)
    assert waiting() == []
    update_person(other, PersonData(full_name=TWO[1], country="EG"), coordinator)
    assert waiting() == [set(TWO)]

    alike.tell_apart(*two, coordinator)
    update_person(other, PersonData(full_name=TWO[1], country="EG", sex=Sex.FEMALE), coordinator)
    assert waiting() == []


def test_a_new_record_is_compared_with_those_whom_its_writer_does_not_see(app, country, qena):
    PersonFactory(full_name=TWO[0], unit=qena)
    elsewhere = UnitFactory(parent=country)

    enter(TWO[1], elsewhere, actor(Role.COORDINATOR, elsewhere))

    assert waiting(actor(Role.COORDINATOR, elsewhere)) == []
    assert waiting(actor(Role.COORDINATOR, country)) == [set(TWO)]


def test_a_record_that_was_merged_is_nobody_to_compare_with(app, two, minya, coordinator):
    alike.find_alike()
    two[1].merged_into_id = two[0].id
    db.session.flush()
    assert waiting(coordinator) == []

    alike.find_alike()
    assert waiting() == []


def test_telling_apart_is_recorded_with_both_and_can_be_taken_back(app, two, coordinator):
    alike.find_alike()
    pair = alike.tell_apart(*two, coordinator)
    alike.tell_apart(two[1], two[0], coordinator)
    alike.find_alike()
    assert waiting() == []

    alike.take_back(pair, coordinator)

    assert waiting() == [set(TWO)]
    query = select(AuditEvent.action, AuditEvent.subject_id).order_by(AuditEvent.id)
    first, second = (str(person.id) for person in two)
    assert [event for event in db.session.execute(query) if "apart" in event[0]] == [
        ("person.tell_apart", first),
        ("person.tell_apart", second),
        ("person.take_back_apart", first),
        ("person.take_back_apart", second),
    ]


def test_only_who_keeps_both_records_sees_the_pair(app, country, minya, qena, coordinator):
    for unit in (minya, qena):
        PersonFactory(full_name=TWO[0], unit=unit)
    alike.find_alike()

    assert waiting(coordinator) == []
    assert waiting(actor(Role.COORDINATOR, country)) == [{TWO[0]}]


def test_those_recorded_before_there_were_keys_get_theirs(app, two):
    for person in two:
        person.name_key = ""
    db.session.flush()

    alike.find_alike()

    assert waiting() == [set(TWO)]


def test_what_else_is_known_speaks_for_one_person_or_against_it(app, minya):
    def of(**known):
        return bearer(PersonFactory(full_name=TWO[0], birth_year=None, unit=minya, **known))

    one = of(birth_date=date(1990, 2, 3), father_name="عبد الله")
    for other, evidence in (
        (of(birth_date=date(1990, 2, 3)), Evidence.BORN_SAME),
        (of(birth_date=date(1970, 2, 3)), Evidence.BORN_APART),
        (of(sex=Sex.MALE), Evidence.SEX_DIFFERS),
        (of(father_name="عبدالله"), Evidence.FATHER_SAME),
        (of(father_name="كمال"), Evidence.FATHER_DIFFERS),
    ):
        how = resemblance(one, other)
        assert how.evidence == (evidence,)
        assert how.is_close == (evidence in {Evidence.BORN_SAME, Evidence.FATHER_SAME})


# On the screens.


@pytest.fixture
def keeper(browser, minya):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=minya))


def test_the_form_shows_whom_it_could_be_and_why(keeper, minya):
    PersonFactory(full_name=TWO[0], father_name="عبد الله", unit=minya)
    sent = {"id_country": "EG", "sex": "female", "language": "ar", "unit": str(minya.id)}

    page = keeper.post("/people/new", sent | {"full_name": "هناء عبدالله رزق"}).text

    for shown in ("Agreement: 9", "Written together or apart", "Minya", "Father’s name"):
        assert shown in page


def test_a_pair_is_compared_told_apart_and_taken_back(keeper, two):
    keeper.post("/alike", {})
    alike.find_alike()
    db.session.commit()
    pair = db.session.scalars(select(PersonPair.id)).one()

    assert TWO[0] in keeper.get("/alike?state=waiting").text
    page = keeper.get(f"/alike/{pair}").text
    assert TWO[1] in page
    assert "Only in one of the names" in page

    keeper.post(f"/alike/{pair}/apart", {})
    assert TWO[0] not in keeper.get("/alike?state=waiting").text
    assert "These are two people" in keeper.get(f"/alike/{pair}").text

    keeper.post(f"/alike/{pair}/back", {})
    assert TWO[0] in keeper.get("/alike?state=waiting").text


def test_the_review_of_a_list_says_why(keeper, minya, coordinator):
    PersonFactory(full_name=TWO[0], unit=minya)
    roster = load(csv_file([("هناء عبدالله رزق", "", "", "")]), minya, coordinator)
    db.session.commit()

    assert "Written together or apart" in keeper.get(f"/imports/{roster.id}/review").text


def test_all_names_are_compared_on_the_command_line(app, two):
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["people", "compare-names"])

    assert answer.output == "1 pairs wait to be compared.\n"
    assert db.session.get_one(Person, two[0].id).full_name == TWO[0]


@pytest.mark.parametrize(
    ("written", "otherwise", "language"),
    [
        ("سید علی حسینی", "Seyed Ali Hosseini", "fa"),
        ("سیدعلی حسینی", "Seyyed Ali Hosseini", "fa"),
        ("دكتور محمد علي", "Dr Mohamed Ali", "ar"),
        ("أ.د. محمد علي", "Mohamed Ali", "ar"),
    ],
)
def test_a_name_is_looked_up_without_its_title_in_either_script(written, otherwise, language):
    assert name_key(written, language) == name_key(otherwise, language)


def test_the_same_word_is_a_title_in_one_language_and_a_name_in_another():
    assert name_key("سيد علي", "ar") != name_key("علي", "ar")
    assert name_key("سید علی", "fa") == name_key("علی", "fa")
