from __future__ import annotations

import contextlib
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lms.platform.sheets import archive, delimited
from lms.platform.sheets.errors import (
    CellTooLong,
    DamagedSheet,
    EmptySheet,
    NotWhatItSays,
    OldOrLocked,
    SheetTooLarge,
    UnreadableSheet,
    UnsafeSheet,
)
from lms.platform.sheets.guard import guarded, unguarded
from lms.platform.sheets.read import SheetRow, cell_text, open_table
from lms.platform.sheets.write import Cell, csv_lines, xlsx_file

NAMES = [
    "محمد أحمد",
    "علی‌پور",
    "ნინო",
    "O'Brien",
    "",
    "007",
    "a,b;c\td",
    'said "yes"',
    "two\nlines",
]
FORMULAS = ["=1+1", "+20100", "-5", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", " =1", "＝1", "|cmd"]


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


# The guard


@pytest.mark.parametrize("text", ["=1+1", "+20100", "-5", "@x", "\t=1", "\r=1", " =1", "'=1", "|x"])
def test_text_that_could_be_computed_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "منى", "O'Brien", "'Abd", "a=1", "007", "100%", "12/3", "#1"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text())
def test_the_guard_comes_off_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet="'=+-@\t \"|1aم"))
def test_the_guard_comes_off_exactly_where_it_matters(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet="'=+-@\t\r\n \"|,;1aم\u200e＝"))
def test_no_cell_of_a_csv_begins_as_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


# What is written can be read again


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")),
            min_size=2,
            max_size=2,
        ).filter(any),
        max_size=8,
    )
)
def test_csv_comes_back_as_it_went(rows: list[list[Cell]]) -> None:
    assert cells_of(csv_bytes(rows), "a.csv") == [["A", "B"], *rows]


@pytest.mark.parametrize("text", [*filter(None, NAMES), *FORMULAS])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_kind_of_text_comes_back(form: str, text: str) -> None:
    content = {"csv": csv_bytes, "xlsx": xlsx_bytes}[form]([[text, "x"]])

    assert cells_of(content, f"a.{form}")[1] == [text, "x"]


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8() -> None:
    assert csv_bytes([]).startswith(b"\xef\xbb\xbfA,B\r\n")


def test_csv_writes_numbers_and_days_plainly() -> None:
    rows: list[list[Cell]] = [
        [-5, Decimal("1.50")],
        [date(2026, 1, 2), datetime.fromisoformat("2026-01-02 09:05")],
        [Fraction(1, 3), None],
    ]

    assert csv_bytes(rows).decode().splitlines()[1:] == [
        "-5,1.50",
        "2026-01-02,2026-01-02 09:05",
        "0.333333,",
    ]


def test_csv_is_written_in_pieces() -> None:
    pieces = list(csv_lines(["A"], ([str(n)] for n in range(2_500))))

    assert len(pieces) == 3


def test_writing_csv_keeps_memory_flat() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in csv_lines(["A"], ([f"name {n}"] for n in range(count))):
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(40_000) < 1.5 * peak(4_000)


def test_xlsx_cells_have_their_own_types() -> None:
    rows: list[list[Cell]] = [[7, date(2026, 1, 2)], [Decimal("1.5"), "0123"], [True, None]]

    assert cells_of(xlsx_bytes(rows), "a.xlsx")[1:] == [
        [7, date(2026, 1, 2)],
        [1.5, "0123"],
        [True, ""],
    ]


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text() -> None:
    assert cells_of(xlsx_bytes([[12345678901234567, "x"]]), "a.xlsx")[1] == [
        "12345678901234567",
        "x",
    ]


@pytest.mark.parametrize(("rtl", "expected"), [(True, True), (False, False)])
def test_an_arabic_sheet_runs_from_the_right(rtl: bool, expected: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([], rtl=rtl))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")

    assert (b'rightToLeft="1"' in sheet) is expected


@pytest.mark.parametrize("title", ["a/b:c*d?[e]", "'", "", "س" * 60, "History"])
def test_any_title_can_name_a_sheet(title: str) -> None:
    file = io.BytesIO()
    xlsx_file(file, ["A"], [["x"]], title=title)

    assert CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).sheet_names[0].strip()


# Reading CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_reads_whatever_encoding_and_separator_a_program_used(
    encoding: str, separator: str
) -> None:
    text = f"الاسم{separator}المركز\nمحمد, أبو{separator}قنا\n".replace(
        "محمد, أبو", "محمد أبو" if separator == "," else "محمد, أبو"
    )
    name = "محمد أبو" if separator == "," else "محمد, أبو"

    assert cells_of(text.encode(encoding), "a.csv") == [["الاسم", "المركز"], [name, "قنا"]]


def test_reads_utf_16_of_the_other_byte_order() -> None:
    assert cells_of(b"\xfe\xff" + "ا;ب\n".encode("utf-16-be"), "a.csv") == [["ا", "ب"]]


def test_one_column_needs_no_separator() -> None:
    assert cells_of(b"name\nMona\nAli Hassan\n", "a.csv") == [["name"], ["Mona"], ["Ali Hassan"]]


def test_obeys_the_line_by_which_excel_names_the_separator() -> None:
    rows = rows_of(b"sep=;\na;b,c\n", "a.csv")

    assert rows == [SheetRow(2, ["a", "b,c"])]


def test_rows_keep_their_numbers_when_empty_ones_are_left_out() -> None:
    assert [row.number for row in rows_of(b"a,b\n\n,\nc,d\n", "a.csv")] == [1, 4]


def test_csv_keeps_leading_zeros() -> None:
    assert cells_of(b"id,n\n00123,007\n", "a.csv")[1] == ["00123", "007"]


def test_reading_csv_keeps_memory_flat(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        path.write_text("".join(f"name {n},{n}\n" for n in range(count)), encoding="utf-8")
        tracemalloc.start()
        with open_table(path, path.name) as table:
            assert sum(1 for _row in table) == count
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(60_000) < 1.3 * peak(20_000)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptySheet),
        (b"%PDF-1.7\n\0\1\2", UnreadableSheet),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", UnreadableSheet),
        (b"<html><table><tr><td>1</td></tr></table>", UnreadableSheet),
        (b'<?xml version="1.0"?><!DOCTYPE x><Workbook/>', UnreadableSheet),
        (b"\xff\xfea", DamagedSheet),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), OldOrLocked),
        (b"PK\x03\x04" + bytes(60), DamagedSheet),
        (b"a,b\n" + b"x" * 40_000 + b",y\n", CellTooLong),
        (b'a,"' + b"x" * 200_000, CellTooLong),
        (b"a\n" + b"," * 150 + b"\n", SheetTooLarge),
    ],
)
def test_refuses_what_is_no_table(content: bytes, refusal: type[UnreadableSheet]) -> None:
    with pytest.raises(refusal) as caught:
        rows_of(content, "a.csv")

    assert caught.value.status == 422
    assert caught.value.text


def test_refuses_more_rows_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_ROWS", 10)

    assert len(rows_of(b"a\n" * 11, "a.csv")) == 11
    with pytest.raises(SheetTooLarge):
        rows_of(b"a\n" * 12, "a.csv")


# Reading XLSX


def test_a43_what_calls_itself_xlsx_and_is_not_is_refused() -> None:
    with pytest.raises(NotWhatItSays):
        rows_of(b"name,centre\n", "a.xlsx")


def test_a43_content_decides_not_the_name() -> None:
    assert cells_of(xlsx_bytes([["x", "y"]]), "roster.csv")[1] == ["x", "y"]


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
