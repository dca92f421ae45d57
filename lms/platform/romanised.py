"""Arabic and Persian words behind a Latin spelling: nobody spells them alike, so each letter stands for several.

A word is found in two steps: by its `skeleton`, in which letters that are ever taken for each other are one, and by
`spelling`, a pattern of all the letters that the Latin ones may stand for. Words are folded (`fold`) before both.
"""

from __future__ import annotations

import re
from functools import lru_cache

FEWEST = 2
"""Of so many consonants on the beginning of a word is enough; of fewer only the whole word is looked for."""

_CLASSES = {
    **dict.fromkeys("بپ", "B"),
    **dict.fromkeys("تثدذزسشصضطظچژ", "T"),
    **dict.fromkeys("جخغقكگ", "G"),
    **dict.fromkeys("ف", "F"),
    **dict.fromkeys("ل", "L"),
    **dict.fromkeys("م", "M"),
    **dict.fromkeys("ن", "N"),
    **dict.fromkeys("ر", "R"),
}  # h, w, y and what carries a vowel are left out: they are written or not
_ARABIC = str.maketrans({chr(code): _CLASSES.get(chr(code), "") for code in range(0x600, 0x700)})

_VOWELS = "aeiouywv"  # none of what they stand for does a consonant stand for: no pattern goes back
_LETTERS = {
    "sh": ("T", "(?:ش|[سص][حه])"),
    "ch": ("T", "[چش]"),
    "th": ("T", "(?:ث|[تط][حه]?)"),
    "dh": ("T", "(?:[ذضظ]|د[حه])"),
    "zh": ("T", "(?:ژ|[زظ][حه])"),
    "kh": ("G", "(?:خ|ك[حه])"),
    "gh": ("G", "(?:[غق]|[جگ][حه])"),
    "ph": ("F", "ف"),
    "b": ("B", "[بپ]"),
    "p": ("B", "[پب]"),
    "t": ("T", "[تط]"),
    "d": ("T", "[دضذ]"),
    "s": ("T", "[سصث]"),
    "z": ("T", "[زظذض]"),
    "g": ("G", "[جغگق]"),
    "j": ("G", "ج"),
    "k": ("G", "[كق]"),
    "q": ("G", "[قك]"),
    "c": ("G", "[كق]"),
    "x": ("GT", "كس"),
    "f": ("F", "ف"),
    "l": ("L", "ل"),
    "m": ("M", "م"),
    "n": ("N", "ن"),
    "r": ("R", "ر"),
    "h": ("", "[حه]"),
}
_UNIT = re.compile(rf"[{_VOWELS}]+|[sctdzkgp]h|([b-df-hj-np-txz])\1*")
_LATIN = re.compile("[a-z]+")
_SOFT_C = re.compile("c(?=[eiy])")


def skeleton(word: str) -> str:
    """What is left of a folded Arabic or Persian word, the classes of its consonants; any other word as it is."""
    return word.translate(_ARABIC)


def is_spelled(word: str) -> bool:
    """Whether a folded word is written in Latin letters, which may stand for Arabic ones."""
    return _LATIN.fullmatch(word) is not None


@lru_cache(maxsize=1_024)
def skeletons_of_spelling(word: str) -> tuple[str, ...]:
    """The skeletons of the words that a Latin spelling may stand for: ll is one letter or two."""
    found = [""]
    for unit in _units(word):
        if unit == "ll":
            found = [one + more for one in found for more in ("L", "LL")]
        elif unit[0] not in _VOWELS:
            found = [one + _letter(unit)[0] for one in found]
    return tuple(found[:4])


@lru_cache(maxsize=1_024)
def spelling(word: str) -> re.Pattern[str]:
    """The beginnings of Arabic and Persian words that a Latin spelling may stand for; `match` it."""
    units = _units(word)
    last = len(units) - 1
    parts = [
        _vowel(unit, is_first=at == 0, is_last=at == last)
        if unit[0] in _VOWELS
        else _letter(unit)[1]
        for at, unit in enumerate(units)
    ]
    return re.compile("".join(parts))


def _units(word: str) -> list[str]:
    """Runs of vowels, consonants of two letters, and others with those that double them."""
    return [unit.group() for unit in _UNIT.finditer(_SOFT_C.sub("s", word))]


def _letter(unit: str) -> tuple[str, str]:
    """The class of a consonant, and the letters that it may stand for; a doubled one is often written once."""
    if unit in _LETTERS:
        return _LETTERS[unit]
    kind, letters = _LETTERS[unit[0]]
    return kind, f"{letters}{{1,2}}"


def _vowel(run: str, *, is_first: bool, is_last: bool) -> str:
    """Short ones are not written and long ones are; which one it is a Latin spelling tells only sometimes."""
    open_ones = "اع" if is_first or not is_last or "a" in run or "e" in run else ""
    letters = (
        open_ones + ("ي" if set(run) & set("iey") else "") + ("و" if set(run) & set("ouwv") else "")
    )
    if is_last and open_ones:
        letters += "هي"
    must = ""
    if "y" in run:
        must = f"(?=[{letters}]*ي)"
    elif any(pair in run for pair in ("ee", "ii", "ei", "ie", "ai")):
        must = f"(?=[{letters}]*[يع])"
    elif any(pair in run for pair in ("w", "v", "oo", "ou")):
        must = f"(?=[{letters}]*و)"
    if is_first:
        return f"{must}[{letters}]{{1,3}}"
    if is_last and "a" in run:
        return f"{must}[{letters}]{{1,3}}"
    if is_last:
        return f"{must}(?:[{letters}]{{1,3}}|$)"
    return f"{must}[{letters}]{{0,3}}"
