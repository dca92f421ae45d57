"""Whether two names can be the same person's: a score from 0 to 1, and what of one met what of the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from lms.people.rules.matching.lists import FAMILY_ENDINGS
from lms.people.rules.matching.parts import Name, Part, language_of_letters, read
from lms.people.rules.matching.words import (
    APART,
    Meeting,
    Rule,
    article,
    initial,
    meet,
    slip,
)
from lms.people.rules.matching.writing import ARABIC, key

ENOUGH = 0.8
"""From this score on two names can be the same person's. That they are is for a number and a human to say."""
_BELIEVED = 0.75
"""Less agreement of two parts is none."""


class Met(NamedTuple):
    """What of one name met what of the other (either may be empty), and by what rule."""

    first: str
    second: str
    rule: Rule


class Comparison(NamedTuple):
    """How well two names agree, and why."""

    score: float
    met: tuple[Met, ...]

    @property
    def can_be_same(self) -> bool:
        """Whether somebody should look; never that it is so."""
        return self.score >= ENOUGH


@lru_cache(maxsize=8_192)
def compare(first: str, second: str, language: str = "") -> Comparison:
    """Compare two names of people of a language; without one the letters say which, as far as they can.

    A language may carry its script, as in ar-Latn. The order of the two changes nothing but the order in what met.
    """
    language = _language(first, second, language)
    one, other = read(first, language), read(second, language)
    if not one.parts or not other.parts:
        return Comparison(0.0, ())
    return max(
        (_compared(one, turned, language, cost) for turned, cost in _orders(one, other, language)),
        key=lambda found: found.score,
    )


def _language(first: str, second: str, given: str) -> str:
    language = given.partition("-")[0].lower()
    spoken = {language_of_letters(first), language_of_letters(second)} - {""}
    if language in ("", "en") or (spoken and language not in spoken):
        # Persian keyboards write Arabic names: letters overrule only what they contradict.
        if "ka" in spoken:
            return "ka"
        if language in ("ar", "fa"):
            return language
        return "fa" if "fa" in spoken else next(iter(spoken), language)
    return language


Order = tuple[Name, float]


def _orders(one: Name, other: Name, language: str) -> list[Order]:
    """The second name as it is, and with its family moved, where the custom knows that order."""
    orders: list[Order] = [(other, 0.0)]
    if len(other.parts) > 1:
        for moved in (
            [other.parts[-1], *other.parts[:-1]],
            [*other.parts[1:], other.parts[0]],
        ):
            if _may_be_family_first(moved, one, other, language):
                turned = Name(other.script, language, moved, other.father, other.titles)
                turned.between = other.between
                orders.append((turned, 0.05))
    return orders


def _may_be_family_first(moved: list[Part], one: Name, other: Name, language: str) -> bool:
    if one.family_first or other.family_first:
        return False  # the comma has said it
    if language == "ka":
        return True
    scripts = {one.script, other.script}
    family = moved[-1] if other.parts[0] is moved[-1] else moved[0]
    written = key(family.written)
    if scripts == {ARABIC}:
        if language == "fa":
            return len(written) > 4 and written.endswith(FAMILY_ENDINGS)
        return len(written) > 5 and written.startswith("ال") and written[-1] == "ي"
    return False


def _compared(one: Name, other: Name, language: str, turned: float) -> Comparison:
    steps = _aligned(one.parts, other.parts, language)
    met = [Met(_shown(step.first), _shown(step.second), step.rule) for step in steps]
    structure = _structure(one, other, steps, language)
    father = _fathers(one, other)
    agreed = [step.score for step in steps if step.score]
    score = sum(agreed) / len(agreed) if agreed else 0.0
    if structure is None or father == Rule.FATHER_DIFFERS:
        # What is left tells how near they are, and stays under what is enough.
        longer = max(len(one.parts), len(other.parts))
        score = min(ENOUGH - 0.05, score * len(agreed) / longer)
    else:
        worst = min(agreed)
        score = max(
            ENOUGH,
            min(score, worst + 0.1) - structure - turned - 0.02 * (father == Rule.FATHER_MISSING),
        )
    met += _besides(one, other, father, turned)
    return Comparison(round(score, 3), tuple(met))


class _Step(NamedTuple):
    first: tuple[Part, ...]
    second: tuple[Part, ...]
    score: float
    rule: Rule


def _aligned(one: Sequence[Part], other: Sequence[Part], language: str) -> list[_Step]:
    """The parts side by side, in order, so that most of them meet."""
    if len(one) == len(other):
        pairs = [meet(a, b, language) for a, b in zip(one, other, strict=True)]
        if all(pair.score >= _BELIEVED for pair in pairs):
            return [
                _Step((a,), (b,), pair.score, pair.rule)
                for a, b, pair in zip(one, other, pairs, strict=True)
            ]
    return _Aligner(one, other, language).best()


class _Aligner:
    """Finds the cheapest way to lay two names beside each other; a part may meet up to three words written apart."""

    _TOGETHER = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))

    def __init__(self, one: Sequence[Part], other: Sequence[Part], language: str) -> None:
        self._one, self._other, self._language = one, other, language
        self._known: dict[tuple[int, int], tuple[float, list[_Step]]] = {}

    def best(self) -> list[_Step]:
        return _merged(self._from(0, 0)[1])

    def _from(self, i: int, j: int) -> tuple[float, list[_Step]]:
        if (i, j) not in self._known:
            self._known[i, j] = min(self._ways(i, j), key=lambda way: way[0], default=(0.0, []))
        return self._known[i, j]

    def _ways(self, i: int, j: int) -> list[tuple[float, list[_Step]]]:
        ways = []
        for m, n in self._TOGETHER:
            if i + m <= len(self._one) and j + n <= len(self._other):
                step = self._step(i, j, m, n)
                if step.score >= _BELIEVED:
                    cost, rest = self._from(i + m, j + n)
                    ways.append((cost + 1 - step.score, [step, *rest]))
        if i < len(self._one):
            cost, rest = self._from(i + 1, j)
            ways.append((cost + 1, [_Step((self._one[i],), (), 0.0, Rule.MISSING), *rest]))
        if j < len(self._other):
            cost, rest = self._from(i, j + 1)
            ways.append((cost + 1, [_Step((), (self._other[j],), 0.0, Rule.MISSING), *rest]))
        return ways

    def _step(self, i: int, j: int, m: int, n: int) -> _Step:
        first, second = tuple(self._one[i : i + m]), tuple(self._other[j : j + n])
        found = meet(_together(first), _together(second), self._language)
        if m == n == 1 and i and j and not found.score:
            found = self._in_a_long_name(i, j)
        rule = found.rule
        if (m, n) != (1, 1) and rule in (Rule.SAME, Rule.SPELLING):
            rule = Rule.JOINED
        return _Step(first, second, found.score, rule)

    def _in_a_long_name(self, i: int, j: int) -> Meeting:
        """What is believed of a part behind the first where the others agree."""
        one, other = self._one, self._other
        tests: list[Callable[[Part, Part], Meeting]] = [initial]
        if len(one) == len(other) > 2 and i == j:
            rest = [meet(one[k], other[k], self._language) for k in range(len(one)) if k != i]
            if all(found.score >= _BELIEVED for found in rest):
                tests.append(slip)
                if i == len(one) - 1:
                    tests.append(article)
        return max((test(one[i], other[j]) for test in tests), default=APART)


def _together(parts: tuple[Part, ...]) -> Part:
    whole = parts[0]
    for part in parts[1:]:
        whole += part
    return whole


def _merged(steps: list[_Step]) -> list[_Step]:
    """What is left over on both sides at one place stands side by side, as different."""
    merged: list[_Step] = []
    for step in steps:
        last = merged[-1] if merged else None
        if last and not step.score and not last.score:
            first, second = last.first + step.first, last.second + step.second
            rule = Rule.DIFFERENT if first and second else Rule.MISSING
            merged[-1] = _Step(first, second, 0.0, rule)
        else:
            merged.append(step)
    return merged


_CHAIN, _AT_MOST = {1: 2, 2: 3}, 2
"""Of a chain so many parts may be missing when so many agree."""


def _structure(one: Name, other: Name, steps: list[_Step], language: str) -> float | None:
    """What it costs that parts are missing; none when the names cannot be the same person's."""
    left = [step for step in steps if not step.score]
    if not left:
        return 0.0
    on_first = sum(len(step.first) for step in left)
    on_second = sum(len(step.second) for step in left)
    if (on_first and on_second) or not steps[0].score:
        return None  # each has what the other has not, or one is the other's child
    missing, agreed = on_first + on_second, len(steps) - len(left)
    at_end = not steps[-1].score
    if language == "fa" or (language == "ka" and not _is_genitive(left)):
        fine = missing == 1 and agreed >= 2 and at_end
    elif language in ("ka", "en", ""):
        fine = missing == 1 and agreed >= 2 and not at_end
    else:
        fine = missing <= _AT_MOST and agreed >= _CHAIN[missing]
    return 0.05 + 0.05 * missing if fine else None


def _is_genitive(left: list[_Step]) -> bool:
    """A father's name without the word for son or daughter."""
    return all(part.written.endswith("ს") for step in left for part in step.first + step.second)


def _fathers(one: Name, other: Name) -> Rule | None:
    if one.father is None and other.father is None:
        return None
    if one.father is None or other.father is None:
        return Rule.FATHER_MISSING
    found = meet(one.father, other.father, "ka")
    return Rule.SAME if found.score >= _BELIEVED else Rule.FATHER_DIFFERS


def _besides(one: Name, other: Name, father: Rule | None, turned: float) -> list[Met]:
    """What else explains: titles, particles, order, the father's name."""
    found = []
    if one.titles or other.titles:
        found.append(Met(" ".join(one.titles), " ".join(other.titles), Rule.TITLE))
    if one.between != other.between:
        found.append(Met(" ".join(one.between), " ".join(other.between), Rule.BETWEEN))
    if turned or one.family_first != other.family_first:
        found.append(Met("", "", Rule.ORDER))
    if father:
        found.append(Met(_father(one), _father(other), father))
    return found


def _father(name: Name) -> str:
    return name.father.shown if name.father else ""


def _shown(parts: tuple[Part, ...]) -> str:
    return " ".join(part.shown for part in parts)
