"""Columns are told by their headings in four languages, else by what stands in them; nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from lms.people.models import Sex
from lms.people.rules.cells import Unreadable, read_day, read_sex, read_year
from lms.people.rules.columns import recognise
from lms.people.rules.places import NoSuchPlace, Place, Places
from lms.platform.sheets.read import SheetRow

PLACES = {"ملوي": [1], "mallawi": [1]}


def rows(*lines) -> list[SheetRow]:
    return [SheetRow(number, list(cells)) for number, cells in enumerate(lines, start=1)]


@pytest.mark.parametrize(
    ("country", "headings", "fields"),
    [
        (
            "EG",
            [
                "م",
                "الاسم رباعي",
                "الرقم القومي (14 رقم)",
                "جهة العمل",
                "المسمى الوظيفي",
                "رقم المحمول",
            ],
            {1: "full_name", 2: "national_id", 3: "unit", 4: "job_title", 5: "phone"},
        ),
        (
            "IR",
            ["ردیف", "نام", "نام خانوادگی", "نام پدر", "کد ملی", "تاریخ تولد", "سمت"],
            {
                1: "given_name",
                2: "family_name",
                3: "father_name",
                4: "national_id",
                5: "birth_date",
                6: "job_title",
            },
        ),
        (
            "GE",
            ["№", "სახელი", "გვარი", "პირადი ნომერი", "თანამდებობა", "ტელეფონი", "ელ-ფოსტა"],
            {
                1: "given_name",
                2: "family_name",
                3: "national_id",
                4: "job_title",
                5: "phone",
                6: "email",
            },
        ),
        (
            "EG",
            ["Full name", "Sex", "DOB", "Start date", "Name in English", "Remarks"],
            {0: "full_name", 1: "sex", 2: "birth_date", 3: "starts_on", 4: "second_name"},
        ),
        (
            "EG",
            ["اسم المركز", "الاسم", "تاريخ الميلاد"],
            {0: "unit", 1: "full_name", 2: "birth_date"},
        ),
        (
            "EG",
            ["الاسم", "الاسم الكامل", "الرقم القومي", "رقم البطاقة"],
            {0: "full_name", 2: "national_id"},
        ),
    ],
)
def test_headings_are_known_in_every_language(country, headings, fields):
    layout = recognise(rows(headings, ["?"] * len(headings)), country, {})

    assert layout.columns == fields
    assert (layout.first_row, list(layout.headings)) == (1, headings)


def test_titles_may_stand_above_the_headings():
    layout = recognise(
        rows(["كشف العاملين بالمركز"], ["2026"], ["الاسم", "الوظيفة"], ["منى أحمد", "موظف"]),
        "EG",
        {},
    )

    assert layout.columns == {0: "full_name", 1: "job_title"}
    assert layout.first_row == 3


def test_without_headings_the_cells_tell():
    layout = recognise(
        rows(
            [
                "29001011234581",
                "منى أحمد السيد",
                "Mona Ahmed",
                "أنثى",
                "ملوي",
                "mona@example.org",
                "01001234567",
                "1990-01-01",
            ],
            [
                "29001011234603",
                "هدى علي ناصر",
                "Hoda Aly",
                "أنثى",
                "ملوي",
                "hoda@example.org",
                "01001234568",
                "1990-01-01",
            ],
        ),
        "EG",
        PLACES,
    )

    assert layout.columns == {
        0: "national_id",
        1: "full_name",
        2: "second_name",
        3: "sex",
        4: "unit",
        5: "email",
        6: "phone",
        7: "birth_date",
    }
    assert layout.first_row == 0


def test_words_under_an_unknown_heading_are_left_alone():
    layout = recognise(
        rows(["الاسم", "ملاحظات"], ["منى أحمد", "Works very well"], ["هدى علي", "New in town"]),
        "EG",
        {},
    )

    assert layout.columns == {0: "full_name"}


def test_a_file_without_names_is_not_enough():
    assert not recognise(rows(["29001011234581"], ["29001011234603"]), "EG", {}).is_enough


@pytest.mark.parametrize(
    ("country", "cell", "day"),
    [
        ("EG", "1990-01-31", date(1990, 1, 31)),
        ("EG", "٣١/١/١٩٩٠", date(1990, 1, 31)),
        ("EG", date(1990, 1, 31), date(1990, 1, 31)),
        ("IR", "1370/05/12", date(1991, 8, 3)),
        ("IR", "۱۳۷۰/۰۵/۱۲", date(1991, 8, 3)),
        ("GE", "31.01.1990", date(1990, 1, 31)),
    ],
)
def test_a72_days_are_read_in_the_calendar_of_the_country(country, cell, day):
    assert read_day(cell, country) == day


@pytest.mark.parametrize("cell", ["03/04/1990", "1990-02-31", "soon", "31/1/90", 33.5])
def test_a72_days_that_could_be_two_or_none_are_refused(cell):
    with pytest.raises(Unreadable):
        read_day(cell, "EG")


def test_years_are_read_in_the_calendar_of_the_country():
    assert (read_year("۱۳۷۰", "IR"), read_year(1990, "EG"), read_year("1410", "SA")) == (
        1991,
        1990,
        1990,
    )


@pytest.mark.parametrize(
    ("word", "sex"),
    [
        ("ذكر", Sex.MALE),
        ("انثى", Sex.FEMALE),
        ("زن", Sex.FEMALE),
        ("კაცი", Sex.MALE),
        ("F", Sex.FEMALE),
    ],
)
def test_a_sex_is_read_in_every_language(word, sex):
    assert read_sex(word) is sex


def test_places_are_found_by_code_and_by_any_of_their_names():
    places = Places(
        1,
        [
            Place(2, "MN-1", ("Abu Qurqas", "أبو قرقاص")),
            Place(3, "MN-2", ("Mallawi", "ملوي")),
            Place(4, "MN-3", ("Mallawi",)),
            Place(5, "MN-4", ("Shut",), is_open=False),
        ],
    )

    assert places.find("ابو قرقاص") == places.find("mn-1") == 2
    for text, problem in (
        ("Abu Qorqas", {"code": "unit_misspelled", "suggestion": "Abu Qurqas"}),
        ("Paris", {"code": "unit_unknown"}),
        ("Mallawi", {"code": "unit_ambiguous", "codes": "MN-2, MN-3"}),
        ("Shut", {"code": "unit_closed"}),
    ):
        with pytest.raises(NoSuchPlace) as refused:
            places.find(text)
        assert refused.value.problem == {"field": "unit"} | problem
