"""Translations in memory: every slice's catalogue of a language merged into one dictionary.

What an institution words otherwise lies over that: see `word_otherwise`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import c2py
from itertools import count
from pathlib import Path
from threading import Lock

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


_loaded: dict[str, Catalogue] = {"en": Catalogue(c2py(PLURALS["en"][1]))}
_shown: dict[str, Catalogue] = {}
_own: Mapping[str, OwnWords] = {}
_versions = count(1)
_version = 0
_loading = Lock()


def catalogue(language: str) -> Catalogue:
    """The merged catalogue of a language with the institution's own words, kept until those change."""
    if (known := _shown.get(language)) is not None:
        return known
    product = catalogue_of_product(language)
    with _loading:
        own = _own.get(language)
        shown = _shown[language] = _laid_over(product, own) if own else product
        return shown


def catalogue_of_product(language: str) -> Catalogue:
    """The merged catalogue of a language as the product words it, read at its first use."""
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
