"""A list taken out as a file."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask, make_response
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.listing import Column, Listing, export
from lms.platform.remembered import may_remember
from tests.platform.listing.register import Trainee, fill, get, trainees


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
