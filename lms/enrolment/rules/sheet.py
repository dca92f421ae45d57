"""Rows pasted from a sheet: names and numbers told apart by what they look like, in any order of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from lms.platform.i18n import _
from lms.platform.text import RefusedCharacter, clean, fold, fold_digits

MOST_ROWS = 300
LONGEST_ROW = 400
MOST_CELLS, WIDEST = 6, 4

_HEADINGS = frozenset(
    fold(word)
    for word in (
        *("name", "full name", "trainee", "employee", "national id", "id", "id number", "no"),
        *("الاسم", "الاسم رباعي", "الاسم الرباعي", "اسم الموظف", "الرقم القومي", "رقم الهوية"),
        *("نام", "نام و نام خانوادگی", "نام خانوادگی", "کد ملی", "شماره ملی"),
        *("სახელი", "გვარი", "სახელი და გვარი", "სახელი გვარი", "პირადი ნომერი"),
    )
)
_LIST_MARKS = re.compile("[;,|،؛]")
_COUNTER = re.compile(r"^\d{1,4}\s*[.)\-:]\s*|^\d{1,3}\s+(?=\D)")
_COUNTS = re.compile(r"\d{1,4}[.)]?")
_GAP = r"[\s\u200e\u200f\u2010-\u2015-]"
_NUMBER = re.compile(rf"\d(?:{_GAP}?\d){{4,19}}")
"""Shorter ones count rows or say grades; longer ones are no number of a person."""


class TooManyRows(ValueError):
    """More rows than are checked at once."""


@dataclass(frozen=True)
class SheetRow:
    """One pasted row: the cells that may be a name and those that may be a number."""

    number: int
    text: str
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    problem: str = ""


def read_sheet(text: str) -> list[SheetRow]:
    """The rows of a pasted sheet, without empty ones and without headings; raises `TooManyRows`."""
    rows = [row for row in map(_row, *_numbered(text)) if row.names or row.numbers or row.problem]
    if rows and _is_heading(rows[0]):
        rows = rows[1:]
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    return rows


def read_row(number: int, text: str) -> SheetRow:
    """One row, as typed into a field of its own."""
    return _row(number, " ".join(text.splitlines()))


def _numbered(text: str) -> tuple[range, list[str]]:
    lines = text.splitlines()
    return range(1, len(lines) + 1), lines


def _row(number: int, line: str) -> SheetRow:
    if len(line) > LONGEST_ROW:
        return SheetRow(number, line[:LONGEST_ROW], problem=_("This is too long."))
    names: list[str] = []
    numbers: list[str] = []
    try:
        cells = [clean(cell) for cell in _cells(line)]
    except RefusedCharacter as refusal:
        return SheetRow(number, line.strip(), problem=refusal.reason)
    for cell in cells:
        folded = fold_digits(cell)
        numbers += [re.sub(_GAP, "", found) for found in _NUMBER.findall(folded)]
        name = " ".join(_COUNTER.sub("", _NUMBER.sub(" ", folded).strip()).split())
        if any(character.isalpha() for character in name):
            names.append(name)
    told = [cell for cell in cells if cell and not _COUNTS.fullmatch(cell)]
    return SheetRow(number, "; ".join(told), tuple(names), tuple(numbers))


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else _LIST_MARKS.split(line)


def _is_heading(row: SheetRow) -> bool:
    return not row.numbers and any(fold(name) in _HEADINGS for name in row.names)


Span = tuple[int, int]
"""Which cells of a row make a name: the first of them, and how many."""


def spans(row: SheetRow) -> Iterator[tuple[Span, str]]:
    """The names that a row may mean: cells alone, and given and family names that stand side by side."""
    for width in range(1, WIDEST + 1):
        for start in range(min(len(row.names), MOST_CELLS) - width + 1):
            parts = row.names[start : start + width]
            yield (start, width), " ".join(parts)
            if width == 2:
                yield (start, width), " ".join(reversed(parts))


def likely_names(row: SheetRow, usual: Span | None) -> list[str]:
    """What to look for when no whole name is known: where other rows have theirs, then what looks like one."""
    found = []
    if usual is not None and len(row.names) >= sum(usual):
        found.append(" ".join(row.names[usual[0] : sum(usual)]))
    single = list(takewhile(lambda cell: " " not in cell, row.names[:WIDEST]))
    if len(single) > 1:
        found.append(" ".join(single))
    found += [cell for cell in row.names[:MOST_CELLS] if " " in cell or len(row.names) == 1]
    return list(dict.fromkeys(found))[:3]
