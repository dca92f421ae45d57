"""A name as its parts: titles and particles dropped, compounds whole, the father's name of Georgian lists apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from lms.people.rules.matching.lists import (
    BETWEEN,
    CHILD,
    CLOSINGS,
    CLOSINGS_OF,
    JOINED_CHILD,
    JOINED_TITLE,
    LATIN_TITLES,
    OPENINGS,
    TITLES,
)
from lms.people.rules.matching.writing import (
    ARABIC,
    GEORGIAN,
    LATIN,
    apart,
    key,
    letters,
    script_of,
)

_COMMA = re.compile("[,،;؛]")
# د. and أ.د. and م/ before a name; in Latin letters one letter is an initial.
_SHORT_TITLES = re.compile(r"^\s*((?:[\u0621-\u06cc]{1,2}\s*[./]\s*)+)(?=\S)")
_TITLE_WITH_STROKE = re.compile(r"^\s*([^\s/]+)\s*/\s*(?=\S)")
_SHORT_GEORGIAN = re.compile(r"^\s*([ბქ]-ნი?)\s+")
_PERSIAN = frozenset("پچژگیک")
JOINED_TITLE_LEAVES = 3
"""So many letters at least are left of a name that a title was joined to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: a word, or several that are one name."""

    shown: str
    words: tuple[str, ...]
    """The letters of each word."""

    @property
    def written(self) -> str:
        """All its letters, without spaces."""
        return "".join(self.words)

    def __add__(self, other: Part) -> Part:
        return Part(f"{self.shown} {other.shown}", self.words + other.words)


@dataclass(slots=True)
class Name:
    """A name taken apart."""

    script: str
    language: str
    parts: list[Part] = field(default_factory=list)
    father: Part | None = None
    titles: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)
    family_first: bool = False
    """A comma says so."""


def language_of_letters(text: str) -> str:
    """The language that the letters of a name speak for; Arabic letters without Persian ones for Arabic."""
    script = script_of(letters(text))
    if script == ARABIC:
        return "fa" if _PERSIAN & set(unicodedata.normalize("NFKC", text)) else "ar"
    return "ka" if script == GEORGIAN else ""


@lru_cache(maxsize=8_192)
def read(text: str, language: str) -> Name:
    """The parts of a name by the custom of a language, empty where it is not known; nobody changes them afterwards."""
    text = unicodedata.normalize("NFKC", text).replace("\u0640", "")
    name = Name(script_of(letters(text)), language)
    text = _turned(text, name)
    text = _without_short_titles(text, name)
    words = [Part(word, (letters(word),)) for word in apart(text)]
    words = _without_titles([word for word in words if word.words[0]], name)
    words = _without_father(words, name)
    name.parts = _compounds(_without_particles(words, name), name)
    return name


def _turned(text: str, name: Name) -> str:
    """Given name first, where a comma says that the family came first."""
    sides = [side for side in _COMMA.split(text) if letters(side)]
    if len(sides) != 2:
        return _COMMA.sub(" ", text)
    name.family_first = True
    return f"{sides[1]} {sides[0]}"


def _without_short_titles(text: str, name: Name) -> str:
    for pattern in (_SHORT_TITLES, _TITLE_WITH_STROKE, _SHORT_GEORGIAN):
        found = pattern.match(text)
        if found and letters(text[found.end() :]):
            name.titles.append(found[1].strip())
            text = text[found.end() :]
    return text


def _without_titles(words: list[Part], name: Name) -> list[Part]:
    titles = _titles(name)
    at = 0
    while at < len(words) - 1 and key(words[at].written) in titles:
        at += 1
    name.titles += [word.shown for word in words[:at]]
    words = words[at:]
    joined = JOINED_TITLE.get(name.language, "")
    if joined and words and words[0].written.startswith(joined):
        rest = words[0].written[len(joined) :]
        if len(rest) >= JOINED_TITLE_LEAVES:
            name.titles.append(joined)
            words = [Part(words[0].shown[len(joined) :], (rest,)), *words[1:]]
    return words


def _titles(name: Name) -> frozenset[str]:
    if name.script == LATIN:
        return TITLES["en"] | LATIN_TITLES.get(name.language, frozenset())
    return TITLES.get(name.language, frozenset())


def _without_father(words: list[Part], name: Name) -> list[Part]:
    """Without დავითის ძე: the father's name, which is not part of the person's own."""
    for at in range(1, len(words)):
        word = words[at]
        if at > 1 and word.written in CHILD:
            name.father = words[at - 1]
            return words[: at - 1] + words[at + 1 :]
        ending = next((end for end in JOINED_CHILD if word.written.endswith(end)), "")
        if ending and len(words) > 2:
            genitive = word.written.removesuffix(ending[1:])
            name.father = Part(word.shown, (genitive,))
            return words[:at] + words[at + 1 :]
    return words


def _without_particles(words: list[Part], name: Name) -> list[Part]:
    inner = range(1, len(words) - 1)
    dropped = {at for at in inner if key(words[at].written) in BETWEEN}
    name.between = [words[at].shown for at in sorted(dropped)]
    return [word for at, word in enumerate(words) if at not in dropped]


def _compounds(words: list[Part], name: Name) -> list[Part]:
    """عبد الرحمن and نور الدين are one name; so is what Persian families put behind."""
    closings = CLOSINGS_OF.get(name.language, CLOSINGS)
    parts: list[Part] = []
    opening: Part | None = None
    for at, word in enumerate(words):
        whole = word if opening is None else opening + word
        opening = None
        if key(word.written) in OPENINGS and at < len(words) - 1:
            opening = whole
        elif parts and key(whole.written) in closings:
            parts[-1] += whole
        else:
            parts.append(whole)
    return parts
