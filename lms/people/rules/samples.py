"""What a column without a known heading holds, from what stands in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from lms.people import national_id
from lms.people.national_id import Verdict
from lms.people.rules.cells import Unreadable, read_day, read_sex, read_year
from lms.platform import typed
from lms.platform.sheets.read import Cell, cell_text
from lms.platform.text import fold, fold_digits

MOST = 0.7
"""So large a part of the cells must agree."""
_VAGUE = ("second_name", "birth_year")


def field_of_sample(
    cells: Sequence[Cell],
    country: str,
    places: Mapping[str, object],
    taken: set[str],
    has_heading: bool,
) -> str | None:
    """The first kind that most cells are of and that no other column has.

    Under a heading that nobody knows, words and years may mean anything; a number or an address shows what it is.
    """
    tests: tuple[tuple[str, Callable[[Cell], bool]], ...] = (
        ("national_id", lambda cell: _is_number_of(cell, country)),
        ("email", _is_email),
        ("birth_date", lambda cell: _is_birth_date(cell, country)),
        ("birth_year", lambda cell: _is_birth_year(cell, country)),
        ("phone", _is_phone),
        ("sex", _is_sex),
        ("unit", lambda cell: fold(cell_text(cell)) in places),
        ("full_name", _is_name),
        ("second_name", _is_latin_name),
    )
    for name, agrees in tests:
        if name in taken or (has_heading and name in _VAGUE):
            continue
        if sum(map(agrees, cells)) >= MOST * len(cells):
            return name
    return None


def _is_number_of(cell: Cell, country: str) -> bool:
    text = cell_text(cell)
    return len(text) >= 8 and national_id.check(country, text).verdict is not Verdict.INVALID


def _is_email(cell: Cell) -> bool:
    return "@" in cell_text(cell)


def _is_birth_date(cell: Cell, country: str) -> bool:
    if not isinstance(cell, date | datetime) and not any(mark in str(cell) for mark in "-/."):
        return False
    try:
        day = read_day(cell, country)
    except Unreadable:
        return False
    return 1930 <= day.year <= 2010


def _is_birth_year(cell: Cell, country: str) -> bool:
    text = fold_digits(cell_text(cell))
    if len(text) != 4 or not text.isdecimal():
        return False
    try:
        return 1930 <= read_year(text, country) <= 2010
    except Unreadable:
        return False


def _is_phone(cell: Cell) -> bool:
    text = fold_digits(cell_text(cell)).strip()
    if len(text) < 7 or not (text.startswith(("0", "+", "1", "5", "9"))):
        return False
    try:
        return bool(typed.telephone(text))
    except typed.NotATelephone:
        return False


def _is_sex(cell: Cell) -> bool:
    try:
        return bool(read_sex(cell_text(cell)))
    except Unreadable:
        return False


def _is_name(cell: Cell) -> bool:
    """Two words or more, of letters alone."""
    words = cell.split() if isinstance(cell, str) else []
    return 2 <= len(words) <= 8 and not any(map(str.isdigit, "".join(words)))


def _is_latin_name(cell: Cell) -> bool:
    return _is_name(cell) and all(
        "LATIN" in unicodedata.name(letter, "") for letter in str(cell) if letter.isalpha()
    )
