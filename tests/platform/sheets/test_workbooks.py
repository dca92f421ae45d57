"""Reading XLSX."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
import xlsxwriter

from lms.platform.sheets.errors import (
    EmptySheet,
)
from lms.platform.sheets.read import SheetRow, cell_text, open_table
from tests.platform.sheets.tables import cells_of, rows_of


def test_whole_numbers_have_no_fraction_and_long_ones_stay_suspicious() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, value in enumerate([28809142401471, 1.5, 12345678901234567]):
            sheet.write_number(row, 0, value)

    cells = [row[0] for row in cells_of(file.getvalue(), "a.xlsx")]

    assert cells == [28809142401471, 1.5, 1.234567890123457e16]
    assert [type(cell) for cell in cells] == [int, float, float]
    assert cell_text(cells[0]) == "28809142401471"


def test_days_and_times_of_a_sheet_read_as_typed() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, date(2026, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(
            0,
            1,
            datetime.fromisoformat("2026-01-02 09:05"),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet.write_datetime(0, 2, time(14, 30), book.add_format({"num_format": "hh:mm"}))

    cells = cells_of(file.getvalue(), "a.xlsx")[0]

    assert [cell_text(cell) for cell in cells] == ["2026-01-02", "2026-01-02 09:05", "14:30"]


def test_takes_the_first_sheet_in_sight_that_holds_anything() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Hidden")
        hidden.write(0, 0, "secret")
        book.add_worksheet("People").write(3, 1, "Mona")
        hidden.hide()

    with open_table(file.getvalue(), "a.xlsx") as table:
        assert table.sheet == "People"
        assert list(table) == [SheetRow(4, ["Mona"])]


def test_a_formula_is_read_as_what_it_showed() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula(0, 0, '=HYPERLINK("http://x","y")', None, "y")

    assert cells_of(file.getvalue(), "a.xlsx") == [["y"]]


def test_an_empty_workbook_is_refused() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet()

    with pytest.raises(EmptySheet):
        rows_of(file.getvalue(), "a.xlsx")
