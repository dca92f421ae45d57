"""S23: people are found however their name was spelled, by whole numbers, and by telephone where one may know it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import NameWord, Person, Sex
from lms.people.queries import first_found, people, search, searching
from lms.people.rules import PersonData
from lms.platform.db import db
from tests.support.factories import UnitFactory, actor


@pytest.fixture
def unit(app):
    return UnitFactory()


@pytest.fixture
def by(unit):
    return actor(Role.COORDINATOR, unit)


@pytest.fixture
def record(by, unit):
    def record(name: str, country: str = "EG", **more) -> int:
        given = PersonData(full_name=name, country=country, **more)
        return services.create_person(given, by, unit=unit).id

    return record


def found(text: str, viewer=None) -> set[int]:
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(search(text, viewer)))))


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("أحمد علي", "احمد"),
        ("یحیی رضایی", "يحيى"),
        ("علي كريم", "علی کریم"),
        ("فاطمة إبراهيم", "ابراهيم فاطمه"),
        ("عبد الرحمن سيد", "عبدالرحمن"),
        ("عبدالله سيد", "عبد الله"),
        ("محمد أحمد السيد علي", "السيد"),
        ("محمد أحمد السيد علي", "عل مح"),
        ("ნინო ბერიძე", "Beridze"),
        ("ნინო ბერიძე", "nino ber"),
        ("გიორგი ყიფიანი", "Qipiani"),
        ("გიორგი ყიფიანი", "kipiani"),
        ("O’Neill Smith", "oneill"),
        ("محمد علي الشربيني", "sherbiny"),
        ("محمد علي الشربيني", "Mohamed El-Sherbini"),
        ("محمد علي الشربيني", "al sherb"),
        ("محمدرضا کریمی", "karimi mohammad"),
        ("ᲜᲘᲜᲝ ბერიძე", "ნინო"),
        ("حسین‌زاده", "حسین زاده"),
        ("محمد إبراهيم علي الشرقاوي", "محمد ابراهيم عل"),
    ],
)
def test_s23_a_name_is_found_by_any_spelling_of_its_words(record, kept, typed):
    person = record(kept)
    record("هدى ناصر")

    assert found(typed) == {person}


@pytest.mark.parametrize("typed", ["mahmoud", "karima", "sherif", "x", "ezra"])
def test_a_latin_word_finds_nobody_of_another_name(record, typed):
    record("محمد كريم الشربيني")

    assert found(typed) == set()


def test_words_that_nobody_bears_any_more_are_forgotten(record, by):
    person = db.session.get(Person, record("محمد الشربيني"))
    record("محمد الشرقاوي")

    services.update_person(person, PersonData(full_name="علي الشرقاوي", country="EG"), by)

    kept = set(db.session.scalars(select(NameWord.word)))
    assert {"محمد", "الشرقاوي", "علي"} <= kept
    assert not kept & {"الشربيني", "شربيني"}


@pytest.mark.parametrize("role", [Role.MINISTRY_ANALYST, Role.COORDINATOR])
def test_more_than_anybody_reads_is_cut_and_said(record, unit, role, monkeypatch):
    monkeypatch.setattr(searching, "MOST_FOUND", 3)
    here = {
        record(f"محمد {father}") for father in ("علي", "حسن", "سعد", "كريم", "رضا", "فهمي", "جابر")
    }
    viewer = actor(role, unit)

    some = first_found("محمد", viewer, lambda query: query)
    all_of_them = first_found("محمد رضا", viewer, lambda query: query)
    nobody = first_found("محمد", actor(role, UnitFactory()), lambda query: query)

    assert (len(some.ids), some.is_all) == (3, False)
    assert set(some.ids) < here
    assert (len(all_of_them.ids), all_of_them.is_all) == (1, True)
    assert nobody == ([], True)


@pytest.mark.parametrize("text", ["محم م", "mohamed m", "محم"])
def test_all_ways_of_looking_find_the_same(record, unit, by, text, monkeypatch):
    here = {record("محمد علي محمود"), record("Mohamed Morsy", country="EG")}
    record("محمد محمود محمدين", national_id="29001011234581")
    services.create_person(PersonData("محمد محمود", country="EG"), by=by, unit=unit)
    elsewhere = UnitFactory()
    services.create_person(
        PersonData("محمد محمود", country="EG"), actor(Role.COORDINATOR, elsewhere), unit=elsewhere
    )
    top = SimpleNamespace(id=by.id, is_at_top=True, units_where=by.units_where, may=by.may)

    def narrow(query):
        return query.where(Person.sex == Sex.UNKNOWN)

    def ids(viewer, bearers: int = 1, staff: int = 1) -> set[int]:
        def count(words, viewer=None):
            return [bearers] * len(words) + [staff]

        monkeypatch.setattr(searching, "counted", count)
        return set(first_found(text, viewer, narrow).ids)

    by_words = ids(top)

    assert ids(by, bearers=9, staff=1) == by_words  # who works there, looked through for the words
    assert ids(by, bearers=9, staff=9) == by_words  # who works there, gathered
    assert ids(by, bearers=1, staff=99) == by_words
    assert ids(by, bearers=99_999, staff=99_999) == ids(top, bearers=99_999) == by_words
    assert len(by_words & here) >= 1
    assert len(by_words) < 4  # one's number says the sex, another one works elsewhere


def test_s23_every_word_must_be_found(record):
    record("أحمد علي")

    assert found("احمد حسن") == set()


def test_s23_the_name_in_a_second_script_finds_too(record):
    person = record("منى أحمد", second_name="Mona Ahmed")

    assert found("mona") == found("منى") == {person}


@pytest.mark.parametrize("typed", ["29001011234581", "٢٩٠٠١٠١١٢٣٤٥٨١", "2900101-1234581"])
def test_s23_a_whole_number_in_any_digits_finds_its_holder(record, typed):
    person = record("منى أحمد", national_id="29001011234581")
    record("هدى علي", national_id="29001011234603")

    assert found(typed) == {person}


def test_s23_a_number_with_leading_zeros_keeps_and_finds_them(record):
    person = record("مهناز رضایی", country="IR", national_id="0010350829")

    assert found("0010350829") == {person}


def test_part_of_a_number_finds_nobody(record):
    record("منى أحمد", national_id="29001011234581")

    assert found("2900101123458") == set()


def test_a_telephone_number_finds_for_those_who_may_see_it(record, by, unit):
    person = record("منى أحمد", phone="+201001234567")
    analyst = actor(Role.MINISTRY_ANALYST, unit)

    assert found("0100 123 4567", by) == found("+20 100 1234567", by) == {person}
    assert found("01001234567", analyst) == found("01001234567") == set()


def test_nobody_is_found_outside_the_viewers_places(record):
    record("أحمد علي")
    stranger = actor(Role.COORDINATOR, UnitFactory())

    assert db.session.scalars(people(stranger).where(Person.id.in_(search("احمد")))).all() == []


@pytest.mark.parametrize("typed", ["", "!!!", "%", "_", "' OR 1=1", "\U0010ffff", "ا" * 300])
def test_odd_text_finds_nobody(record, typed):
    record("منى أحمد")

    assert found(typed) == set()
