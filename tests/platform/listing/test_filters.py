"""What narrows a list, its totals, and what it says when it is empty."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select

from lms.platform.listing import Column, Filter, Listing
from tests.platform.listing.register import Trainee, counted, fill, get, names, trainees


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=00007", [7]),
        ("q=  00007 ", [7]),
        ("centre=1&state=open", [6]),
        ("state=closed", [1, 4, 7]),
        ("from=1998-01-01", [8]),
        ("note=00003", [3]),
        ("q=%25", []),
        ("state=", [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_narrows_by_search_and_filters_together(each: Flask, query: str, found: list[int]) -> None:
    fill(8)

    assert names(get(each, f"/t?{query}")) == found


@pytest.mark.parametrize(
    ("query", "control"),
    [
        ("centre=9", "centre"),
        ("centre=1 OR 1=1", "centre"),
        ("state=cancelled", "state"),
        ("from=31/02/2000", "from"),
        ("from=2023-02-29", "from"),
        ("from=x", "from"),
        ("q=a%E2%80%AEb", "q"),
        ("q=" + "a" * 300, "q"),
        ("note=%00", "note"),
    ],
)
def test_what_means_nothing_shows_no_rows_and_says_so_at_the_control(
    app: Flask, query: str, control: str
) -> None:
    fill(8)

    response = get(app, f"/t?{query}")

    assert response.status_code == 400
    assert names(response) == []
    assert f'id="trainees-{control}-error"' in response.text
    assert "Correct the marked field" in response.text


def test_the_script_of_the_page_is_told_in_a_way_it_shows_in_place(app: Flask) -> None:
    assert get(app, "/t?from=x", headers={"HX-Request": "true"}).status_code == 422


def test_what_was_typed_stays_in_the_bar(app: Flask) -> None:
    fill(8)

    text = get(app, "/t?q=00&centre=2&from=x&sort=-name&tab=b").text

    assert re.search(r'name="q" value="00"', text)
    assert re.search(r'<option value="2" selected>سوهاج', text)
    assert re.search(r'name="from" value="x"', text)
    assert '<input type="hidden" name="sort" value="-name">' in text
    assert '<input type="hidden" name="tab" value="b">' in text


def test_each_active_filter_can_be_taken_away(app: Flask) -> None:
    fill(60)

    text = get(app, "/t?q=0&centre=2&page=2&tab=b").text

    chip = r'<a class="chip" href="([^"]*)">.*?<bdi>([^<]*)</bdi> <bdi>([^<]*)</bdi>'
    assert re.findall(chip, text) == [
        ("/t?tab=b&amp;centre=2", "Search:", "0"),
        ("/t?tab=b&amp;q=0", "Centre:", "سوهاج"),
    ]
    assert '<a href="/t?tab=b">Clear filters</a>' in text


def test_a_list_may_be_narrowed_until_asked_otherwise(app: Flask) -> None:
    fill(8)
    listing = trainees()
    usual = Filter(
        "state",
        "State",
        [("open", "Open"), ("closed", "Closed")],
        apply=lambda q, v: q.where(Trainee.state == v),
        default="open",
    )
    listing.filters = [usual]

    with app.test_request_context("/t"):
        assert listing.page().count == 2
        assert listing.asked.url(state="") == "/t?state="
    with app.test_request_context("/t?state="):
        listing = trainees()
        listing.filters = [usual]
        assert listing.page().count == 8


def test_totals_are_of_the_whole_filtered_set_not_of_the_page(each: Flask) -> None:
    fill(60)

    text = get(each, "/t?state=closed&page=1").text

    foot = text[text.index("<tfoot>") : text.index("</tfoot>")]
    assert re.search(r'<td class="n" data-label="Courses">590</td>', foot)


def test_a_list_of_groups_counts_groups_and_sums_over_them(each: Flask) -> None:
    fill(7)

    response = get(each, "/c")

    assert counted(response) == "2 rows"
    assert re.findall(r"<bdi>([^<]+)</bdi>", response.text) == ["سوهاج", "Qena"]
    assert '<td class="n" data-label="People">7</td>' in response.text


def test_distinct_rows_are_counted_as_such(each: Flask) -> None:
    fill(7)
    query: Select[Any] = select(Trainee.state).distinct().order_by(Trainee.state)

    with each.test_request_context("/"):
        page = Listing("states", "States", query, [Column("s", "State", lambda s: s)]).page()

    assert page.count == 3


def test_nothing_yet_leads_to_the_first_one(app: Flask) -> None:
    response = get(app, "/t")

    assert "No trainees yet" in response.text
    assert '<a class="btn btn-primary" href="/import">Load a sheet</a>' in response.text
    assert "<form" not in response.text


def test_nothing_found_leads_back_to_everything(app: Flask) -> None:
    fill(3)

    text = get(app, "/t?q=zzz").text

    assert "Nothing found" in text
    assert '<a class="btn" href="/t">Clear filters</a>' in text
    assert "Export" not in text
