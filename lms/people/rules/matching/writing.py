"""A word of a name as its letters are compared: marks, forms and capitals gone, what tells names apart kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARABIC, GEORGIAN, LATIN = "arabic", "georgian", "latin"

_LETTERS = {
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("یېے", "ي"),
    **dict.fromkeys("کڪګ", "ك"),
    **dict.fromkeys("ەہۃھ", "ه"),
    "ۂ": "ه",
    "ـ": "",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
}
_APART = re.compile("[\\s\u200b\u200c\u00a0\\-\u2010-\u2015_·]+")
_DOUBLED = re.compile("([وي])\\1+")


class _Written(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in _LETTERS:
            written = _LETTERS[character]
        elif category[0] == "L" and category != "Lm":
            written = character.casefold()
            written = _LETTERS.get(written, written)
        elif category == "Nd":
            written = str(unicodedata.decimal(character))
        else:
            written = ""
        self[code] = written
        return written


_written = _Written()


@lru_cache(maxsize=16_384)
def letters(word: str) -> str:
    """The letters and digits alone. Final ة stays what it is, for أمير and أميرة are two names, and so does ى."""
    # Taking letters apart first leaves hamza, madda and accents as marks, which then go.
    return unicodedata.normalize("NFKD", word).translate(_written)


def key(written: str) -> str:
    """Spellings of the same sounds made one: hamza on any seat or none, ى and ي, ة and ه, a doubled و or ي."""
    bare = written.replace("ء", "").replace("ى", "ي").replace("ة", "ه")
    return _DOUBLED.sub("\\1", bare)


def apart(text: str) -> list[str]:
    """The words of a text, with hyphens and the Persian non-joiner as spaces; marks inside stay."""
    return [word for word in _APART.split(text) if word]


def script_of(written: str) -> str:
    """The script of most of the letters."""
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in written)
    georgian = sum("\u10d0" <= letter <= "\u10ff" for letter in written)
    if 2 * arabic > len(written):
        return ARABIC
    return GEORGIAN if 2 * georgian > len(written) else LATIN
