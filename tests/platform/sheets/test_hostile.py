"""Workbooks that are not what they say, too large, damaged or made to do harm."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from collections.abc import Iterator

import pytest

from lms.platform.sheets import archive
from lms.platform.sheets.errors import (
    NotWhatItSays,
    SheetTooLarge,
    UnreadableSheet,
    UnsafeSheet,
)
from tests.platform.sheets.tables import cells_of, rows_of, xlsx_bytes


def test_a43_what_calls_itself_xlsx_and_is_not_is_refused() -> None:
    with pytest.raises(NotWhatItSays):
        rows_of(b"name,centre\n", "a.xlsx")


def test_a43_content_decides_not_the_name() -> None:
    assert cells_of(xlsx_bytes([["x", "y"]]), "roster.csv")[1] == ["x", "y"]


def repacked(changes: dict[str, bytes], **more: bytes) -> bytes:
    """A small workbook with parts put in place of its own."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes([["x", "y"]]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()} | changes | more
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_with(cells: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns='
        f'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData>'
        "</worksheet>"
    ).encode()


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r = "XFD1"><v>1</v></c></row>',
        "<row r='1'><c r\n=\t'xfd1'><v>1</v></c></row>",
        '<row><c r="CW1"><v>1</v></c></row>',
        '<row><c r="A000201000"><v>1</v></c></row>',
        '<row r="1"><c r="AB1"><v>1</v></c></row><row r="60000"><c r="A60000"><v>1</v></c></row>',
    ],
)
def test_a_few_far_cells_do_not_make_the_reader_hold_a_huge_rectangle(cells: str) -> None:
    with pytest.raises(SheetTooLarge):
        rows_of(repacked({SHEET: sheet_with(cells)}), "a.xlsx")


@pytest.mark.parametrize(
    "cells",
    ['<row r="200000"><c r="A200000"><v>1</v></c></row>', '<row><c r="CV1"><v>1</v></c></row>'],
)
def test_the_last_row_and_the_last_column_are_read(cells: str) -> None:
    assert cells_of(repacked({SHEET: sheet_with(cells)}), "a.xlsx")[0][-1] == 1


@pytest.mark.parametrize(
    "start",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        b"<?xml version='1.0'?>" + b" " * 300_000 + b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a55_entities_and_document_types_are_refused(part: str, start: bytes) -> None:
    with pytest.raises(UnsafeSheet):
        rows_of(repacked({part: start + b"<x/>"}), "a.xlsx")


def test_a55_utf_16_does_not_hide_a_document_type() -> None:
    with pytest.raises(UnsafeSheet):
        rows_of(repacked({SHEET: "<!DOCTYPE x><x/>".encode("utf-16")}), "a.xlsx")


def test_a54_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    content = repacked({SHEET: sheet_with(" " * 50_000_000)})

    with pytest.raises(UnsafeSheet):
        rows_of(content, "a.xlsx")


def test_a54_more_parts_than_any_workbook_has_are_refused() -> None:
    with pytest.raises(UnsafeSheet):
        rows_of(repacked({f"xl/media/{n}.png": b"" for n in range(2_100)}), "a.xlsx")


def test_paths_inside_a_workbook_write_nothing_anywhere(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    absolute = str(tmp_path / "absolute.txt")
    parts = {SHEET: sheet_with("<row><c><v>1</v></c></row>"), "../beside.txt": b"x", absolute: b"x"}

    with contextlib.suppress(UnreadableSheet):
        rows_of(repacked(parts), "a.xlsx")

    assert [*tmp_path.parent.glob("beside.txt"), *tmp_path.iterdir()] == []


def test_a54_a_part_may_not_unpack_to_more_than_it_states() -> None:
    content = bytearray(repacked({SHEET: sheet_with(" " * 40_000)}))
    # The stated size is in the directory at the end and in the header before the part.
    stated = struct.pack("<I", len(sheet_with(" " * 40_000)))
    smaller = struct.pack("<I", 100)

    with pytest.raises(UnsafeSheet):
        rows_of(bytes(content.replace(stated, smaller)), "a.xlsx")


def test_a43_another_kind_of_archive_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    with pytest.raises(NotWhatItSays):
        rows_of(file.getvalue(), "a.xlsx")


def damaged() -> Iterator[bytes]:
    whole = xlsx_bytes([["x" * 50, "y"]] * 50)
    for length in range(4, len(whole), len(whole) // 40):
        yield whole[:length]
    for place in range(30, len(whole), len(whole) // 60):
        yield whole[:place] + bytes(8) + whole[place + 8 :]


def test_a_damaged_file_is_refused_or_read_but_never_an_error_of_ours() -> None:
    for content in damaged():
        try:
            rows_of(content, "a.xlsx")
        except UnreadableSheet:
            continue


def test_a53_a_file_larger_than_may_be_sent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.platform.sheets.read.MAX_BYTES", 5)

    with pytest.raises(SheetTooLarge):
        rows_of(b"a,b\nc,d", "a.csv")


def test_limits_are_those_that_are_announced() -> None:
    assert (archive.MAX_ROWS, archive.MAX_COLUMNS) == (200_000, 100)
