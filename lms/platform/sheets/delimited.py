"""Reading CSV as it comes: whatever encoding and separator the program that wrote it used."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any

from lms.platform.i18n.numbers import number
from lms.platform.sheets.archive import MAX_COLUMNS, MAX_ROWS, too_large
from lms.platform.sheets.errors import CellTooLong, DamagedSheet, UnreadableSheet
from lms.platform.sheets.guard import unguarded

SEPARATORS = ",;\t|،؛"
LONGEST_CELL = 32_767
_SAMPLE = 65_536
_CHUNK = 262_144
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARABIC_WINDOWS = "windows-1256"


def read_csv(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, one at a time."""
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        sample = text.read(_SAMPLE)
        _refuse_not_text(sample)
        separator, first = _separator(sample)
        text.seek(0)
        yield from _checked(csv.reader(text, delimiter=separator), first)
    except UnicodeError:
        raise DamagedSheet from None
    finally:
        text.detach()


def _checked(reader: Iterator[list[str]], first: int) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(_legible(reader), start=1):
        if line <= first:
            continue
        if line - first > MAX_ROWS + 1 or len(row) > MAX_COLUMNS:
            raise too_large()
        if row and max(map(len, row)) > LONGEST_CELL:
            raise CellTooLong(row=number(line))
        yield line, [unguarded(cell) for cell in row]


def _legible(reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        if "field larger" in str(error):
            raise CellTooLong(row=number(reader.line_num)) from None
        raise DamagedSheet from None


def _encoding(file: IO[bytes]) -> str:
    """By its mark, or UTF-8 where all of it is, or what Arabic Windows writes."""
    file.seek(0)
    opening = file.read(4)
    file.seek(0)
    for mark, encoding in _MARKS:
        if opening.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _ARABIC_WINDOWS
    finally:
        file.seek(0)
    return "utf-8"


def _refuse_not_text(sample: str) -> None:
    if "\0" in sample or sum(1 for c in sample[:4_096] if c < " " and c not in "\t\r\n\f") > 3:
        raise UnreadableSheet
    if sample.lstrip("\ufeff \t\r\n")[:9].lower().startswith(("<html", "<!doctype", "<?xml")):
        raise UnreadableSheet


def _separator(sample: str) -> tuple[str, int]:
    """The separator, and how many lines come before the table (Excel's `sep=;`)."""
    lines = sample.splitlines()
    declared = lines[0].strip().lstrip("\ufeff").strip('"') if lines else ""
    if declared.lower().startswith("sep=") and len(declared) == 5:
        return declared[4], 1
    if len(sample) == _SAMPLE and len(lines) > 1:
        lines = lines[:-1]  # The last one is cut.
    return max(SEPARATORS, key=lambda mark: (_agreement(lines, mark), -SEPARATORS.index(mark))), 0


def _agreement(lines: list[str], separator: str) -> int:
    """How many of the first rows this separator cuts into the same number of cells, if more than one."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines[:200], delimiter=separator) if row)
    except csv.Error:
        return 0
    return max((rows for width, rows in widths.items() if width > 1), default=0)
