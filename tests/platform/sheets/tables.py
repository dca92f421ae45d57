"""Tables as files, and what is read of a file."""

from __future__ import annotations

import io

from lms.platform.sheets.read import SheetRow, open_table
from lms.platform.sheets.write import Cell, csv_lines, xlsx_file


def csv_bytes(rows: list[list[Cell]], header: tuple[str, ...] = ("A", "B")) -> bytes:
    return "".join(csv_lines(header, rows)).encode()


def xlsx_bytes(
    rows: list[list[Cell]], header: tuple[str, ...] = ("A", "B"), **options: object
) -> bytes:
    file = io.BytesIO()
    xlsx_file(file, header, rows, title="Roster", **options)
    return file.getvalue()


def rows_of(content: bytes, filename: str) -> list[SheetRow]:
    with open_table(content, filename) as table:
        return list(table)


def cells_of(content: bytes, filename: str) -> list[list[object]]:
    return [row.cells for row in rows_of(content, filename)]
