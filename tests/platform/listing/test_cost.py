"""What a list asks of the database; a remembered count is never an old one."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from lms.platform.db import db
from lms.platform.listing.query import page_of
from tests.platform.listing.register import Trainee, counted, executed, fill, get, names


@pytest.mark.parametrize("url", ["/t", "/t?sort=centre&q=0&state=open&page=2", "/t?sort=-courses"])
def test_a_list_costs_few_statements_and_those_of_its_filters(
    each: Flask, on_sqlite: Flask, url: str
) -> None:
    fill(200)

    # The count, the keys of the page where they can be remembered, its rows, the choices of the filter by centre.
    assert len(executed(each, url)) == (4 if each is on_sqlite else 3)
    assert len(executed(each, url)) == (2 if each is on_sqlite else 3)


def test_an_empty_list_asks_for_no_rows(app: Flask) -> None:
    assert len(executed(app, "/t?q=zzz")) == 2


def test_a_page_of_a_roster_of_3000_is_small(app: Flask) -> None:
    fill(3_000)

    assert len(get(app, "/t").data) < 25_000


def test_a_remembered_count_follows_every_write(each: Flask) -> None:
    fill(30)
    assert counted(get(each, "/t")) == "1–25 of 30"
    assert counted(get(each, "/t")) == "1–25 of 30"

    db.session.execute(delete(Trainee).where(Trainee.id > 28))
    db.session.commit()
    assert counted(get(each, "/t")) == "1–25 of 28"

    with db.engine.connect() as other:
        other.execute(delete(Trainee).where(Trainee.id > 27))
        assert counted(get(each, "/t")) == "1–25 of 28"
        other.rollback()
    assert counted(get(each, "/t")) == "1–25 of 28"


def test_a_remembered_page_follows_every_write(each: Flask) -> None:
    fill(30)
    first = names(get(each, "/t"))
    assert names(get(each, "/t")) == first

    with db.engine.begin() as other:
        other.execute(delete(Trainee).where(Trainee.name == f"منى {first[0]:05}"))
    after = names(get(each, "/t"))
    assert after[:24] == first[1:]
    assert len(after) == 25


def test_a_row_that_a_join_shows_twice_is_shown_twice(each: Flask) -> None:
    fill(6)
    other = aliased(Trainee)
    query = select(Trainee, other.id).join(other, other.id <= 2).order_by(Trainee.id, other.id)

    with each.test_request_context("/"):
        shown = [(row[0].id, row[1]) for row in page_of(query, 4, 2)]
        assert [(row[0].id, row[1]) for row in page_of(query, 2, 1)] == [(1, 2), (2, 1)]
    assert shown == [(2, 1), (2, 2), (3, 1), (3, 2)]


def test_the_same_question_is_counted_once(app: Flask) -> None:
    fill(30)
    executed(app, "/t?q=0")

    assert len(executed(app, "/t?q=0&page=2")) == 3
    assert len(executed(app, "/t?q=1")) == 4


def test_a_request_that_may_write_remembers_nothing(app: Flask) -> None:
    fill(30)

    assert app.test_client().post("/w").text == "5"
    assert counted(get(app, "/t")) == "1–25 of 30"
