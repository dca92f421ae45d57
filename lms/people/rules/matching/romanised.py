"""Whether Latin letters spell a name written in Arabic or Georgian letters, by any of the ways in use.

Every letter has the Latin spellings it is given somewhere; the short vowels that Arabic letters leave out may stand
between them. What is heard long must be written: a long vowel, a final a. So Mahmoud is not محمد, nor Amira أمير.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from lms.people.rules.matching.lists import WITHOUT_ALEF

IMPOSSIBLE = 9.0
_RARE = 0.06
"""What a spelling costs that is less usual."""
_DOUBLED = re.compile(r"([bcdfghjklmnpqrstvwxyz])\1+")
_ARTICLE, _ALLAH, _SHORT = "\ue000", "\ue001", "\ue002"
_VOWELS = "aeiou"
_LONG = frozenset("اويى")

Spellings = Mapping[str, float]


def _usual(text: str, rare: str = "") -> dict[str, float]:
    return {**dict.fromkeys(text.split(), 0.0), **dict.fromkeys(rare.split(), _RARE)}


_ARABIC: dict[str, Spellings] = {
    "ب": _usual("b", "p"),
    "پ": _usual("p", "b"),
    "ت": _usual("t"),
    "ث": _usual("th s", "t"),
    "ج": _usual("j g", "dj gu"),
    "چ": _usual("ch", "tch c"),
    "ح": _usual("h"),
    "خ": _usual("kh", "x"),
    "د": _usual("d"),
    "ذ": _usual("z dh", "d th"),
    "ر": _usual("r"),
    "ز": _usual("z"),
    "ژ": _usual("zh j"),
    "س": _usual("s", "c"),
    "ش": _usual("sh", "ch sch"),
    "ص": _usual("s"),
    "ض": _usual("d", "dh z"),
    "ط": _usual("t"),
    "ظ": _usual("z", "dh d th"),
    "ع": {"": 0.0, **_usual("a e i o u", "aa")},
    "غ": _usual("gh g", "q"),
    "ف": _usual("f", "ph v"),
    "ق": _usual("q k g", "gh c"),
    "ك": _usual("k", "c ck q"),
    "گ": _usual("g"),
    "ل": _usual("l"),
    "م": _usual("m"),
    "ن": _usual("n"),
    "ه": _usual("h"),
    "و": _usual("w o u ou oo v", "au aw ow av wu wo wou woo oa oua"),
    "ي": _usual("y i ee ei ai ay ey", "ie iy yi"),
    "ا": _usual("a", "aa"),
}
_FIRST_ALEF = _usual("a e i o u", "aa ee ou")
_FINAL: dict[str, Spellings] = {
    "ة": _usual("a ah e eh", "at et t"),
    "ه": _usual("a ah e eh h"),
    "ى": _usual("a i y", "ah aa e ee"),
    "ي": _usual("i y ee", "ie ey iy"),
    "ا": _usual("a", "aa ah"),
}
_INNER: dict[str, Spellings] = {"ة": _usual("at et t a ah"), "ى": _usual("a i y")}
_AFTER_ALEF = _usual("y i e ie ye yi", "ee")  # وائل, إيهاب
_OF_ARTICLE = _usual("al el ul ol il l")
_BEFORE_SUN = {**_OF_ARTICLE, **_usual("a e u o i")}
_ARABIC[_ALLAH] = _usual("alah olah ulah", "ala ola ula lah elah ela eolah")
_ARABIC[_SHORT] = _usual("e i", "o u")
_SUN = frozenset("تثدذرزسشصضطظلن")

_GEORGIAN: dict[str, Spellings] = {
    **{
        letter: _usual(latin)
        for letter, latin in zip("აბგდევზთიკლმნოპრსტუფქჯჰ", "abgdevztiklmnoprstupkjh", strict=True)
    },
    "ვ": _usual("v", "w"),
    "თ": _usual("t", "th"),
    "ი": _usual("i", "y"),
    "ჟ": _usual("zh", "j"),
    "უ": _usual("u", "ou oo"),
    "ფ": _usual("p", "f ph"),
    "ქ": _usual("k", "q"),
    "ღ": _usual("gh", "g"),
    "ყ": _usual("q k", "y"),
    "შ": _usual("sh"),
    "ჩ": _usual("ch"),
    "ც": _usual("ts", "c tz"),
    "ძ": _usual("dz", "z"),
    "წ": _usual("ts", "w c tz"),
    "ჭ": _usual("ch", "tch"),
    "ხ": _usual("kh", "x h"),
    "ჯ": _usual("j", "dj"),
    "ჰ": {"h": 0.0, "": _RARE},
}


class Sign(NamedTuple):
    """A letter as it stands in its word."""

    spellings: Spellings
    letter: str = ""


def plain(latin: str) -> str:
    """Latin letters with doubled consonants as one."""
    return _DOUBLED.sub(r"\1", latin)


@lru_cache(maxsize=32_768)
def arabic_cost(words: tuple[str, ...], latin: str, *, persian: bool) -> float:
    """How far Latin letters are from spelling these Arabic ones: 0 as usual, `IMPOSSIBLE` not at all."""
    signs = _signs(words, persian=persian)
    return _Speller(signs, plain(latin), leaves_out_vowels=True).cost()


@lru_cache(maxsize=32_768)
def georgian_cost(written: str, latin: str) -> float:
    """The same for Georgian letters, which leave nothing out; a final ი may be one of the nominative."""
    latin = plain(latin)
    signs = [Sign(_GEORGIAN.get(letter, {}), letter) for letter in plain(written)]
    costs = [_Speller(signs, latin).cost()]
    if len(written) > 3 and written[-1] == "ი":
        costs.append(_RARE + _Speller(signs[:-1], latin).cost())
    elif len(latin) > 3 and latin[-1] == "i":
        costs.append(_RARE + _Speller(signs, latin[:-1]).cost())
    return min(costs)


def in_latin(georgian: str) -> str:
    """Georgian letters by the national romanisation."""
    return "".join(next(iter(_GEORGIAN.get(letter, {letter: 0.0}))) for letter in georgian)


def _signs(words: tuple[str, ...], *, persian: bool) -> list[Sign]:
    marked = "".join(_marked(word) for word in words)
    marked = re.sub("^(عبد|ابو|ابي)ال", rf"\1{_ARTICLE}", marked)
    marked = re.sub("(?<=.)الله$", _ALLAH, marked)
    marked = re.sub("(?<=..)الدين$", f"{_ARTICLE}دين", marked)
    marked = re.sub("(?<=...)ال(?=...)", _ARTICLE, marked)
    if persian:
        marked = re.sub("(?<=..)اله$", _ALLAH, marked)
    marked = re.sub("([وي])\\1+", r"\1", marked.replace("ء", ""))
    # Of خالد the short vowel is heard, and is no a: it tells كامل from كمال, and ناصر from نصر.
    marked = re.sub(f"(?<=[^{_ARTICLE}]ا)([^اويىةه])([^اويىةه])$", rf"\1{_SHORT}\2", marked)
    return [_sign(marked, at, persian=persian) for at in range(len(marked))]


def _marked(word: str) -> str:
    word = WITHOUT_ALEF.get(word, word)
    if word == "الله":
        return _ALLAH
    return _ARTICLE + word[2:] if word.startswith("ال") and len(word) > 4 else word


def _sign(marked: str, at: int, *, persian: bool) -> Sign:
    letter, before = marked[at], marked[at - 1] if at else ""
    after = marked[at + 1] if at + 1 < len(marked) else ""
    second = at == 1 or (at > 1 and marked[at - 2] == _ARTICLE)
    return Sign(_spellings(letter, before, after, persian=persian, second=second), letter)


def _spellings(letter: str, before: str, after: str, *, persian: bool, second: bool) -> Spellings:
    """How a letter is spelled between its neighbours; `second` when it is the second of its word."""
    if letter == _ARTICLE:
        return _BEFORE_SUN if after in _SUN else _OF_ARTICLE
    if before in ("", _ARTICLE):
        return _beginning(letter, after)
    if not after:
        return _ending(letter, before, persian=persian)
    return _inner(letter, before, after, persian=persian, second=second)


def _beginning(letter: str, after: str) -> Spellings:
    if letter == "ا":
        return {**_FIRST_ALEF, "": 0.0} if after in ("و", "ي") else _FIRST_ALEF
    found = _ARABIC.get(letter, {})
    if letter == "ع" and after not in _LONG:
        return {spelling: cost for spelling, cost in found.items() if spelling}
    return found


def _ending(letter: str, before: str, *, persian: bool) -> Spellings:
    found = _FINAL.get(letter, _ARABIC.get(letter, {}))
    if persian and letter == "ي":
        return {**found, "a": 2 * _RARE}  # مصطفی, whose ى Persian writes as any other
    if letter == "و" and before == "ر":
        return {**found, "": _RARE}  # عمرو
    return found


def _inner(letter: str, before: str, after: str, *, persian: bool, second: bool) -> Spellings:
    found = _INNER.get(letter, _ARABIC.get(letter, {}))
    if letter == "ي" and before == "ا":
        return _AFTER_ALEF
    if letter == "ي" and second:
        return {**found, "e": _RARE}  # ريهام as Reham
    if persian and letter == "و" and before == "خ" and after == "ا":
        return {**found, "": 0.0}
    if persian and letter == "ا":
        return {**found, "o": 2 * _RARE}
    return found


class _Speller:
    """Finds the cheapest way to spell signs with all the letters given."""

    def __init__(self, signs: list[Sign], latin: str, *, leaves_out_vowels: bool = False) -> None:
        self._signs, self._latin = signs, latin
        self._leaves_out = leaves_out_vowels
        self._known: dict[tuple[int, int, bool], float] = {}
        self._bare = [_is_first_vowel(signs, at) for at in range(len(signs))]

    def cost(self) -> float:
        return self._from(0, 0, after_unwritten=False)

    def _from(self, at: int, place: int, *, after_unwritten: bool) -> float:
        """The cost of spelling the signs from one on with the letters from a place on."""
        if place == len(self._latin) and at == len(self._signs):
            return 0.0
        step = (at, place, after_unwritten)
        if step not in self._known:
            self._known[step] = self._cheapest(at, place, after_unwritten)
        return self._known[step]

    def _cheapest(self, at: int, place: int, after_unwritten: bool) -> float:
        best = IMPOSSIBLE
        if at == len(self._signs):
            # Noureddine: an e that is not heard.
            return _RARE if self._leaves_out and self._latin[place - 2 :] == "ine" else best
        letter = self._signs[at].letter
        for spelling, cost in self._signs[at].spellings.items():
            if after_unwritten and not _may_follow_vowel(letter, spelling):
                continue
            if self._latin.startswith(spelling, place):
                heard = letter == "ع" and bool(spelling)
                rest = self._from(at + 1, place + len(spelling), after_unwritten=heard)
                best = min(best, cost + rest)
        if self._leaves_out and not after_unwritten:
            for vowel in ("ou", *_VOWELS):
                if self._latin.startswith(vowel, place) and self._may_be_unwritten(vowel, at):
                    rest = self._from(at, place + len(vowel), after_unwritten=True)
                    best = min(best, rest + (_RARE if vowel == "ou" else 0.0))
        return best

    def _may_be_unwritten(self, vowel: str, at: int) -> bool:
        """Other vowels than a and e are long and written, but in the first syllable, or as in محسن and خالد."""
        first = self._signs[0].letter
        if at == 0 or self._signs[at].letter == _SHORT:
            return False  # what a word begins with is written
        if vowel == "ou":
            return at == 1 and len(self._signs) > 2
        return vowel in "ae" or self._bare[at] or (vowel == "i" and first in "ما")


def _may_follow_vowel(letter: str, spelling: str) -> bool:
    """After a vowel that is not written: Saad has one more a, but سيد no ee, and a silent و nothing before it."""
    if letter == "و":
        return bool(spelling)
    return letter != "ي" or "y" in spelling or spelling == "i"


def _is_first_vowel(signs: list[Sign], at: int) -> bool:
    """Whether a vowel before a sign is the first of its word, or comes after a long one."""
    before = [sign.letter for sign in signs[:at]]
    if _ARTICLE in before:
        before = before[len(before) - before[::-1].index(_ARTICLE) :]
    return len(before) <= 1 or bool(_LONG & set(before[1:]))
