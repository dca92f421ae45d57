"""What the words typed into a search may stand for: the beginnings of words, and Arabic ones behind Latin letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union_all

from lms.people.models import NameWord, PersonToken
from lms.platform.db import db
from lms.platform.romanised import FEWEST, is_spelled, skeletons_of_spelling, spelling

LAST = "\U0010ffff"
MOST_WORDS = 100
"""Of so many words at most that a Latin spelling may stand for, the likeliest are looked for."""
_ARTICLES = frozenset({"al", "el", "ul"})


class Typed(NamedTuple):
    """A word as it was typed, and Arabic or Persian ones that it may stand for."""

    text: str
    begun: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def begins(self, token: type[PersonToken]) -> ColumnElement[bool]:
        """Whether a word of a name is begun by what was typed, or by what it may stand for."""
        found = [having_prefix(token, one) for one in (self.text, *self.begun)]
        return or_(*found, token.token.in_(self.whole)) if self.whole else or_(*found)

    def bearers(self) -> Select[int] | CompoundSelect[int]:
        """The ids of all who bear it, some more than once.

        Each beginning is looked up by itself: for an OR a database may leave the index and go through the table.
        """
        found = [having_prefix(PersonToken, one) for one in (self.text, *self.begun)]
        if self.whole:
            found.append(PersonToken.token.in_(self.whole))
        first, *others = [select(PersonToken.person_id).where(one) for one in found]
        return union_all(first, *others) if others else first


def having_prefix(token: type[PersonToken], word: str) -> ColumnElement[bool]:
    """Whether a token begins with the word; by its place in the index, which LIKE would not use everywhere."""
    return and_(token.token >= word, token.token < word + LAST)


def understood(words: Sequence[str]) -> list[Typed]:
    """Each word with those that it may stand for; an article that stands alone says nothing."""
    whole = [word for word in words if word not in _ARTICLES] or list(words)
    spelled = [word for word in whole if is_spelled(word)]
    if not spelled:
        return [Typed(word) for word in whole]
    query = select(NameWord.word, NameWord.skeleton).where(or_(*map(_may_be, spelled)))
    found = [(word, bones) for word, bones in db.session.execute(query)]
    return [Typed(word, *_meant(word, found)) if word in spelled else Typed(word) for word in whole]


def _may_be(word: str) -> ColumnElement[bool]:
    bones = skeletons_of_spelling(word)
    if len(bones[0]) < FEWEST:
        return NameWord.skeleton.in_(bones)
    begun = [and_(NameWord.skeleton >= one, NameWord.skeleton < one + LAST) for one in bones]
    return or_(*begun)


def _meant(typed: str, found: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The beginnings and the whole words that the spelling fits; of a few letters only whole words."""
    pattern, bones = spelling(typed), skeletons_of_spelling(typed)
    if len(bones[0]) < FEWEST:
        return (), tuple(word for word, one in found if one in bones and pattern.fullmatch(word))
    fitting = [word for word, one in found if one.startswith(bones) and pattern.match(word)]
    begun: list[str] = []
    whole: list[str] = []
    for word in sorted(fitting)[:MOST_WORDS]:  # what a word begins follows it
        if begun and word.startswith(begun[-1]):
            continue
        (begun if pattern.match(word + LAST) else whole).append(word)
    return tuple(begun), tuple(whole)
