"""Names like one that nobody bears: with a slip in a word, or with a word less than was typed.

They are offered to whoever searched, and never taken for the name that was typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import aliased

from lms.people.models import NameWord, Person, PersonToken, Sex
from lms.people.policy import seen_by, visible_and, visible_to
from lms.people.queries.resembling import BEARER, IN_USE
from lms.people.queries.searching import (
    COUNTED,
    COUNTED_STAFF,
    FEW_STAFF,
    Narrow,
    counted,
    rarest_first,
    seen_bearers,
    up_to,
)
from lms.people.queries.wording import LAST, Typed, understood
from lms.people.rules.resemblance import Bearer, resemblance
from lms.people.rules.slips import FEWEST_LETTERS, beginning_otherwise, first_letter, nearest
from lms.platform.access import Actor
from lms.platform.db import db, plan_by_values
from lms.platform.text import query_words

SHOWN = 5
COMPARED = 20
"""So many who bear nearly these words are compared with the name that was typed."""
FEWEST_WORDS, MOST_WORDS = 3, 6
"""Of fewer words none is left out, or half the register would be like; of more it is no name."""
RARE = 20
"""A word in fewer names may be a slip, and those names the slips of others."""
MOST_CLOSE = 10
"""Of so many words at most a typed one may be a slip."""
LOOKED_THROUGH = 5_000
"""Of so many words, about as long and with the same first letter, those are sought."""
LED, LED_GATHERED = 600, 6_000
"""So many bearers of each of the two rarest words are looked at; more where those seen are gathered."""


def similar(text: str, viewer: Actor | None = None, narrow: Narrow | None = None) -> list[int]:
    """Whose names are most like a text that finds nobody, the likeliest first: of those whom the viewer sees.

    A word that begins few names or none may be a slip of those one letter away. Where that finds nobody, one word of
    three or more may be left out.
    """
    typed = understood(query_words(text))
    if not typed or len(typed) > MOST_WORDS or any(character.isdigit() for character in text):
        return []
    plan_by_values()
    counts = db.session.execute(select(*(up_to(RARE, word.bearers()) for word in typed))).one()
    slips = _slips([word for word, bearers in zip(typed, counts, strict=True) if bearers < RARE])
    words = [
        slips.get(word.text, word)
        for word, bearers in zip(typed, counts, strict=True)
        if bearers or word.text in slips
    ]
    left_out = len(typed) - len(words)
    if left_out > 1 or (left_out and len(typed) < FEWEST_WORDS):
        return []
    ids = _some(seen_bearers(words, viewer), narrow) if slips or left_out else []
    if not ids and not left_out and len(words) >= FEWEST_WORDS:
        ids = _some(_bearers_of_all_but_one(words, viewer), narrow)
    return _likeliest(text, ids)


def _some(query: Select[int], narrow: Narrow | None) -> list[int]:
    found = narrow(query) if narrow else query
    return list(dict.fromkeys(db.session.scalars(found.limit(COMPARED))))


def _slips(rare: Sequence[Typed]) -> dict[str, Typed]:
    """Each word together with those that may have been meant, where there are any."""
    typed = {word.text: word for word in rare if len(word.text) >= FEWEST_LETTERS}
    if not typed:
        return {}
    alike = select(NameWord.word).where(or_(*map(_begins_alike, typed))).limit(LOOKED_THROUGH)
    others = set().union(*map(beginning_otherwise, typed))
    otherwise = select(NameWord.word).where(NameWord.word.in_(sorted(others)))
    query = union_all(select(alike.subquery()), otherwise)
    known = set(db.session.scalars(query))
    near = {slip: nearest(slip, known) for slip in typed}
    meant = {word: None for words in near.values() for word in words[:MOST_CLOSE]}
    meanings = {word.text: word for word in understood(list(meant))} if meant else {}
    return {
        slip: _any_of(typed[slip], [meanings[word] for word in words if word in meanings])
        for slip, words in near.items()
        if words
    }


def _any_of(typed: Typed, meanings: Sequence[Typed]) -> Typed:
    begun = dict.fromkeys(one for word in (typed, *meanings) for one in word.begun)
    whole = dict.fromkeys(one for word in meanings for one in (word.text, *word.whole))
    return Typed(typed.text, tuple(begun), (*typed.whole, *whole))


def _begins_alike(slip: str) -> ColumnElement[bool]:
    """Words of about this length that begin with the same letter, behind an article with the same two."""
    begins = first_letter(slip)
    return and_(
        NameWord.word >= begins,
        NameWord.word < begins + LAST,
        func.length(NameWord.word).between(len(slip) - 1, len(slip) + 1),
    )


def _bearers_of_all_but_one(words: Sequence[Typed], viewer: Actor | None) -> Select[int]:
    """Those of whose names one word at most is missing: so they bear one of any two, and the two rarest lead."""
    scoped = None if viewer is None or viewer.is_at_top else viewer
    rarity = counted(words, scoped)
    words, staff = rarest_first(words, rarity), rarity[-1]
    if scoped and staff * FEW_STAFF <= COUNTED:
        seen = visible_and(scoped, lambda person_id: [_nearly_all(person_id, words)]).subquery()
        return select(Person.id).join(seen, Person.id == seen.c[0])
    sees_most = scoped is None or staff >= COUNTED_STAFF
    most = LED if sees_most else LED_GATHERED
    first, second = [select(word.bearers().limit(most).subquery()) for word in words[:2]]
    lead = union_all(first, second).offset(0).subquery()
    query = select(Person.id).join(lead, Person.id == lead.c[0])
    are_borne = _nearly_all(lead.c[0], words)
    if viewer is None:
        return query.where(are_borne)
    if sees_most:
        return query.where(are_borne, visible_to(viewer, row_by_row=True))
    return query.where(seen_by(viewer, lead.c[0]), are_borne)


def _nearly_all(person_id: ColumnElement[int], words: Sequence[Typed]) -> ColumnElement[bool]:
    """Whether all of these words but one are in somebody's name, looked up in that name alone."""
    each = []
    for word in words:
        token = aliased(PersonToken)
        found = select(token.person_id).where(token.person_id == person_id, word.begins(token))
        each.append(case((found.offset(0).exists(), 1), else_=0))
    return sum(each[1:], start=each[0]) >= len(words) - 1


def _likeliest(text: str, ids: Sequence[int]) -> list[int]:
    if not ids:
        return []
    typed = Bearer(text, None, None, "en", Sex.UNKNOWN, None, None, has_number=False)
    rows = db.session.execute(select(Person.id, *BEARER).where(Person.id.in_(ids), *IN_USE))
    scores = {found.id: resemblance(typed, Bearer(*found[1:])).score for found in rows}
    return sorted(scores, key=lambda person_id: (-scores[person_id], person_id))[:SHOWN]
