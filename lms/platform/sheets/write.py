"""Writing tables row by row: memory stays flat however many rows there are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import IO, Any

import xlsxwriter

from lms.platform.sheets.guard import guarded

Cell = str | int | float | Decimal | Fraction | date | datetime | bool | None

ROWS_AT_ONCE = 1_000
LONGEST_TEXT = 32_767
"""A cell of a spreadsheet holds no more characters."""
NOTES = "ℹ"
"""The name of the second sheet, the same in every language."""
EXACT_DIGITS = 15
"""A spreadsheet number keeps no more digits; a longer one is written as text."""


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as CSV in pieces of many rows, with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([guarded(str(label)) for label in header])
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_ONCE)):
        writer.writerows([[_csv_cell(cell) for cell in row] for row in batch])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if rest := buffer.getvalue():
        yield rest


def _csv_cell(cell: Cell) -> Any:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, Fraction):
        return f"{float(cell):.6g}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell


def xlsx_file(
    file: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    rtl: bool = False,
    percent: frozenset[int] = frozenset(),
    notes: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the table to the file as one sheet; numbers and dates are cells of their own type.

    Notes are a second sheet: what the table is, line by line.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        if rtl:
            sheet.right_to_left()
        put = _putters(book, sheet)
        heading = book.add_format({"bold": True, "bg_color": "#EEF2F3", "bottom": 1})
        share = book.add_format({"num_format": "0.0%"})
        for column, label in enumerate(header):
            sheet.set_column(column, column, min(max(len(str(label)) + 4, 14), 40))
            sheet.write_string(0, column, str(label), heading)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell is None or cell == "":
                    continue
                if column in percent and isinstance(cell, Fraction | Decimal | float | int):
                    sheet.write_number(line, column, float(cell), share)
                else:
                    put[type(cell)](line, column, cell)
        if notes:
            _add_notes(book, notes, rtl=rtl)


def _add_notes(book: Any, notes: Sequence[tuple[str, str]], *, rtl: bool) -> None:
    sheet = book.add_worksheet(NOTES)
    if rtl:
        sheet.right_to_left()
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    for line, (label, text) in enumerate(notes):
        sheet.write_string(line, 0, label)
        sheet.write_string(line, 1, text[:LONGEST_TEXT])


def _putters(book: Any, sheet: Any) -> dict[type, Callable[[int, int, Any], object]]:
    """How a value of each type is written."""
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})

    def text(line: int, column: int, cell: object) -> None:
        sheet.write_string(line, column, str(cell)[:LONGEST_TEXT])

    def number(line: int, column: int, cell: Any) -> None:
        if len(str(cell).lstrip("-")) > EXACT_DIGITS and not isinstance(cell, float | Fraction):
            text(line, column, cell)
        else:
            sheet.write_number(line, column, float(cell))

    return {
        str: text,
        bool: lambda line, column, cell: sheet.write_boolean(line, column, cell),
        int: number,
        float: number,
        Decimal: number,
        Fraction: number,
        date: lambda line, column, cell: sheet.write_datetime(line, column, cell, day),
        datetime: lambda line, column, cell: sheet.write_datetime(
            line, column, cell.replace(tzinfo=None), moment
        ),
    }


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31] or "Sheet1"
