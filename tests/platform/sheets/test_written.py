"""What is written: nothing is computed of it, and it can be read again."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lms.platform.sheets.guard import guarded, unguarded
from lms.platform.sheets.write import Cell, csv_lines, xlsx_file
from tests.platform.sheets.tables import cells_of, csv_bytes, xlsx_bytes

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
