"""Names by the custom of the country: the chain, the father's name, بن and بنت, ძე and ასული."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.people import services
from lms.people.models import Person, Sex
from lms.people.rules import (
    PersonData,
    father_in_words,
    fathers_agree,
    joined_name,
    not_in_name,
    with_parts,
)
from lms.people.rules.columns import recognise
from lms.people.rules.places import Places
from lms.people.rules.resemblance import Evidence, bearer_in, resemblance
from lms.people.rules.rows import RowReader, label
from lms.platform.clock import today
from lms.platform.db import db
from lms.platform.i18n.collation import key_among_languages
from lms.platform.sheets.read import SheetRow
from tests.support.factories import UnitFactory, UserFactory, actor, country

PARTS = ("given_name", "filiation", "father_name", "grandfather_name", "family_name")


def parts(name: str, country: str, **typed: str) -> dict[str, str]:
    found = with_parts(PersonData(name, country, **typed))
    return {part: getattr(found, part) for part in PARTS if getattr(found, part)}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("خالد بن محمد بن عبد الله القحطاني", ("خالد", "بن", "محمد", "عبد الله", "القحطاني")),
        ("عبد الرحمن بن سعود بن فيصل آل سعود", ("عبد الرحمن", "بن", "سعود", "فيصل", "آل سعود")),
        ("نورة بنت سعد بن ناصر الدوسري", ("نورة", "بنت", "سعد", "ناصر", "الدوسري")),
        ("نورة بنت سعد الدوسري", ("نورة", "بنت", "سعد", None, "الدوسري")),
        ("Khalid bin Mohammed Al Saud", ("Khalid", "bin", "Mohammed", None, "Al Saud")),
    ],
)
def test_the_words_between_tell_the_parts_of_a_chain(name, told):
    expected = {part: text for part, text in zip(PARTS, told, strict=True) if text}
    assert parts(name, "SA") == expected
    assert joined_name("SA", expected) == name


@pytest.mark.parametrize("name", ["خالد محمد القحطاني", "بنت سعد", "Ben Bin"])
def test_a_chain_without_such_a_word_is_not_guessed_at(name):
    assert parts(name, "SA") == {}


def test_what_was_typed_stays_beside_what_the_name_tells():
    told = parts("خالد بن محمد القحطاني", "SA", father_name="محمّد", family_name="القحطاني")
    assert told["father_name"] == "محمّد"
    assert told["given_name"] == "خالد"


@pytest.mark.parametrize(
    ("name", "father", "told"),
    [
        ("ნინო ბერიძე", "დავითის ასული", ("დავითის", "ასული")),
        ("ნინო ბერიძე", "დავითისასული", ("დავითის", "ასული")),
        ("გიორგი ბერიძე დავითის ძე", "", ("დავითის", "ძე")),
        ("გიორგი ბერიძე დავითისძე", "", ("დავითის", "ძე")),
        ("გიორგი ბერიძე", "დავითი", ("დავითი", None)),
        ("გიორგი ბერიძე", "", (None, None)),
    ],
)
def test_a_georgian_fathers_name_is_told_by_what_stands_behind_it(name, father, told):
    found = parts(name, "GE", father_name=father)
    assert (found.get("father_name"), found.get("filiation")) == told
    assert with_parts(PersonData(name, "GE", father_name=father)).full_name == name


def test_lists_say_the_fathers_name_with_what_stands_behind_it():
    assert father_in_words("დავითის", "ძე") == "დავითის ძე"
    assert father_in_words("سعد", "بنت") == "سعد"
    assert father_in_words(None, "ძე") == ""


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("დავითი", "დავითის", True),
        ("დავით", "დავითის ძე", True),
        ("ილია", "ილიას", True),
        ("გიორგი", "დავითის", False),
    ],
)
def test_a_father_in_the_genitive_is_the_same_father(one, other, agree):
    assert fathers_agree(one, other, "ka") is agree
    evidence = resemblance(
        bearer_in(PersonData("გიორგი ბერიძე", "GE", father_name=one)),
        bearer_in(PersonData("გიორგი ბერიძე", "GE", father_name=other)),
    ).evidence
    assert evidence == (Evidence.FATHER_SAME if agree else Evidence.FATHER_DIFFERS,)


@pytest.mark.parametrize(
    ("country", "name", "typed", "missing"),
    [
        ("EG", "عبدالرحمن احمد علي", {"given_name": "عبد الرحمن", "father_name": "أحمد"}, []),
        ("EG", "عبدالرحمن احمد علي", {"family_name": "ناصر"}, ["family_name"]),
        ("IR", "محمدرضا کریمی", {"given_name": "محمد‌رضا", "father_name": "علی"}, []),
        ("IR", "محمدرضا کریمی", {"given_name": "رضا"}, ["given_name"]),
        ("SA", "خالد محمد", {"filiation": "بن"}, ["filiation"]),
        ("GE", "გიორგი ბერიძე", {"father_name": "დავითის", "filiation": "ძე"}, []),
    ],
)
def test_the_parts_stand_in_the_whole_name_in_any_spelling(country, name, typed, missing):
    assert not_in_name(PersonData(name, country, **typed)) == missing


def test_the_record_keeps_the_name_as_written_and_its_parts(app):
    unit = UnitFactory()
    by = actor(Role.COORDINATOR, unit)
    name = "نورة بنت سعد الدوسري"
    person = services.create_person(PersonData(name, "SA", sex=Sex.FEMALE), by)
    db.session.expire_all()

    person = db.session.scalars(select(Person)).one()
    assert person.full_name == name
    assert person.sort_key == key_among_languages(name, "ar")
    assert [getattr(person, part) for part in PARTS] == ["نورة", "بنت", "سعد", None, "الدوسري"]

    changed = PersonData("نورة سعد الدوسري", "SA", given_name="نورة", father_name="سعد")
    services.update_person(person, changed, by)
    assert person.filiation is None  # it was part of the name, and the name has it no more


@pytest.mark.parametrize(
    ("country", "headings", "cells", "told"),
    [
        (
            "SA",
            ["الاسم", "رقم الهوية"],
            ["خالد بن محمد القحطاني", ""],
            {"full_name": "خالد بن محمد القحطاني", "filiation": "بن", "father_name": "محمد"},
        ),
        (
            "SA",
            ["الاسم الأول", "بن / بنت", "اسم الأب", "اسم الجد", "اسم العائلة"],
            ["نورة", "بنت", "سعد", "ناصر", "الدوسري"],
            {"full_name": "نورة بنت سعد بن ناصر الدوسري", "filiation": "بنت"},
        ),
        (
            "GE",
            ["სახელი და გვარი", "მამის სახელი"],
            ["ნინო ბერიძე", "დავითის ასული"],
            {"full_name": "ნინო ბერიძე", "father_name": "დავითის", "filiation": "ასული"},
        ),
    ],
)
def test_a_staff_list_has_the_parts_in_columns_or_in_the_name(country, headings, cells, told):
    rows = [SheetRow(1, headings), SheetRow(2, cells)]
    layout = recognise(rows, country, {})
    read = RowReader(layout.columns, country, Places(7, []), today()).read(rows[1])

    assert read.problems == []
    assert {field: getattr(read.person, field) for field in told} == told


def test_a_part_that_the_name_in_a_staff_list_does_not_have_is_remarked():
    columns = {0: "full_name", 1: "family_name"}
    row = SheetRow(2, ["منى أحمد السيد", "ناصر"])
    read = RowReader(columns, "EG", Places(7, []), today()).read(row)

    assert read.person is not None
    assert read.doubts == [{"field": "family_name", "code": "not_in_name"}]
    assert label(read.doubts[0]) == "Family name"


@pytest.fixture
def in_saudi_arabia(app, browser):
    unit = UnitFactory(country=country("SA"))
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=unit))
    return unit


def filled(unit, **changes) -> dict[str, str]:
    about = {"id_country": "SA", "sex": "female", "language": "ar", "unit": str(unit.id)}
    return {"full_name": "", **about} | changes


def test_the_form_asks_for_the_parts_of_the_country_and_puts_the_name_together(
    browser, in_saudi_arabia
):
    page = browser.get("/people/new").text
    assert '<option value="بن">بن</option>' in page
    assert '<option value="بنت">بنت</option>' in page

    typed = {"given_name": "نورة", "filiation": "بنت", "father_name": "سعد"}
    answer = browser.post("/people/new", filled(in_saudi_arabia, **typed, family_name="الدوسري"))
    assert answer.status_code == 302
    person = db.session.scalars(select(Person)).one()
    assert (person.full_name, person.filiation) == ("نورة بنت سعد الدوسري", "بنت")


def test_a_part_that_the_whole_name_does_not_have_is_told_at_its_field(browser, in_saudi_arabia):
    typed = filled(in_saudi_arabia, full_name="نورة سعد الدوسري", family_name="القحطاني")
    answer = browser.post("/people/new", typed)

    assert answer.status_code == 422
    assert 'id="family_name-error"' in answer.text
    assert "does not have this part" in answer.text
    assert 'value="القحطاني"' in answer.text
    assert db.session.scalars(select(Person)).all() == []


def test_without_a_name_and_its_parts_the_name_is_asked_for(browser, in_saudi_arabia):
    answer = browser.post("/people/new", filled(in_saudi_arabia))
    assert answer.status_code == 422
    assert 'id="full_name-error"' in answer.text
    assert db.session.scalars(select(Person)).all() == []
