"""Whether two parts of names can be the same name, and by what rule."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from lms.people.rules.matching.lists import WITHOUT_ALEF
from lms.people.rules.matching.parts import Part
from lms.people.rules.matching.romanised import arabic_cost, georgian_cost, in_latin, plain
from lms.people.rules.matching.writing import ARABIC, GEORGIAN, LATIN, key, script_of


class Rule(StrEnum):
    """Why two parts of names meet, or do not."""

    SAME = "same"
    SPELLING = "spelling"
    JOINED = "joined"
    ALEF = "alef"
    ALLAH = "allah"
    NOMINATIVE = "nominative"
    ROMANISED = "romanised"
    LATIN = "latin"
    INITIAL = "initial"
    ARTICLE = "article"
    SLIP = "slip"
    TITLE = "title"
    BETWEEN = "between"
    ORDER = "order"
    MISSING = "missing"
    FATHER_MISSING = "father_missing"
    FATHER_DIFFERS = "father_differs"
    DIFFERENT = "different"


class Meeting(NamedTuple):
    """How well two parts agree, from 0 to 1, and by what rule."""

    score: float
    rule: Rule


APART = Meeting(0.0, Rule.DIFFERENT)
_FEWEST_FOR_SLIP, _FEWEST_FOR_ARTICLE = 5, 5
_DOTS = str.maketrans(
    {
        **dict.fromkeys("بتثني", "ب"),
        **dict.fromkeys("جحخ", "ح"),
        **dict.fromkeys("دذ", "د"),
        **dict.fromkeys("رز", "ر"),
        **dict.fromkeys("سش", "س"),
        **dict.fromkeys("صض", "ص"),
        **dict.fromkeys("طظ", "ط"),
        **dict.fromkeys("عغ", "ع"),
        **dict.fromkeys("فق", "ف"),
    }
)


@lru_cache(maxsize=65_536)
def meet(first: Part, second: Part, language: str) -> Meeting:
    """Whether two parts can be the same name, by the custom of a language."""
    if first.shown == second.shown:
        return Meeting(1.0, Rule.SAME)
    one, other = first.written, second.written
    if one == other:
        joined = len(first.words) != len(second.words)
        return Meeting(0.98 if joined else 1.0, Rule.JOINED if joined else Rule.SPELLING)
    scripts = script_of(one), script_of(other)
    if scripts[0] != scripts[1]:
        return _across(first, second, scripts, language)
    if scripts[0] == ARABIC:
        return _arabic(one, other, language)
    return _georgian(one, other) if scripts[0] == GEORGIAN else latin(one, other)


def _arabic(one: str, other: str, language: str) -> Meeting:
    first, second = key(one), key(other)
    if first == second:
        return Meeting(0.97, Rule.SPELLING)
    if WITHOUT_ALEF.get(first, first) == WITHOUT_ALEF.get(second, second):
        return Meeting(0.95, Rule.ALEF)
    if len(first) > 3 and {one[-1], other[-1]} == {"ى", "ا"} and first[:-1] == second[:-1]:
        return Meeting(0.95, Rule.ALEF)
    if language == "fa" and _with_one_lam(first) == _with_one_lam(second):
        return Meeting(0.95, Rule.ALLAH)
    return APART


def _with_one_lam(written: str) -> str:
    return re.sub("(?<=.)الله$", "اله", written)


def _georgian(one: str, other: str) -> Meeting:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 3 and longer == f"{shorter}ი" and shorter[-1] not in "აეიოუ":
        return Meeting(0.95, Rule.NOMINATIVE)
    return APART


def _across(first: Part, second: Part, scripts: tuple[str, str], language: str) -> Meeting:
    if LATIN not in scripts:
        # Arabic and Georgian letters meet in Latin ones.
        if scripts[0] == ARABIC:
            first, second, scripts = second, first, (scripts[1], scripts[0])
        first = Part(first.shown, (in_latin(first.written),))
    elif scripts[1] == LATIN:
        first, second, scripts = second, first, (scripts[1], scripts[0])
    if scripts[1] == ARABIC:
        cost = arabic_cost(second.words, first.written, persian=language == "fa")
    else:
        cost = georgian_cost(second.written, first.written)
    score = 0.95 - cost
    return Meeting(score, Rule.ROMANISED) if score > 0.6 else APART


# What one romanisation writes so and another so.
_SPELLED = (
    (re.compile("ou|oo"), "u"),
    (re.compile("[ae][iy]"), "E"),
    (re.compile("ee|ie"), "i"),
    (re.compile("ph"), "f"),
    (re.compile("q|ck|gh"), "k"),
    (re.compile("dj|zh"), "j"),
    (re.compile("w"), "v"),
    (re.compile("(?<=[^aeiou])y|^y(?=[^aeiou])"), "i"),
    (re.compile("(?<=[ae])h$"), ""),
)
_NEAR = {frozenset("ou"), frozenset("ae"), frozenset("ei"), frozenset(("E", "i"))}
_FEWEST_FOR_VOWELS = 5


@lru_cache(maxsize=16_384)
def latin(one: str, other: str) -> Meeting:
    """Two spellings in Latin letters: doubled consonants, and what romanisations do differently."""
    first, second = plain(one), plain(other)
    if first == second:
        return Meeting(0.95, Rule.LATIN)
    first, second = _as_spelled(first), _as_spelled(second)
    if first == second:
        return Meeting(0.9, Rule.LATIN)
    if len(first) != len(second) or first[-1] != second[-1]:
        return APART
    differing = [frozenset(pair) for pair in zip(first, second, strict=True) if len(set(pair)) > 1]
    loose = [pair for pair in differing if pair != frozenset("ou")]
    if any(pair not in _NEAR for pair in differing):
        return APART
    if loose and (len(first) < _FEWEST_FOR_VOWELS or first[0] != second[0] or len(loose) > 1):
        return APART
    return Meeting(0.9 - 0.04 * len(differing), Rule.LATIN) if len(differing) <= 2 else APART


def _as_spelled(written: str) -> str:
    for pattern, spelled in _SPELLED:
        written = pattern.sub(spelled, written)
    return written


def slip(first: Part, second: Part) -> Meeting:
    """One dot or letter of the keyboard wrong in a long word: believed only where the rest of a long name agrees."""
    one, other = key(first.written), key(second.written)
    if len(one) < _FEWEST_FOR_SLIP or len(one) != len(other) or one[0] != other[0]:
        return APART
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(differing) == 1 and one.translate(_DOTS) == other.translate(_DOTS):
        return Meeting(0.82, Rule.SLIP)
    return APART


def article(first: Part, second: Part) -> Meeting:
    """الشربيني and شربيني: of a family named for a place the article may be left out."""
    shorter, longer = sorted((key(first.written), key(second.written)), key=len)
    is_family = len(shorter) >= _FEWEST_FOR_ARTICLE and shorter[-1] == "ي"
    if is_family and longer == f"ال{shorter}":
        return Meeting(0.85, Rule.ARTICLE)
    return APART


def initial(first: Part, second: Part) -> Meeting:
    """M. for Michael."""
    shorter, longer = sorted((first.written, second.written), key=len)
    if len(shorter) == 1 and len(longer) > 1 and longer[0] == shorter:
        return Meeting(0.85, Rule.INITIAL)
    return APART
