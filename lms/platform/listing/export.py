"""The whole list as a file: every page of it, filtered and sorted as on the screen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import IO, Any

from blinker import Signal
from flask import Response, g

from lms.platform import clock
from lms.platform.i18n import direction
from lms.platform.listing.columns import Column
from lms.platform.sheets.write import Cell, csv_lines, xlsx_file
from lms.platform.throttle import Limit

LARGE = 500
"""A file with more rows than this is a mass export; of people it leaves for a stated reason only, and by a job."""

EXPORTS = Limit("exports", 30, timedelta(hours=1))

exported = Signal()
"""A list is about to leave as a file: sent by the listing with `form` and the number of `rows`.

Whoever hears it may raise a `DomainError`, which is then answered instead.
"""


@dataclass(frozen=True)
class Making:
    """A job writes the file, and wants to know how far it is."""

    reason: str
    tell: Callable[[int], None]


def making() -> Making | None:
    """The job that writes the file, where it is not the request of a reader."""
    found: Making | None = g.get("making")
    return found


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
    form: str,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    notes: Sequence[tuple[str, str]] = (),
) -> Response:
    """A download. The file is made whole first: an error is an error page, never half a file."""
    # It is closed when it has been sent, or when nobody takes it any more.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    columns = [column for column in columns if column.is_exported]
    header = [str(column.label) for column in columns]
    cells = _told(_cells(columns, rows))
    if form == "csv":
        _write_csv(file, header, cells)
    else:
        shares = frozenset(n for n, column in enumerate(columns) if column.kind == "percent")
        rtl = direction() == "rtl"
        xlsx_file(file, header, cells, title=title, rtl=rtl, percent=shares, notes=notes)
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


def _told(cells: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    """The same rows; a job that writes them hears of each thousand."""
    at_work = making()
    for number, row in enumerate(cells, start=1):
        yield row
        if at_work is not None and number % LARGE == 0:
            at_work.tell(number)


def _cells(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Cell]]:
    makers = [(column.exported(), KEPT.get(column.kind, ())) for column in columns]
    for row in rows:
        yield [_cell(value(row), kept) for value, kept in makers]


def _cell(value: object, kept: tuple[type, ...]) -> Cell:
    """Numbers and dates as they are where the column says so; all else as text."""
    if value is None or isinstance(value, kept):
        return value  # type: ignore[return-value]  # the kept types are cells
    return str(value)
