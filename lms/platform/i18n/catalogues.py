"""Translations in memory: every slice's catalogue of a language merged into one dictionary.

What an institution words otherwise lies over that: see `word_otherwise`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import c2py
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[2] / "translations"

# Babel's own table gives Persian and Georgian one form; CLDR gives them two.
PLURALS = {
    "en": (2, "n != 1"),
    "ar": (
        6,
        "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    ),
    "fa": (2, "n > 1"),
    "ka": (2, "n != 1"),
}

Key = str | tuple[str, str]
"""A message, or its context and the message."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    plural_index: Callable[[int], int]
    singular: Mapping[Key, str] = field(default_factory=dict)
    plural: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What an institution says in a language instead of what the product says."""

    singular: Mapping[Key, str] = field(default_factory=dict)
    plural: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_loaded: dict[str, Catalogue] = {}
_shown: dict[str, Catalogue] = {}
_own: Mapping[str, OwnWords] = {}
_versions = count(1)
_version = 0
_loading = Lock()
_somebody_notes = False
_noted: ContextVar[set[Key] | None] = ContextVar("noted", default=None)


def catalogue(language: str) -> Catalogue:
    """The merged catalogue of a language with the institution's own words, kept until those change."""
    known = _shown.get(language) or _put_together(language)
    if not _somebody_notes:
        return known
    noted = _noted.get()
    return known if noted is None else _noting(known, noted)


def note_messages() -> set[Key]:
    """From now on and in this request: every message that is looked up, for whoever lists what a screen shows."""
    global _somebody_notes  # asked at every look-up, so it has to cost nothing where nobody does
    _somebody_notes = True
    noted: set[Key] = set()
    _noted.set(noted)
    return noted


def is_noting() -> bool:
    """Whether messages are noted, so that nothing may be shown that was put together before."""
    return _noted.get() is not None


def _put_together(language: str) -> Catalogue:
    product = catalogue_of_product(language)
    with _loading:
        own = _own.get(language)
        shown = _shown[language] = _laid_over(product, own) if own else product
        return shown


def catalogue_of_product(language: str) -> Catalogue:
    """The merged catalogue of a language as the product words it, read at its first use.

    English stands in the code; a catalogue of English holds only what is worded otherwise than there.
    """
    with _loading:
        if language not in _loaded:
            _loaded[language] = _read(language)
        return _loaded[language]


def word_otherwise(own: Mapping[str, OwnWords]) -> None:
    """From now on these words of an institution, by language, take the place of the product's in this process."""
    global _own, _version  # one for the process, as the catalogues are
    with _loading:
        _own, _version = own, next(_versions)
        _shown.clear()


def version() -> int:
    """Another number after each change of words, for whoever keeps texts that were put together."""
    return _version


class _Noting(Mapping[Any, Any]):
    """Texts, and what was asked of them."""

    def __init__(self, texts: Mapping[Any, Any], noted: set[Key]) -> None:
        self._texts, self._noted = texts, noted

    def __getitem__(self, key: Key) -> Any:
        self._noted.add(key)
        return self._texts[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _noting(known: Catalogue, noted: set[Key]) -> Catalogue:
    return Catalogue(
        known.plural_index, _Noting(known.singular, noted), _Noting(known.plural, noted)
    )


def _laid_over(product: Catalogue, own: OwnWords) -> Catalogue:
    singular = {**product.singular, **own.singular}
    return Catalogue(product.plural_index, singular, {**product.plural, **own.plural})


def _read(language: str) -> Catalogue:
    singular: dict[Key, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=language)
        for message in messages:
            if not message.id or message.fuzzy or not message.string:
                continue
            if isinstance(message.id, tuple):
                if all(message.string):
                    plural[message.id[0]] = tuple(message.string)
            else:
                text = str(message.id)
                key = (message.context, text) if message.context else text
                singular[key] = str(message.string)
    return Catalogue(c2py(PLURALS[language][1]), singular, plural)
