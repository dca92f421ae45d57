"""The order of letters in each language, by ICU; the only place that sorts names."""

from functools import cache
from threading import Lock
from typing import Any

import icu

_comparing = Lock()


@cache
def _collator(language: str) -> Any:
    return icu.Collator.createInstance(icu.Locale(language))  # type: ignore[attr-defined]  # icu has no types


_SCRIPTS = "u-kr-latn-geor-arab"
"""Without it each language puts its own script first, and keys of two languages fall between each other."""

_ARABIC = (
    "[reorder Latn Geor Arab]"
    "&[before 2]ا<<ء<<أ<<ؤ<<إ<<ئ<<ىٔ &اا<<آ &[before 2]ت<<ة &ی<<ي<<ى &ک<<ك"
    "&[last secondary ignorable]<<<ً<<<ٌ<<<ٍ<<<َ<<<ُ<<<ِ<<<ّ<<<ْ<<<ٓ<<<ٰ"
)
"""The Arabic order, with alef, kaf and ya where the Persian one has them.

ICU has alef at the hamza in Arabic: among the names of both languages all Arabic ones with it came before all Persian
ones, and كريم before کامران.
"""


def key_among_languages(text: str, language: str) -> bytes:
    """The same for lists in which each name has a language of its own: script by script, the same in every language."""
    if language == "fa":
        return sort_key(text, f"fa-{_SCRIPTS}")
    with _comparing:
        key: bytes = _arabic().getSortKey(text)
    return key


@cache
def _arabic() -> Any:
    """For all languages but Persian: Latin and Georgian are in the usual order with it."""
    return icu.RuleBasedCollator(_ARABIC)  # type: ignore[attr-defined]  # icu has no types


_LETTERS = {"en": "a", "ka": "ა", "ar": "ا", "fa": "ا"}
"""A letter of the script of each language."""


@cache
def keys_in_script_of(language: str) -> tuple[bytes, bytes]:
    """Where the names in this language's script stand among these keys: from the first on, and before the second."""
    # No two of the scripts share the byte that a key begins with.
    begins = {key_among_languages(letter, language)[0] for letter in _LETTERS.values()}
    first = key_among_languages(_LETTERS[language], language)[0]
    return bytes([first]), bytes([min((n for n in begins if n > first), default=first + 1)])


def sort_key(text: str, language: str) -> bytes:
    """Bytes that order the text as the language's dictionaries do; for storing and for sorting."""
    # A collator is not safe to share between threads, and making one costs far more than a key.
    with _comparing:
        key: bytes = _collator(language).getSortKey(text)
    return key
