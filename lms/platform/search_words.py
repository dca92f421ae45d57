"""The words by whose beginnings a name is found: folded, joined, without article, romanised."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from lms.platform.i18n.folding import fold

LONGEST = 100
"""Nothing is found by more letters than these; an index column need not be wider."""

# Parts that some write as a word of their own and some do not; all as `fold` leaves them.
_OPENING = frozenset({"عبد", "ابو", "ام", "ابن", "پور", "abd", "abdel", "abdul", "abu", "al", "el"})
_CLOSING = ("الله", "اله", "الدين", "ربه", "رضا", "زاده", "پور", "نژاد", "نيا", "فر", "خاني")
_PREFIXES = ("عبد", "ابو", "پور", "ال", "abdel", "abdul", "abd", "abu", "al", "el")
_GIVEN_FIRST = frozenset({"محمد", "علي", "امير", "غلام"})
_GIVEN_SECOND = ("رضا", "علي", "حسين", "حسن", "مهدي", "امين", "صادق", "جواد", "تقي", "اكبر")
_SUFFIXES = _CLOSING + _GIVEN_SECOND
_LATIN_VOWELS = frozenset("aeiouy")

# The national romanisation as passports print it, without the marks of ejective letters.
_GEORGIAN = str.maketrans(
    {
        **dict(zip("აბგდევზთიკლმნოპრსტუფქყჯჰ", "abgdevztiklmnoprstupkqjh", strict=True)),
        "ჟ": "zh",
        "ღ": "gh",
        "შ": "sh",
        "ჩ": "ch",
        "ც": "ts",
        "ძ": "dz",
        "წ": "ts",
        "ჭ": "ch",
        "ხ": "kh",
    }
)


def search_tokens(text: str) -> list[str]:
    """Every word that somebody may begin to type when looking for this name, each once."""
    return tokens_of(fold(text))


def tokens_of(folded: str) -> list[str]:
    """The same for a name that is folded already."""
    words = folded.split()
    found = dict.fromkeys(words)
    for joined in _joined(words):
        found[joined[:LONGEST]] = None
    for word in words:
        for token in _variants(word):
            found[token] = None
    if len(folded) > LONGEST:
        return list(dict.fromkeys(token[:LONGEST] for token in found))
    return list(found)


def query_words(text: str) -> list[str]:
    """The beginnings that must all be found for what was typed into a search box."""
    return [word[:LONGEST] for word in fold(text).split()]


def romanised_georgian(name: str) -> str:
    """A Georgian name in the Latin letters of passports; empty for any other."""
    words = name.lower().split()  # Mtavruli becomes Mkhedruli
    if not words or not all("ა" <= word[0] <= "ჰ" for word in words):
        return ""
    return " ".join(_capital(word.translate(_GEORGIAN)) for word in words)


def _capital(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-"))


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Compounds that were written apart: عبد الله as عبدالله, محمد رضا as محمدرضا."""
    for first, second in pairwise(words):
        if (
            first in _OPENING
            or second in _CLOSING
            or (first in _GIVEN_FIRST and second in _GIVEN_SECOND)
        ):
            yield first + second


@lru_cache(maxsize=16_384)  # a roster of a hundred thousand people repeats a few thousand names
def _variants(word: str) -> tuple[str, ...]:
    found = (*_without_prefix(word), *_suffixes(word), *_romanised(word))
    return tuple(token[:LONGEST] for token in found)


def _without_prefix(word: str) -> Iterator[str]:
    """عبدالرحمن also as الرحمن and رحمن, Elsherbiny also as sherbiny."""
    if not word.startswith(_PREFIXES):
        return
    prefix = next(prefix for prefix in _PREFIXES if word.startswith(prefix))
    rest = word[len(prefix) :]
    if prefix.isascii() and (len(rest) < 4 or rest[0] in _LATIN_VOWELS):
        return  # Elene and Alan begin with letters, not with an article
    if len(rest) >= 3:
        yield rest
        yield from _without_prefix(rest)


def _suffixes(word: str) -> Iterator[str]:
    if word.endswith(_SUFFIXES):
        yield from (end for end in _SUFFIXES if word.endswith(end) and len(word) > len(end) + 1)


def _romanised(word: str) -> Iterator[str]:
    """Georgian in the Latin letters of passports, with ყ as q and as k."""
    if not "ა" <= word[0] <= "ჰ":
        return
    yield word.translate(_GEORGIAN)
    if "ყ" in word:
        yield word.replace("ყ", "კ").translate(_GEORGIAN)
