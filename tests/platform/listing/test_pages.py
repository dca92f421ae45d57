"""Pages of a list, and the order of its rows."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.platform.listing.register import counted, executed, fill, get, names


@pytest.mark.parametrize(
    ("address", "first", "words"),
    [
        ("/t", 1, "1–25 of 60"),
        ("/t?page=2", 26, "26–50 of 60"),
        ("/t?page=3", 51, "51–60 of 60"),
        ("/t?page=0", 1, "1–25 of 60"),
        ("/t?page=-1", 1, "1–25 of 60"),
        ("/t?page=4", 51, "51–60 of 60"),
        ("/t?page=99999999999999999999", 51, "51–60 of 60"),
        ("/t?page=" + "9" * 3_000, 51, "51–60 of 60"),
        ("/t?page=x", 1, "1–25 of 60"),
        ("/t?page=1.5", 1, "1–25 of 60"),
        ("/t?page=", 1, "1–25 of 60"),
        ("/t?page=٢", 26, "26–50 of 60"),
    ],
)
def test_a_page_that_does_not_exist_becomes_the_nearest(
    app: Flask, address: str, first: int, words: str
) -> None:
    fill(60)

    response = get(app, address)

    assert response.status_code == 200
    assert names(response)[0] == first
    assert counted(response) == words


def test_every_row_is_on_exactly_one_page(each: Flask) -> None:
    fill(60)

    seen = [n for page in (1, 2, 3) for n in names(get(each, f"/t?sort=state&page={page}"))]

    assert sorted(seen) == list(range(1, 61))


def test_the_pager_shows_where_one_is_and_leads_on(app: Flask) -> None:
    fill(400)
    text = get(app, "/t?page=8&sort=-courses&state=").text
    pager = text[text.index('class="pager"') :]

    assert re.findall(r'aria-label="([^"]+)"', pager) == [
        "Previous page",
        "Page 1",
        "Page 7",
        "Page 8",
        "Page 9",
        "Page 16",
        "Next page",
    ]
    assert re.search(r'href="/t\?sort=-courses&amp;page=8"[^>]*aria-current="page"', pager)


def test_one_page_needs_no_pager(app: Flask) -> None:
    fill(25)

    response = get(app, "/t")

    assert "pager" not in response.text
    assert counted(response) == "25 rows"


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("name", 1, 60), ("-name", 60, 1), ("courses", 1, 60), ("-courses", 59, 60), ("zz", 1, 60)],
)
def test_sorts_by_what_is_asked_and_puts_nothing_last(
    each: Flask, sort: str, first: int, last: int
) -> None:
    fill(60)

    pages = [names(get(each, f"/t?sort={sort}&page={page}")) for page in (1, 3)]

    assert pages[0][0] == first
    assert pages[1][-1] == last


@pytest.mark.parametrize(
    "sort", ["name'--", "-", "--name", "courses;drop table trainee", "act", "number"]
)
def test_an_order_that_does_not_exist_becomes_the_usual_one(app: Flask, sort: str) -> None:
    fill(3)

    response = get(app, "/t", query_string={"sort": sort})

    assert response.status_code == 200
    assert names(response) == [1, 2, 3]


def test_an_order_may_need_a_table_that_counting_does_not(each: Flask) -> None:
    fill(4)
    statements = executed(each, "/t?sort=centre")

    assert [" JOIN " in statement for statement in statements[:2]] == [False, True]
    assert names(get(each, "/t?sort=centre")) == [2, 4, 1, 3]


def test_heads_lead_to_their_order_and_its_reverse(app: Flask) -> None:
    fill(3)

    text = get(app, "/t?sort=courses").text

    assert re.search(r'aria-sort="ascending"><a href="/t\?sort=-courses">Courses', text)
    assert re.search(r'<th scope="col" class="sort"><a href="/t">Name', text)
    assert text.count("aria-sort") == 1
