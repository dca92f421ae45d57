from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform.typed import (
    AmbiguousNumber,
    NotANumber,
    NotATime,
    clock_time,
    exact_decimal,
    whole_number,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25", 25),
        ("٢٥", 25),
        ("۲۵", 25),
        ("２５", 25),
        (" 25 ", 25),
        ("\u200f٢٥\u200e", 25),
        ("0025", 25),
        ("+25", 25),
        ("-25", -25),
        ("−25", -25),
        ("\u061c-٢٥", -25),
        ("1,234", 1234),
        ("1,234,567", 1234567),
        ("١٬٢٣٤", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1’234", 1234),
    ],
)
def test_reads_whole_numbers_in_any_digits(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1.5",
        "1,5",
        "1.234",
        "12 34",
        "1,23",
        "1,2345",
        ",123",
        "1e5",
        "0x10",
        "--5",
        "5-",
        "½",
        "²",
        "٥٠٪",
        "1_000",
        "9" * 41,
        "9" * 100_000,
        "nan",
        "١٢a",
    ],
)
def test_refuses_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(NotANumber):
        whole_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("١٫٥", "1.5"),
        ("۱٫۵", "1.5"),
        ("99.50", "99.50"),
        ("0,125", "0.125"),
        (".5", "0.5"),
        ("1.234", "1.234"),
        ("1,2345", "1.2345"),
        ("1234,567", "1234.567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("1,234,567", "1234567"),
        ("-0.5", "-0.5"),
        ("100", "100"),
    ],
)
def test_reads_decimals_exactly(text: str, number: str) -> None:
    found = exact_decimal(text)

    assert str(found) == number


@pytest.mark.parametrize("text", ["1,234", "12,345", "١،٢٣٤", "-1,234"])
def test_what_two_readers_read_differently_is_refused(text: str) -> None:
    with pytest.raises(AmbiguousNumber):
        exact_decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", ".", ",", "1.", "1.2.3", "1,2,3", "1,23,456", "1.5.", "1,2.3,4", "inf", "NaN", "1e3", "½"],
)
def test_refuses_what_is_no_decimal(text: str) -> None:
    with pytest.raises(NotANumber):
        exact_decimal(text)


@given(st.integers(-(10**12), 10**12))
def test_every_whole_number_reads_back(number: int) -> None:
    assert whole_number(f"{number:,}") == number
    assert whole_number(str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == number


@given(st.decimals(-10_000, 10_000, allow_nan=False, places=2))
def test_every_decimal_reads_back(number: Decimal) -> None:
    assert exact_decimal(str(number)) == number
    assert exact_decimal(str(number).replace(".", "٫")) == number


@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    for read in (whole_number, exact_decimal, clock_time):
        try:
            read(text)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("٠٩:٣٠", time(9, 30)),
        ("۱۴:۰۵", time(14, 5)),
        ("9.30", time(9, 30)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("1430", time(14, 30)),
        ("9", time(9, 0)),
        ("0:00", time(0, 0)),
        ("23:59", time(23, 59)),
    ],
)
def test_reads_times_of_day(text: str, expected: time) -> None:
    assert clock_time(text) == expected


@pytest.mark.parametrize(
    "text", ["", "24:00", "9:60", "9:5", "25", "12345", "9 pm", "9:30:15", "x"]
)
def test_refuses_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(NotATime):
        clock_time(text)
