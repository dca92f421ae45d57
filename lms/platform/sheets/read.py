"""Reading tables that people send: XLSX and CSV, known by their content, checked before they are parsed."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import IO, Literal, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from lms.platform.i18n.numbers import number
from lms.platform.sheets.archive import MAX_COLUMNS, MAX_ROWS, inspect_archive, too_large
from lms.platform.sheets.delimited import LONGEST_CELL, read_csv
from lms.platform.sheets.errors import (
    CellTooLong,
    DamagedSheet,
    EmptySheet,
    NotWhatItSays,
    OldOrLocked,
    UnreadableSheet,
)

__all__ = ["Cell", "SheetRow", "Table", "UnreadableSheet", "cell_text", "open_table"]

Cell = str | int | float | bool | date | datetime | time
"""A number that came as a number is one: a code among them may have lost its leading zeros."""

MAX_BYTES = 25_000_000
_EXACT = 10**15
"""A spreadsheet keeps 15 digits; a longer whole number has lost some and stays a float."""
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"


class SheetRow(NamedTuple):
    """A row that is not empty, with the number it has in the file."""

    number: int
    cells: list[Cell]


class Table:
    """A table in a file; going through it reads it row by row."""

    def __init__(self, kind: Literal["csv", "xlsx"], rows: Iterator[SheetRow], sheet: str = ""):
        self.kind, self.sheet, self._rows = kind, sheet, rows

    def __iter__(self) -> Iterator[SheetRow]:
        return self._rows


@contextmanager
def open_table(
    source: str | os.PathLike[str] | bytes | IO[bytes], filename: str
) -> Iterator[Table]:
    """The table in this file, open while it is read; raises `UnreadableSheet`, also half-way through a CSV."""
    with _opened(source) as file:
        yield _table(file, filename)


@contextmanager
def _opened(source: str | os.PathLike[str] | bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            yield file
    else:
        source.seek(0)
        yield source


def _table(file: IO[bytes], filename: str) -> Table:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise EmptySheet
    if size > MAX_BYTES:
        raise too_large()
    opening = file.read(4)
    file.seek(0)
    if opening == _ZIP:
        inspect_archive(file)
        return _xlsx(file)
    if opening == _COMPOUND:
        raise OldOrLocked
    if PurePath(filename).suffix.lower() in {".xlsx", ".xlsm"}:
        raise NotWhatItSays
    return Table("csv", _csv_rows(file))


def _csv_rows(file: IO[bytes]) -> Iterator[SheetRow]:
    for line, cells in read_csv(file):
        if any(cells):
            yield SheetRow(line, list[Cell](cells))


def _xlsx(file: IO[bytes]) -> Table:
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            sheet = _first_filled(book)
    except CalamineError:
        raise DamagedSheet from None
    if sheet.total_height > MAX_ROWS + 1 or sheet.total_width > MAX_COLUMNS:
        raise too_large()
    return Table("xlsx", _xlsx_rows(sheet), sheet.name)


def _first_filled(book: CalamineWorkbook) -> CalamineSheet:
    """The first sheet in sight that holds anything."""
    for described in book.sheets_metadata:
        if described.visible is SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(described.name)
            if sheet.height:
                return sheet
    raise EmptySheet


def _xlsx_rows(sheet: CalamineSheet) -> Iterator[SheetRow]:
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell if type(cell) is str else _plain(cell) for cell in row]
        length = len("".join(map(str, cells)))
        if not length:
            continue
        if length > LONGEST_CELL and any(len(str(cell)) > LONGEST_CELL for cell in cells):
            raise CellTooLong(row=number(line))
        yield SheetRow(line, cells)


def _plain(cell: Cell | timedelta) -> Cell:
    """Whole numbers without a fraction, days without a midnight."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT else cell
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return cell


def cell_text(cell: Cell) -> str:
    """A cell as one would type it: no fraction on whole numbers, days as year-month-day."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)
