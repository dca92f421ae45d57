"""Finding people: by the beginnings of names in any script, by the whole identity number, by telephone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from lms.people import national_id
from lms.people.models import Person, PersonToken
from lms.people.national_id import Verdict
from lms.people.policy import contacts_visible_to
from lms.people.rules import COUNTRIES, phone_spellings
from lms.platform.access import Actor
from lms.platform.crypto import lookup_hash
from lms.platform.text import fold_digits, query_words

_LAST = "\U0010ffff"
FEWEST_DIGITS = 5


def search(text: str, viewer: Actor | None = None) -> Select[int] | CompoundSelect[int]:
    """The ids of those whom the text finds: every word begins some word of the name, in any order.

    A whole identity number finds its holder, and a telephone number those whose contacts the viewer may see.
    """
    by_name = _by_name(query_words(text))
    if sum(character.isdigit() for character in text) < FEWEST_DIGITS:
        return by_name
    by_number = select(Person.id).where(or_(*_numbers(text), *_phones(text, viewer)))
    return by_number.union_all(by_name)


def having_prefix(token: type[PersonToken], word: str) -> ColumnElement[bool]:
    """Whether a token begins with the word; by its place in the index, which LIKE would not use everywhere."""
    return and_(token.token >= word, token.token < word + _LAST)


def _by_name(words: list[str]) -> Select[int]:
    if not words:
        return select(PersonToken.person_id).where(false())
    # The longest word is in the fewest names: it is looked up, and the others are checked.
    first, *others = sorted(words, key=len, reverse=True)
    query = select(PersonToken.person_id).where(having_prefix(PersonToken, first))
    for word in others:
        other = aliased(PersonToken)
        found = exists().where(other.person_id == PersonToken.person_id, having_prefix(other, word))
        query = query.where(found)
    return query


def _numbers(text: str) -> Iterator[ColumnElement[bool]]:
    yield false()
    typed = fold_digits(text)
    for country in COUNTRIES:
        checked = national_id.check(country, typed)
        if checked.verdict is not Verdict.INVALID:
            number = lookup_hash(country, checked.normalised)
            yield and_(Person.id_country == country, Person.national_id_hash == number)


def _phones(text: str, viewer: Actor | None) -> Iterator[ColumnElement[bool]]:
    spellings = phone_spellings(text)
    if viewer is not None and spellings:
        yield and_(Person.phone.in_(spellings), contacts_visible_to(viewer))
