"""Finding people: by the beginnings of names in any script, by the whole identity number, by telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from lms.people import national_id
from lms.people.models import Affiliation, Person, PersonToken
from lms.people.national_id import Verdict
from lms.people.policy import VIEW, contacts_visible_to, visible_and, visible_to
from lms.people.queries.wording import Typed, understood
from lms.people.rules import COUNTRIES, phone_spellings
from lms.platform.access import Actor
from lms.platform.crypto import lookup_hash
from lms.platform.db import db
from lms.platform.found import Found
from lms.platform.text import fold_digits, query_words

FEWEST_DIGITS = 5
MOST_FOUND = 100
"""A list shows so many at most: whoever finds more adds a word."""
COUNTED, COUNTED_STAFF = 10_000, 50_000
"""So far is counted to know which of the words is in few names, and whether fewer people are seen than bear it."""

Narrow = Callable[[Any], Any]


def search(text: str, viewer: Actor | None = None) -> Select[int] | CompoundSelect[int]:
    """The ids of those whom the text finds: every word begins some word of the name, in any order.

    A whole identity number finds its holder, and a telephone number those whose contacts the viewer may see.
    """
    words = understood(query_words(text))
    by_name = _bearing(_rarest_first(words)) if words else _nobody()
    return _by_number(text, viewer).union_all(by_name) if _has_number(text) else by_name


def first_found(text: str, viewer: Actor, narrow: Narrow) -> Found:
    """The first of those whom the text finds and the viewer sees; `narrow` is what else a query of people has to meet.

    Whose words are in few names is looked for by the words; where fewer people are seen than bear them, by these.
    """
    ids: dict[int, None] = {}
    if _has_number(text):
        numbered = select(Person.id).where(Person.id.in_(_by_number(text, viewer)))
        seen = narrow(numbered).where(visible_to(viewer, row_by_row=True))
        ids.update(dict.fromkeys(db.session.scalars(seen.limit(MOST_FOUND + 1))))
    words = understood(query_words(text))
    if words:
        rarity = _counted(words, None if viewer.is_at_top else viewer)
        words, bearers, staff = _sorted(words, rarity), min(rarity[: len(words)]), rarity[-1]
        if viewer.is_at_top or bearers <= staff // 2 or staff >= COUNTED_STAFF:
            query = _bearing(words, joined=True).where(visible_to(viewer, row_by_row=True))
        else:
            seen = visible_and(viewer, _bears(words)).subquery()
            query = select(Person.id).join(seen, Person.id == seen.c[0])
        most = 2 * MOST_FOUND  # since words may begin a name twice, as many again
        rows = db.session.scalars(narrow(query).limit(most)).all()
        ids.update(dict.fromkeys(rows))
        if len(rows) == most:
            return Found(list(ids)[:MOST_FOUND], is_all=False)
    return Found(list(ids)[:MOST_FOUND], is_all=len(ids) <= MOST_FOUND)


def _has_number(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= FEWEST_DIGITS


def _nobody() -> Select[int]:
    return select(PersonToken.person_id).where(false())


def _bearing(words: Sequence[Typed], *, joined: bool = False) -> Select[int]:
    """Who bears all these words: looked up by the first one, the others are checked."""
    first, *others = words
    query = select(PersonToken.person_id)
    if joined:
        query = query.join(Person, Person.id == PersonToken.person_id)
    query = query.where(first.begins(PersonToken))
    for word in others:
        token = aliased(PersonToken)
        query = query.where(
            exists().where(token.person_id == PersonToken.person_id, word.begins(token))
        )
    return query


def _bears(words: Sequence[Typed]) -> Callable[[ColumnElement[int]], list[ColumnElement[bool]]]:
    """Conditions on somebody's id: that all these words are in the name."""

    def conditions(person_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
        tokens = [(word, aliased(PersonToken)) for word in words]
        return [
            exists().where(token.person_id == person_id, word.begins(token))
            for word, token in tokens
        ]

    return conditions


def _rarest_first(words: Sequence[Typed]) -> list[Typed]:
    return _sorted(words, _counted(words)) if len(words) > 1 else list(words)


def _sorted(words: Sequence[Typed], rarity: Sequence[int]) -> list[Typed]:
    """The word in the fewest names first; of very common ones the longest."""
    counted = zip(words, rarity, strict=False)
    return [word for word, _n in sorted(counted, key=lambda one: (one[1], -len(one[0].text)))]


def _counted(words: Sequence[Typed], viewer: Actor | None = None) -> list[int]:
    """How often each word is in names, and last how many work where the viewer sees them; neither to its end."""
    counts = [
        _up_to(COUNTED, select(PersonToken.token).where(word.begins(PersonToken))) for word in words
    ]
    if viewer is not None:
        units = viewer.units_where(VIEW)
        staff = select(Affiliation.unit_id).where(Affiliation.unit_id.in_(units))
        counts.append(_up_to(COUNTED_STAFF, staff))
    return list(db.session.execute(select(*counts)).one())


def _up_to(most: int, query: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(most).subquery()).scalar_subquery()


def _by_number(text: str, viewer: Actor | None) -> Select[int]:
    # A merged record stands for the one it went into.
    bearer = func.coalesce(Person.merged_into_id, Person.id)
    return select(bearer).where(or_(*_numbers(text), *_phones(text, viewer)))


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
