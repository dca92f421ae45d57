"""The screens of the product as `bin/tour` found them: which messages each shows, and its picture, in a language.

They lie in the folder `screens` of the instance, taken over by `lms wording pictures`; no table names them.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lms.platform.i18n import LANGUAGES

FOLDER = "screens"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_KEY = re.compile(r"[0-9a-f]{12}")
_PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 5_000_000


class NotATour(Exception):
    """The folder is not what `bin/tour` writes; the message says what is wrong with it."""


@dataclass(frozen=True)
class Screen:
    """One screen: the name of its endpoint, its title in the language, where it was, the keys of its messages."""

    name: str
    title: str
    address: str
    messages: frozenset[str]


def screens(instance: Path, language: str) -> dict[str, Screen]:
    """Every screen of a language by its name; none while no pictures were taken over."""
    file = _list_of(instance / FOLDER, language)
    try:
        made = file.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return _read(file, made)


def picture_of(instance: Path, language: str, screen: Screen) -> Path:
    """The file of a screen's picture."""
    return _picture(instance / FOLDER, language, screen.name)


def how_many_show(known: dict[str, Screen]) -> dict[str, int]:
    """On how many screens each message stands."""
    counts: dict[str, int] = {}
    for screen in known.values():
        for key in screen.messages:
            counts[key] = counts.get(key, 0) + 1
    return counts


def take_over(tour: Path, instance: Path) -> dict[str, int]:
    """Bring what `bin/tour` made into the instance, all languages or none; returns how many screens each has.

    Raises:
        NotATour: nothing was changed.
    """
    found = [language for language in LANGUAGES if _list_of(tour, language).exists()]
    if not found:
        raise NotATour(f"{tour} has no list of screens, such as en.json")
    fresh, place = instance / f"{FOLDER}-new", instance / FOLDER
    shutil.rmtree(fresh, ignore_errors=True)
    counts = {language: _copy(tour, fresh, language) for language in found}
    shutil.rmtree(place, ignore_errors=True)
    fresh.rename(place)
    return counts


def _copy(tour: Path, fresh: Path, language: str) -> int:
    (fresh / language).mkdir(parents=True, mode=0o700)
    known = _checked(_list_of(tour, language))
    for name in known:
        picture = _picture(tour, language, name)
        if not picture.is_file() or picture.stat().st_size > LARGEST:
            raise NotATour(f"{picture} is missing or too large")
        content = picture.read_bytes()
        if not content.startswith(_PNG):
            raise NotATour(f"{picture} is no PNG picture")
        _picture(fresh, language, name).write_bytes(content)
    shutil.copyfile(_list_of(tour, language), _list_of(fresh, language))
    return len(known)


def _list_of(folder: Path, language: str) -> Path:
    return folder / f"{language}.json"


def _picture(folder: Path, language: str, name: str) -> Path:
    return folder / language / f"{name}.png"


@lru_cache(maxsize=8)
def _read(file: Path, _made: int) -> dict[str, Screen]:
    return _checked(file)


def _checked(file: Path) -> dict[str, Screen]:
    """The list, of which every name can be part of a path."""
    try:
        listed = json.loads(file.read_text("utf-8"))
        read = [
            Screen(one["name"], one["title"], one["address"], frozenset(one["messages"]))
            for one in listed
        ]
        for screen in read:
            if not _NAME.fullmatch(screen.name) or not all(map(_KEY.fullmatch, screen.messages)):
                raise ValueError(screen.name)
    except (ValueError, TypeError, KeyError) as error:
        raise NotATour(f"{file} is no list of screens: {error}") from None
    return {screen.name: screen for screen in read}
