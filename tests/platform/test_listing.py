from __future__ import annotations

import csv
import io
import os
import re
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask, make_response
from jinja2 import ChoiceLoader, DictLoader, StrictUndefined
from python_calamine import CalamineWorkbook
from sqlalchemy import ForeignKey, Select, delete, event, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, joinedload, mapped_column, relationship
from werkzeug.test import TestResponse

from lms.config import ROOT
from lms.platform import clock, templating
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.platform.i18n import Preferences, _l, set_preferences
from lms.platform.i18n import web as i18n_web
from lms.platform.listing import Column, DateFilter, Empty, Filter, Listing, code, export
from lms.platform.listing.cells import Pick
from lms.platform.listing.query import page_of
from lms.platform.remembered import may_remember
from lms.platform.static_files import StaticFiles
from tests.support.postgres import postgres_url


class Base(DeclarativeBase):
    """Apart from the product's tables."""


class Centre(Base):
    __tablename__ = "centre"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Trainee(Base):
    __tablename__ = "trainee"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    courses: Mapped[int | None] = mapped_column(index=True)
    born: Mapped[date]
    state: Mapped[str]
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"))
    centre: Mapped[Centre] = relationship()


STATES = ["open", "closed", "cancelled"]


def trainees() -> Listing:
    return Listing(
        "trainees",
        "Trainees",
        select(Trainee).options(joinedload(Trainee.centre, innerjoin=True)),
        [
            Column(
                "name",
                "Name",
                lambda t: t.name,
                sort=Trainee.name,
                url=lambda t: f"/t/{t.id}?a=1&b=2",
                note=lambda t: code(f"TR-{t.id:06}"),
            ),
            Column(
                "centre", "Centre", lambda t: t.centre.name, sort=Centre.name, via=Trainee.centre
            ),
            Column(
                "courses",
                "Courses",
                lambda t: t.courses,
                kind="number",
                sort=Trainee.courses,
                total=func.sum(Trainee.courses),
            ),
            Column("share", "Share", lambda t: Fraction(t.courses or 0, 2_000), kind="percent"),
            Column("born", "Born", lambda t: t.born, kind="date", sort=Trainee.born),
            Column(
                "state",
                "State",
                lambda t: t.state.title(),
                kind="badge",
                badge=lambda t: t.state,
                sort=Trainee.state,
            ),
            Column("number", "Number", lambda t: f"{t.id:08}", kind="code", screen=False),
            Column(
                "seen", "Seen", lambda _t: datetime(2026, 1, 2, 9, 5, tzinfo=UTC), kind="datetime"
            ),
            Column("act", "Act", lambda _t: code("x"), kind="html"),
        ],
        filters=[
            Filter(
                "centre", "Centre", _centres, apply=lambda q, v: q.where(Trainee.centre_id == v)
            ),
            Filter(
                "state",
                "State",
                [("open", "Open"), ("closed", "Closed")],
                apply=lambda q, v: q.where(Trainee.state == v),
            ),
            DateFilter("from", "Born from", apply=lambda q, v: q.where(Trainee.born >= v)),
            Filter("note", "Note", apply=lambda q, v: q.where(Trainee.name.contains(v))),
        ],
        default_sort="name",
        search=lambda q, text: q.where(Trainee.name.contains(text, autoescape=True)),
        empty=Empty("No trainees yet", "Load them from a sheet.", "/import", "Load a sheet"),
        keep=("tab",),
    )


def _centres() -> list[tuple[int, str]]:
    return [(c.id, c.name) for c in db.session.scalars(select(Centre).order_by(Centre.id))]


def by_centre() -> Listing:
    """A list of groups: how many trainees each centre has."""
    query = (
        select(Centre.name, func.count(Trainee.id).label("people"))
        .join(Trainee, Trainee.centre_id == Centre.id)
        .group_by(Centre.id, Centre.name)
    )
    return Listing(
        "centres",
        "Centres",
        query,
        [
            Column("name", "Centre", lambda row: row.name, sort=Centre.name),
            Column(
                "people",
                "People",
                lambda row: row.people,
                kind="number",
                sort=func.count(Trainee.id),
                total=lambda columns: func.sum(columns.people),
            ),
        ],
        default_sort="-people",
        exports=False,
    )


PAGE = (
    '{% from "_macros/table.html" import data_list %}<!doctype html><html lang="en"><title>List</title>'
    "{{ data_list(listing) }}</html>"
)


def words() -> Listing:
    """A list whose words are translated when it is read."""
    column = Column("n", _l("Search"), lambda t: t.name)
    return Listing("words", _l("Search"), select(Trainee), [column])


def count_after_a_write_that_is_taken_back() -> str:
    db.session.execute(delete(Trainee).where(Trainee.id > 5))
    count = trainees().page().count
    db.session.rollback()
    return str(count)


def build(database_url: str) -> Flask:
    app = Flask("lists", template_folder=str(ROOT / "templates"))
    app.extensions["actor_loader"] = lambda: NOBODY
    app.jinja_loader = ChoiceLoader([DictLoader({"list.html": PAGE}), app.jinja_loader])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["draw_icon"] = StaticFiles(ROOT / "static").icon
    app.config.update(TESTING=True, SQLALCHEMY_DATABASE_URI=database_url)
    app.extensions["make_sure"] = lambda **_asked: None  # the reader has just signed in
    db.init_app(app)
    i18n_web.init_app(app)
    templating.init_app(app)
    app.before_request(lambda: _read_as(app))
    app.add_url_rule("/t", view_func=lambda: trainees().respond("list.html"), endpoint="t")
    app.add_url_rule("/c", view_func=lambda: by_centre().respond("list.html"), endpoint="c")
    app.add_url_rule("/words", view_func=lambda: words().respond("list.html"), endpoint="words")
    app.add_url_rule("/w", view_func=count_after_a_write_that_is_taken_back, methods=["POST"])
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return build(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'test.db'}")


@pytest.fixture(scope="module")
def on_postgres() -> Iterator[Flask]:
    with postgres_url(f"lists_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}") as url:
        yield build(url)


def _in_context(application: Flask) -> Iterator[Flask]:
    application.config["READER"] = Preferences()
    with application.app_context():
        yield application
        db.session.rollback()
        fill(0)
        db.session.remove()
        db.engine.dispose()
    set_preferences(Preferences())


@pytest.fixture
def app(on_sqlite: Flask) -> Iterator[Flask]:
    """Lists on SQLite, for what does not depend on the database."""
    yield from _in_context(on_sqlite)


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def each(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Lists on each database in turn."""
    yield from _in_context(request.getfixturevalue(request.param))


def _read_as(app: Flask) -> None:
    set_preferences(app.config["READER"])


def fill(count: int) -> None:
    db.session.execute(delete(Trainee))
    db.session.execute(delete(Centre))
    db.session.execute(insert(Centre), [{"id": 1, "name": "Qena"}, {"id": 2, "name": "سوهاج"}])
    rows = [
        {
            "id": n,
            "name": f"منى {n:05}",
            "courses": n if n % 3 else None,
            "born": date(1990 + n % 20, 1 + n % 12, 1),
            "state": STATES[n % 3],
            "centre_id": 1 + n % 2,
        }
        for n in range(1, count + 1)
    ]
    if rows:
        db.session.execute(insert(Trainee), rows)
    db.session.commit()


def get(app: Flask, url: str, **options: Any) -> TestResponse:
    return app.test_client().get(url, **options)


def names(response: TestResponse) -> list[int]:
    return [int(found) for found in re.findall(r"<bdi>منى (\d+)</bdi>", response.text)]


def counted(response: TestResponse) -> str:
    found = re.search(r"data-announce>([^<]*)<", response.text)
    assert found is not None
    return found[1]


# Files are read once, and would fill what is remembered of pages


def test_a_file_remembers_nothing_of_what_its_rows_ask_for(app: Flask) -> None:
    fill(60)
    with app.test_request_context("/t"):
        page, file = trainees(), trainees()
        remembers: list[bool] = []

        def prepared(batch: list[Any]) -> list[Any]:
            remembers.append(may_remember())
            return batch

        page.prepare = file.prepare = prepared
        page.page()
        make_response(file.file("csv")).close()

    assert remembers == [True, False]


# Pages


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


# Order


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


# Search and filters


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


# Totals, empty states


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


# Cells


def test_cells_show_what_the_reader_reads(app: Flask) -> None:
    fill(1)
    app.config["READER"] = Preferences("ar")

    row = get(app, "/t").text.split("<tbody>")[1].split("</tr>")[0]

    assert '<a href="/t/1?a=1&amp;b=2"><bdi>منى 00001</bdi></a>' in row
    assert '<span class="code" dir="ltr">TR-000001</span>' in row
    assert '<td class="n" data-label="Courses">١</td>' in row
    assert "١ فبراير ١٩٩١" in row
    assert '<span class="badge ok">Closed</span>' in row
    assert "00000001" not in row  # only exported


def test_an_empty_cell_shows_a_dash(app: Flask) -> None:
    fill(3)

    assert (
        '<td class="n" data-label="Courses"><span class="muted">–</span></td>'
        in get(app, "/t").text
    )


def test_nothing_in_a_cell_becomes_markup(app: Flask) -> None:
    fill(1)
    evil = "<script>alert('1')</script>\"'{{ 7*7 }}"
    trainee = db.session.get(Trainee, 1)
    assert trainee is not None
    trainee.name, trainee.state = evil, '"><b>'
    db.session.commit()

    text = get(app, "/t", query_string={"q": "<script>", "tab": '"><i>', "from": '"><u>'}).text
    text += get(app, "/t").text

    assert "<script>" not in text
    assert not re.search("<b>|<i>|<u>|49", text)


def test_several_rows_can_be_picked_for_one_action(app: Flask) -> None:
    fill(2)

    with app.test_request_context("/t"):
        listing = trainees()
        listing.pick = Pick(lambda t: t.id, lambda t: f"<{t.name}>")
        body = listing.page().body

    assert (
        '<td class="pick"><input type="checkbox" name="pick" data-one value="1"'
        ' aria-label="Select &lt;منى 00001&gt;"></td>'
    ) in body


def test_labels_are_translated_when_the_page_is_made(app: Flask) -> None:
    app.config["READER"] = Preferences("fa")
    fill(30)

    text = get(app, "/t").text

    assert counted(get(app, "/t")) == "۱–۲۵ از ۳۰"
    assert "Filter" not in re.sub("<[^>]*>", "", text)


# Cost


def executed(app: Flask, url: str) -> list[str]:
    statements: list[str] = []
    listener = lambda *parts: statements.append(parts[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    assert get(app, url).status_code == 200
    event.remove(db.engine, "before_cursor_execute", listener)
    return statements


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


# A remembered count is never an old one


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


# Files


def test_csv_holds_every_page_filtered_and_sorted(each: Flask) -> None:
    fill(60)

    response = get(each, "/t?format=csv&state=closed&sort=-name&page=2")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))

    assert rows[0] == ["Name", "Centre", "Courses", "Share", "Born", "State", "Number", "Seen"]
    assert [row[0] for row in rows[1:]] == [f"منى {n:05}" for n in range(58, 0, -3)]
    assert rows[1][1:] == [
        "Qena",
        "58",
        "0.029",
        "2008-11-01",
        "Closed",
        "00000058",
        "2026-01-02 09:05",
    ]


def test_files_are_named_for_the_list_and_the_day(app: Flask) -> None:
    fill(1)

    with clock.frozen(datetime(2026, 11, 21, 12, tzinfo=UTC)):
        response = get(app, "/t?format=xlsx")

    assert (
        response.headers["Content-Disposition"] == "attachment; filename=trainees-2026-11-21.xlsx"
    )
    assert response.headers["Cache-Control"] == "private, no-store"


def test_csv_keeps_text_from_being_computed(app: Flask) -> None:
    fill(1)
    trainee = db.session.get(Trainee, 1)
    assert trainee is not None
    trainee.name, trainee.courses = "=HYPERLINK(1)", -5
    db.session.commit()

    row = get(app, "/t?format=csv").data.decode("utf-8-sig").splitlines()[1]

    assert row.startswith("'=HYPERLINK(1),سوهاج,-5,")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_xlsx_has_typed_cells_and_runs_in_the_readers_direction(app: Flask, language: str) -> None:
    fill(2)
    app.config["READER"] = Preferences(language)

    book = CalamineWorkbook.from_filelike(io.BytesIO(get(app, "/t?format=xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()

    assert rows[1][:7] == [
        "منى 00001",
        "سوهاج",
        1.0,
        0.0005,
        date(1991, 2, 1),
        "Closed",
        "00000001",
    ]


@pytest.mark.parametrize(
    ("url", "status"),
    [("/t?format=pdf", 400), ("/t?format=csv&centre=9", 400), ("/c?format=csv", 403)],
)
def test_no_file_where_none_can_be_had(app: Flask, url: str, status: int) -> None:
    response = get(app, url)

    assert response.status_code == status
    assert "Content-Disposition" not in response.headers


def test_exporting_keeps_memory_flat(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "IN_MEMORY", 10_000)

    def peak(count: int) -> int:
        fill(count)
        tracemalloc.start()
        response = get(app, "/t?format=csv", buffered=False)
        for _piece in response.response:
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        response.close()
        return most

    peak(100)
    assert peak(8_000) < 1.5 * peak(2_000)


def test_lazy_titles_and_labels_reach_the_file(app: Flask) -> None:
    fill(1)
    app.config["READER"] = Preferences("ka")

    assert get(app, "/words?format=csv").data.decode("utf-8-sig").splitlines()[0] == "ძებნა"


def test_a_list_without_anything_to_order_by_is_a_mistake(app: Flask) -> None:
    listing = Listing("x", "X", select(func.lower("A")), [Column("a", "A", str)])

    with app.test_request_context("/"), pytest.raises(ValueError, match="fixed order"):
        listing.page()
