"""A key by which names that can be the same person's are looked up: what is heard of a name in any script, roughly.

It finds too many rather than too few; `compare` says which of them agree. The letters stand for sounds that some
spelling mixes: D for d, z, ض and ظ, K for g, j, k and q. Vowels, long ones too, and w and y are left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lms.people.rules.matching.lists import (
    BETWEEN,
    CHILD,
    JOINED_CHILD,
    JOINED_TITLE,
    LATIN_TITLES,
    TITLES,
    WITHOUT_ALEF,
)
from lms.people.rules.matching.parts import language_of_letters, read
from lms.people.rules.matching.romanised import in_latin
from lms.people.rules.matching.writing import ARABIC, GEORGIAN, apart, key, letters, script_of

LONGEST = 100
_BETWEEN = BETWEEN.union(CHILD)
_ODD = re.compile("[,،;؛./]")
_DOUBLED = re.compile(r"(.)\1+")

_ARABIC = {
    **dict.fromkeys("بپ", "B"),
    **dict.fromkeys("تط", "T"),
    **dict.fromkeys("دضذظز", "D"),
    **dict.fromkeys("ثسص", "S"),
    **dict.fromkeys("شچ", "C"),
    **dict.fromkeys("جگغقكژ", "K"),
    **dict.fromkeys("حه", "H"),
    **dict(zip("خفلمنر", "XFLMNR", strict=True)),
}
_LATIN = {
    **dict.fromkeys("bp", "B"),
    **dict.fromkeys("dz", "D"),
    **dict.fromkeys("cgjkq", "K"),
    **dict(zip("stxhflmnr", "STXHFLMNR", strict=True)),
}
_PAIRS = re.compile("kh|sh|ch|ph|th|dh|gh|zh|ts|dz|dj|tz")
_OF_PAIRS = dict(
    zip(
        ("kh", "sh", "ch", "ph", "th", "dh", "gh", "zh", "ts", "dz", "dj", "tz"),
        "XCCFSDKKSDKS",
        strict=True,
    )
)
_ARABIC_ARTICLE = re.compile("^ال(?=...)|(?<=^عبد)ال|(?<=^ابو)ال|(?<=...)ال(?=...)")
_LATIN_ARTICLE = re.compile("^[ae]l(?=[^aeiouy]..)|^el(?=....)|(?<=^abd)[aeou]l|[aeou]l?d?(?=din$)")


def name_key(name: str, language: str) -> str:
    """The key of a name of somebody whose names are in a language; the same for any spelling of it."""
    heard = [_heard(word) for word in name.split()]
    if _is_odd(heard, name, language):
        found = read(name, language_of_letters(name) or language)
        heard = [_heard(letters) for part in found.parts for letters in part.words]
    sounds = [word.sounds for word in heard]
    if language == "ka":
        sounds.sort()  # lists have the family first as often
        joined = ""
    else:
        joined = "A" if not heard or heard[0].begins_with_vowel else ""
    for sound in sounds:
        joined += sound[1:] if joined and sound and joined[-1] == sound[0] else sound
    return joined[:LONGEST]


FEWEST_WORDS = 3
"""Of fewer words a name is not looked up as the beginning of others: too many begin so."""


def shorter_keys(name: str, language: str) -> list[str]:
    """The keys of the name without its last one or two words, by which those are found who left them out."""
    words = name.split()
    shorter = [words[:-left] for left in (1, 2) if len(words) - left >= FEWEST_WORDS]
    return [name_key(" ".join(some), language) for some in shorter]


class _Heard(NamedTuple):
    sounds: str
    begins_with_vowel: bool
    is_special: bool
    """It stands between parts, or is not one plain word."""
    title_in: frozenset[str]
    """The languages in which it is a title, or begins with one, when it stands first."""


def _is_odd(heard: list[_Heard], name: str, language: str) -> bool:
    """Whether something in the name is not part of it: then it is taken apart properly."""
    for word in heard:
        if word.is_special:
            return True
    if not heard:
        return True
    titles = heard[0].title_in
    return bool(titles) and (language_of_letters(name) or language) in titles


@lru_cache(maxsize=32_768)  # a roster of a hundred thousand people repeats a few thousand names
def _heard(word: str) -> _Heard:
    written = letters(word)
    folded = key(written)
    is_special = (
        folded in _BETWEEN
        or folded.endswith(JOINED_CHILD)
        or _ODD.search(word) is not None
        or len(apart(word)) > 1
    )
    latin = in_latin(written) if script_of(written) == GEORGIAN else written
    begins = latin[:1] in _LATIN or latin[:1] in _ARABIC
    return _Heard(_DOUBLED.sub(r"\1", _sounds(written)), not begins, is_special, _title_in(folded))


def _title_in(folded: str) -> frozenset[str]:
    if folded in TITLES["en"]:
        return frozenset({*TITLES, ""})
    found = {language for language, titles in TITLES.items() if folded in titles}
    found |= {language for language, titles in LATIN_TITLES.items() if folded in titles}
    found |= {language for language, title in JOINED_TITLE.items() if folded.startswith(title)}
    return frozenset(found)


def _sounds(written: str) -> str:
    """The consonants of a word, as classes of sounds."""
    script = script_of(written)
    if script == ARABIC:
        written = key(WITHOUT_ALEF.get(written, written))
        written = _ARABIC_ARTICLE.sub("", written)
        return "".join(_ARABIC.get(letter, _kept(letter)) for letter in written.removesuffix("ه"))
    if script == GEORGIAN:
        written = in_latin(written)
    written = "" if written in ("al", "el", "ul") else _LATIN_ARTICLE.sub("-", written)
    written = re.sub("(?<=[aeo])h$", "", written)
    written = _PAIRS.sub(lambda pair: _OF_PAIRS[pair.group()], written)
    return "".join(_LATIN.get(letter, _kept(letter)) for letter in written)


def _kept(letter: str) -> str:
    """A class that stands already, or a digit."""
    return letter if letter.isupper() or letter.isdecimal() else ""
