"""Marks that are pasted as a column."""

from __future__ import annotations

import re

import pytest

from lms.platform.db import db
from tests.assessment.lists import EXAM, PASTE, given, scores, typed_at
from tests.support.factories import EnrolmentFactory, PersonFactory


def test_a_column_goes_into_the_list_and_nothing_is_saved(signed_in, run, people):
    answer = signed_in.post(PASTE, {"column": "60\r\n٧٧٫٥\r\nabsent\r\n"})

    assert answer.status_code == 200
    assert [typed_at(answer.text, one) for one in people] == ["60", "٧٧٫٥", ""]
    assert re.search(rf'name="absent_{people[2].id}"[^>]* checked', answer.text)
    assert "Nothing is saved yet" in answer.text
    assert scores(run) == {}


def test_what_was_pasted_is_saved_as_if_it_had_been_typed(signed_in, run, people):
    page = signed_in.post(PASTE, {"column": "60\n\n70"}).text
    ids = re.search(r'name="listed" value="([\d,]+)"', page)[1]
    fields = {
        f"mark_{one}": typed_at(page, db.session.get(type(people[0]), int(one)))
        for one in ids.split(",")
    }
    signed_in.post(EXAM, {"seen": "0", "listed": ids, "taken_on": "2026-11-19"} | fields)

    assert scores(run) == {people[0].id: [6000], people[2].id: [7000]}


@pytest.mark.parametrize(
    "lines",
    [
        "Mona Salem\t70\nAmal Zaki\t60",
        "3\tMona Salem\t70\n1\tAmal Zaki\t60\n\t\t",
        "Name\tMark\nmona  salem\t70\nAmal Zaki\t60",
        "70\tMona Salem\n60\tAmal Zaki",
        "Bassem Adel\t\nMona Salem\t70\nAmal Zaki\t60",
    ],
)
def test_names_with_marks_are_recognised_in_any_order(signed_in, people, lines):
    page = signed_in.post(PASTE, {"column": lines}).text

    assert typed_at(page, people[0]) == "60"
    assert typed_at(page, people[2]) == "70"
    assert people[1].person.full_name not in page


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("60\n70", "Lines: 2, people on the list: 3."),
        ("60\n70\n80\n90", "Lines: 4, people on the list: 3."),
        ("Nobody Here\t60\nMona Salem\t70", "Line 1: nobody on the list is called"),
        ("Mona Salem\t60\nMona Salem\t70", "has a line already"),
        ("", "Fill this in."),
        ("1\n" * 300, "Paste at most 200 lines at once."),
        ("x\u202ey\n60\n70", "hidden mark"),
    ],
)
def test_a_column_that_fits_nobody_is_refused_and_stays_typed(signed_in, run, people, column, said):
    given(run, **{f"e{people[0].id}": 5100})
    answer = signed_in.post(PASTE, {"column": column})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="column-error"' in answer.text
    assert typed_at(answer.text, people[0]) == "51"
    assert 'value="2026-11-19"' in answer.text


def test_two_people_of_one_name_are_told_apart_by_hand(signed_in, run, people):
    EnrolmentFactory(run=run, person=PersonFactory(full_name="Mona Salem"))
    answer = signed_in.post(PASTE, {"column": "Mona Salem\t60\nAmal Zaki\t61"})

    assert "several people are called" in answer.text


def test_a38_a_pasted_mark_that_is_none_stands_at_its_field(signed_in, run, people):
    answer = signed_in.post(PASTE, {"column": "60\n101\nsixty"})

    assert answer.status_code == 422
    assert f'id="mark_{people[1].id}-error"' in answer.text
    assert typed_at(answer.text, people[2]) == "sixty"
    assert scores(run) == {}
