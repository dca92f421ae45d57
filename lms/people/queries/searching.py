"""Finding people: by the beginnings of names in any script, by the whole identity number, by telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    Subquery,
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
from lms.people.policy import VIEW, contacts_visible_to, seen_by, visible_and, visible_to
from lms.people.queries.wording import Typed, understood
from lms.people.rules import COUNTRIES, phone_spellings
from lms.platform.access import Actor
from lms.platform.crypto import lookup_hash
from lms.platform.db import db, plan_by_values
from lms.platform.found import Found
from lms.platform.text import fold_digits, query_words

FEWEST_DIGITS = 5
MOST_FOUND = 100
"""A list shows so many at most: whoever finds more adds a word."""
COUNTED, COUNTED_STAFF = 10_000, 50_000
"""So far is counted to know which of the words is in few names, and whether fewer people are seen than bear it."""
SAMPLED = 64
"""In one of so many names the words are counted that are in more."""
FEW_BEARERS, FEW_STAFF = 16, 4
"""So many times fewer than the others, and each is looked up by itself; looking up a bearer takes longer."""

Narrow = Callable[[Select[int]], Select[int]]


def search(text: str, viewer: Actor | None = None) -> Select[int] | CompoundSelect[int]:
    """The ids of those whom the text finds: every word begins some word of the name, in any order.

    A whole identity number finds its holder, and a telephone number those whose contacts the viewer may see.
    """
    words = understood(query_words(text))
    by_name = bearing(_rarest_first(words)) if words else _nobody()
    return _by_number(text, viewer).union_all(by_name) if _has_number(text) else by_name


def first_found(text: str, viewer: Actor, narrow: Narrow) -> Found:
    """The first of those whom the text finds and the viewer sees.

    Args:
        narrow: adds what else a query of people has to meet.
    """
    plan_by_values()
    ids: dict[int, None] = {}
    if _has_number(text):
        numbered = select(Person.id).where(Person.id.in_(_by_number(text, viewer)))
        seen = narrow(numbered).where(visible_to(viewer, row_by_row=True))
        ids.update(dict.fromkeys(db.session.scalars(seen.limit(MOST_FOUND + 1))))
    words = understood(query_words(text))
    if words:
        query = narrow(seen_bearers(words, viewer))
        most = 2 * MOST_FOUND  # since words may begin a name twice, as many again
        rows = db.session.scalars(query.limit(most)).all()
        ids.update(dict.fromkeys(rows))
        if len(rows) == most:
            return Found(list(ids)[:MOST_FOUND], is_all=False)
    return Found(list(ids)[:MOST_FOUND], is_all=len(ids) <= MOST_FOUND)


def seen_bearers(words: Sequence[Typed], viewer: Actor | None) -> Select[int]:
    """The ids of those who bear all these words and whom the viewer sees; without one of all on record.

    Few staff are looked through for the words. Else the word in the fewest names leads. Those who bear rare words are
    put together before it is asked who is seen. Of common words everybody is looked up one by one for those who see
    nearly all, and for others those seen are gathered.
    """
    if viewer is None:
        return bearing(_rarest_first(words))
    rarity = counted(words, None if viewer.is_at_top else viewer)
    words, bearers, staff = rarest_first(words, rarity), min(rarity[: len(words)]), rarity[-1]
    if not viewer.is_at_top and bearers >= staff * FEW_STAFF:
        seen = visible_and(viewer, lambda person_id: bear(person_id, words)).subquery()
        return select(Person.id).join(seen, Person.id == seen.c[0])
    sees_most = viewer.is_at_top or staff >= COUNTED_STAFF
    if bearers < COUNTED and (sees_most or bearers * FEW_BEARERS <= staff):
        found = _apart(bearing(words))
        query = select(Person.id).join(found, Person.id == found.c.person_id)
        return query.where(visible_to(viewer, row_by_row=True))
    lead = _apart(words[0].bearers())
    person_id = lead.c.person_id
    query = select(Person.id).join(lead, Person.id == person_id)
    others = bear(person_id, words[1:])
    if sees_most:
        return query.where(*others, visible_to(viewer, row_by_row=True))
    return query.where(seen_by(viewer, person_id), *others)


def _apart(query: Select[int] | CompoundSelect[int]) -> Subquery:
    """A query that leads: databases do not mix others into one of which the first rows are left out, were it none."""
    return query.offset(0).subquery()


def _has_number(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= FEWEST_DIGITS


def _nobody() -> Select[int]:
    return select(PersonToken.person_id).where(false())


def bearing(words: Sequence[Typed]) -> Select[int]:
    """Who bears all these words: looked up by the first one, the others are checked."""
    lead = words[0].bearers().subquery()
    return select(lead.c.person_id).where(*bear(lead.c.person_id, words[1:]))


def bear(person_id: ColumnElement[int], words: Sequence[Typed]) -> Iterator[ColumnElement[bool]]:
    """Whether all these words are in somebody's name."""
    for word in words:
        token = aliased(PersonToken)
        yield exists().where(token.person_id == person_id, word.begins(token))


def _rarest_first(words: Sequence[Typed]) -> list[Typed]:
    return rarest_first(words, counted(words)) if len(words) > 1 else list(words)


def rarest_first(words: Sequence[Typed], rarity: Sequence[int]) -> list[Typed]:
    """The word in the fewest names first; beginnings of very many words last, and of these the longest first."""

    def place(counted: tuple[Typed, int]) -> tuple[bool, int, int]:
        word, bearers = counted
        return bearers == COUNTED, bearers, -len(word.text)

    return [word for word, _bearers in sorted(zip(words, rarity, strict=False), key=place)]


def counted(words: Sequence[Typed], viewer: Actor | None = None) -> list[int]:
    """How often each word is in names, and last how many work where the viewer sees them; neither to its end.

    How many bear the whole word among some of them is added, so that of two words, both in very many names, the rarer
    one is known; of what begins many words it may be none.
    """
    counts = [up_to(COUNTED, word.bearers()) + _in_some(word) for word in words]
    if viewer is not None:
        units = viewer.units_where(VIEW)
        staff = select(Affiliation.unit_id).where(Affiliation.unit_id.in_(units))
        counts.append(up_to(COUNTED_STAFF, staff))
    return list(db.session.execute(select(*counts)).one())


def _in_some(word: Typed) -> ScalarSelect[int]:
    some = select(func.max(Person.id) // SAMPLED).scalar_subquery()
    bears = PersonToken.token.in_([word.text, *word.begun, *word.whole])
    return select(func.count()).where(bears, PersonToken.person_id <= some).scalar_subquery()


def up_to(most: int, query: Select[Any] | CompoundSelect[Any]) -> ScalarSelect[int]:
    """How many rows a query has, counted so far at most."""
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
