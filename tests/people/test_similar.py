"""A search that finds nobody offers names like the one typed: with a slip in a word, or with a word less."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import Person, Sex
from lms.people.queries import first_found, similar
from lms.people.rules import PersonData
from lms.people.rules.slips import beginning_otherwise, is_a_slip, nearest
from lms.platform.db import db
from tests.support.factories import UnitFactory, UserFactory, actor


@pytest.fixture
def unit(app):
    return UnitFactory(name_en="Mallawi")


@pytest.fixture
def record(unit):
    def record(name: str, country: str = "EG", at=unit, **more) -> int:
        given = PersonData(full_name=name, country=country, **more)
        return services.create_person(given, actor(Role.COORDINATOR, at), unit=at).id

    return record


@pytest.mark.parametrize(
    ("typed", "word", "is_one"),
    [
        ("ibrahem", "ibrahim", True),
        ("ibrahm", "ibrahim", True),
        ("ibraahim", "ibrahim", True),
        ("ibrahmi", "ibrahim", True),
        ("brahim", "ibrahim", True),
        ("ibrahim", "ibrahim", False),
        ("ibrehem", "ibrahim", False),
        ("ibrhm", "ibrahim", False),
        ("ali", "al", False),
        ("ابراهم", "ابراهيم", True),
        ("მაისურაეძ", "მაისურაძე", True),
    ],
)
def test_a_slip_is_one_letter(typed, word, is_one):
    assert is_a_slip(typed, word) is is_a_slip(word, typed) is is_one


@pytest.mark.parametrize(
    ("typed", "word", "is_one"),
    [
        ("obrahim", "ibrahim", True),
        ("brahim", "ibrahim", True),
        ("iibrahim", "ibrahim", True),
        ("birahim", "ibrahim", True),
        ("ibrahim", "ibrahim", False),
        ("ibrahem", "ibrahim", False),
        ("سحمد", "محمد", True),
        ("السرقاوي", "الشرقاوي", True),
        ("لشرقاوي", "الشرقاوي", True),
        ("حوهري", "جوهري", True),
        ("გაისურაძე", "მაისურაძე", True),
    ],
)
def test_a_slip_in_the_first_letter_is_one_of_few_words(typed, word, is_one):
    meant = beginning_otherwise(typed)
    assert (word in meant) is is_one
    assert all(is_a_slip(typed, one) for one in meant)
    assert len(meant) < 80


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("zaher", ["zahed", "baher"]),
        ("الشرقاوي", ["الشرقاو", "البرقاوي"]),
    ],
)
def test_words_with_the_same_first_letter_come_first(typed, near):
    assert nearest(typed, [*sorted(near), "far", typed]) == near


@pytest.mark.parametrize(
    ("kept", "country", "typed"),
    [
        ("محمد إبراهيم حسن", "EG", "محمد لبراهيم حسن"),
        ("محمد السيد الشرقاوي", "EG", "محمد السرقاوي"),
        ("گلناز رضایی", "IR", "گلناز زضایی"),
        ("გიორგი მაისურაძე", "GE", "გიორგი ნაისურაძე"),
        ("محمد إبراهيم حسن", "EG", "محمد ابرهيم حسن"),
        ("محمد إبراهيم حسن", "EG", "محممد ابراهيم"),
        ("محمد السيد الشرقاوي", "EG", "محمد الشرقوي"),
        ("محمد إبراهيم حسن", "EG", "محمد سعيد ابراهيم"),
        ("محمد إبراهيم حسن", "EG", "Mohamed Said Ibrahim"),
        ("یحیی رضایی", "IR", "یحیی رضائای"),
        ("გიორგი მაისურაძე", "GE", "გიორგი მაისორაძე"),
        ("გიორგი მაისურაძე", "GE", "Giorgi Maisuradzde"),
        ("John Michael Smith", "EG", "John Micheal Smith"),
    ],
)
def test_a_name_with_a_slip_or_a_word_more_is_offered(record, unit, kept, country, typed):
    person = record(kept, country)
    record("هدى ناصر")
    coordinator = actor(Role.COORDINATOR, unit)

    assert first_found(typed, coordinator, lambda query: query).ids == []
    assert similar(typed, coordinator) == [person]
    assert similar(typed, actor(Role.MINISTRY_ANALYST, unit)) == [person]
    assert similar(typed) == [person]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "!!!",
        "x",
        "محمد زقزوق",
        "محمد محمد زقزوق سعيد",
        "زقزوق ظظظ محمد",
        "29001011234581",
        "%",
        "ا" * 300,
    ],
)
def test_nobody_is_offered_whose_name_is_not_like_it(record, unit, typed):
    record("محمد إبراهيم حسن")

    assert similar(typed, actor(Role.COORDINATOR, unit)) == []


def test_nobody_is_offered_outside_the_viewers_places(record, unit):
    elsewhere = UnitFactory()
    record("محمد ابراهم حسن", at=elsewhere)  # a slip of their own does not hide those of here
    here = record("محمد إبراهيم حسن")

    for typed in ("محمد ابراهم", "محمد سعيد ابراهيم"):
        assert similar(typed, actor(Role.COORDINATOR, unit)) == [here]
        assert here not in similar(typed, actor(Role.COORDINATOR, elsewhere))
        assert similar(typed, actor(Role.COORDINATOR, UnitFactory())) == []


def test_all_ways_of_looking_offer_the_same(record, unit, monkeypatch):
    people = {record("محمد إبراهيم حسن"), record("إبراهيم سعيد علي", sex=Sex.MALE)}
    record("محمد إبراهيم حسن", at=UnitFactory())
    coordinator = actor(Role.COORDINATOR, unit)
    text = "محمد سعيد ابراهيم"

    assert set(similar(text, coordinator)) == people  # those who work here, looked through
    for staff in (9_999, 99_999):  # gathered; and for whoever sees most, one by one

        def count(words, viewer=None, staff=staff):
            return [9] * len(words) + [staff]

        monkeypatch.setattr("lms.people.queries.suggesting.counted", count)
        assert set(similar(text, coordinator)) == people

    def men(query):
        return query.where(Person.sex == Sex.MALE)

    assert len(similar(text, coordinator, men)) == 1


def test_the_likeliest_come_first_and_few(record, unit):
    for name in ("علي حسن محمد", "كريم محمد حسن", "سعد محمد حسن", "رضا محمد حسن", "علي محمد حسن"):
        record(name)
    best = record("محمد حسن علي")

    offered = similar("محمد حسن علي زقزوق", actor(Role.COORDINATOR, unit))

    assert offered[0] == best
    assert len(offered) <= 5


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ka"])
def test_the_list_offers_them_where_it_finds_nobody(record, browser, unit, language):
    person = record("محمد إبراهيم حسن")
    other = record("محمد إبراهيم حسن", at=UnitFactory())
    db.session.commit()
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=unit, language=language))

    offered = browser.get("/people?q=محمد+ابرهيم").text
    found = browser.get("/people?q=محمد+ابراهيم").text
    women = browser.get("/people?q=محمد+ابرهيم&sex=female").text

    assert f'href="/people/{person}"' in offered
    assert 'id="similar"' in offered
    assert f'href="/people/{other}"' not in offered
    assert 'id="similar"' not in found
    assert f'href="/people/{person}"' not in women


def test_the_command_offers_them_too(record, app):
    record("محمد إبراهيم حسن")
    db.session.commit()
    run = app.test_cli_runner().invoke

    offered = run(args=["people", "search", "محمد ابرهيم"])

    assert "محمد إبراهيم حسن" in offered.stdout
    assert "Similar names" in offered.stderr
    assert run(args=["people", "search", "محمد ابراهيم"]).stderr == ""
    assert "Similar names" not in run(args=["people", "search", "زقزوق"]).stderr
