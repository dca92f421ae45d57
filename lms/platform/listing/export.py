"""The whole list as a file: every page of it, filtered and sorted as on the screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import IO, Any

from flask import Response

from lms.platform import clock
from lms.platform.i18n import direction
from lms.platform.listing.columns import Column
from lms.platform.sheets.write import Cell, csv_lines, xlsx_file

IN_MEMORY = 1_000_000
PIECE = 65_536
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT = {
    "number": (int, float, Decimal, Fraction),
    "figure": (int, float, Decimal, Fraction),
    "percent": (int, float, Decimal, Fraction),
    "date": (date,),
    "datetime": (datetime,),
}


def file_response(
    form: str, name: str, title: str, columns: Sequence[Column], rows: Iterable[Any]
) -> Response:
    """A download. The file is made whole first: an error is an error page, never half a file."""
    # It is closed when it has been sent, or when nobody takes it any more.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    columns = [column for column in columns if column.is_exported]
    header = [str(column.label) for column in columns]
    cells = _cells(columns, rows)
    if form == "csv":
        _write_csv(file, header, cells)
    else:
        shares = frozenset(n for n, column in enumerate(columns) if column.kind == "percent")
        rtl = direction() == "rtl"
        xlsx_file(file, header, cells, title=title, rtl=rtl, percent=shares)
    response = Response(_pieces(file), content_type=TYPES[form])
    response.content_length = file.tell()
    filename = f"{name}-{clock.today().isoformat()}.{form}"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "private, no-store"
    response.call_on_close(file.close)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write_csv(file: IO[bytes], header: Sequence[str], cells: Iterable[Sequence[Cell]]) -> None:
    for piece in csv_lines(header, cells):
        file.write(piece.encode())


def _cells(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Cell]]:
    makers = [(column.exported(), KEPT.get(column.kind, ())) for column in columns]
    for row in rows:
        yield [_cell(value(row), kept) for value, kept in makers]


def _cell(value: object, kept: tuple[type, ...]) -> Cell:
    """Numbers and dates as they are where the column says so; all else as text."""
    if value is None or isinstance(value, kept):
        return value  # type: ignore[return-value]  # the kept types are cells
    return str(value)
