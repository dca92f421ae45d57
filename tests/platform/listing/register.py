"""A register of lists alone: what the tests of lists look at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, StrictUndefined
from sqlalchemy import ForeignKey, delete, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship
from werkzeug.test import TestResponse

from lms.config import ROOT
from lms.platform import templating
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.platform.i18n import _l, set_preferences
from lms.platform.i18n import web as i18n_web
from lms.platform.listing import Column, DateFilter, Empty, Filter, Listing, code
from lms.platform.static_files import StaticFiles
from tests.support.statements import counted_statements


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


def executed(app: Flask, url: str) -> list[str]:
    with counted_statements() as statements:
        assert get(app, url).status_code == 200
    return statements
