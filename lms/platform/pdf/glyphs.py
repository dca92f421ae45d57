"""Whether our fonts have a shape for every letter of a text, asked before it is printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from fontTools.ttLib import TTFont

from lms.platform.errors import DomainError
from lms.platform.i18n import _l
from lms.platform.pdf import FONTS

# They join, part or order letters and have no shape of their own.
SHAPELESS = frozenset("\u200c\u200d\u200e\u200f\u061c")


class MissingGlyph(DomainError):
    """A text cannot be printed as it is written: it would come out with an empty box."""

    message = _l("“%(text)s” cannot be printed: no font has the letter %(letter)s.")
    status = 422


@cache
def printable() -> frozenset[int]:
    """The code points for which one of our fonts has a shape."""
    found: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap() or ())
    return frozenset(found)


def require_glyphs(texts: Iterable[str]) -> None:
    """Refuse the first text that has a letter without a shape.

    Raises:
        MissingGlyph: naming the text and the letter.
    """
    for text in texts:
        for letter in text:
            if not _is_printable(letter):
                raise MissingGlyph(text=text, letter=f"U+{ord(letter):04X}")


def _is_printable(letter: str) -> bool:
    if letter in SHAPELESS:
        return True
    # Control, format and line-break characters stand in some fonts, yet show nothing on paper.
    if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return False
    return ord(letter) in printable()
