"""Row numbers as they are read off a paper sheet: 4, 17, 20-22."""

from __future__ import annotations

import re

from lms.platform.text import fold_digits

LONGEST = 4_000
_MARKS_IN_PASTED_TEXT = str.maketrans("", "", "\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
_BETWEEN = re.compile(r"[\s,،;؛.]+")
_RANGE = re.compile(r"(\d{1,4})(?:[-–−](\d{1,4}))?")


class NotRowNumbers(ValueError):
    """A part of the text that is no row of the sheet."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part[:40]


def row_numbers(text: str, last: int) -> list[int]:
    """The rows that the text names, each once and in order; rows are numbered from 1 to `last`.

    Raises:
        NotRowNumbers: naming the first part that is not a row of the sheet.
    """
    if len(text) > LONGEST:
        raise NotRowNumbers(text)
    plain = fold_digits(text).translate(_MARKS_IN_PASTED_TEXT)
    plain = re.sub(r"\s*([-–−])\s*", r"\1", plain)
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(plain)):
        named = _RANGE.fullmatch(part)
        if named is None:
            raise NotRowNumbers(part)
        first = int(named[1])
        until = int(named[2] or first)
        if not 1 <= first <= until <= last:
            raise NotRowNumbers(part)
        found.update(range(first, until + 1))
    return sorted(found)
