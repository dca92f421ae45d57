"""Reading CSV, of whatever program."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from lms.platform.sheets import delimited
from lms.platform.sheets.errors import (
    CellTooLong,
    DamagedSheet,
    EmptySheet,
    OldOrLocked,
    SheetTooLarge,
    UnreadableSheet,
)
from lms.platform.sheets.read import SheetRow, open_table
from tests.platform.sheets.tables import cells_of, rows_of


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
