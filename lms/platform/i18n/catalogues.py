"""Translations in memory: every slice's catalogue of a language merged into one dictionary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import c2py
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


_loaded: dict[str, Catalogue] = {"en": Catalogue(c2py(PLURALS["en"][1]))}
_loading = Lock()


def catalogue(language: str) -> Catalogue:
    """The merged catalogue of a language, read at its first use and kept for the process."""
    if (known := _loaded.get(language)) is not None:
        return known
    with _loading:
        if language not in _loaded:
            _loaded[language] = _read(language)
        return _loaded[language]


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
