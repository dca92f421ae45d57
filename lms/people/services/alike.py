"""Records that may be of one person: found by the sound of their names, compared, and told apart by somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from lms.audit import services as audit
from lms.people.models import Person, PersonPair
from lms.people.queries.resembling import pair_of, people_by_id, resembling, sounding_as
from lms.people.rules.matching.keys import name_key, shorter_keys
from lms.people.rules.resemblance import bearer, resemblance
from lms.people.services.steps import Step, at_once
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db

FIND = "people.find_alike"
"""What a job does."""
BATCH = 500
MOST_TOGETHER = 40
"""Of more people of one name only those are compared who were born on the same day."""


def find_alike(step: Step = at_once) -> None:
    """Compare everybody with those whose names sound alike; what was told apart stays so, whatever is found."""
    began, after = clock.now(), 0
    while True:
        with step(BATCH):
            batch = list(db.session.scalars(people_by_id(after, BATCH)))
            _fill_in_keys(batch)
            _keep(_close_pairs(batch), began)
        if len(batch) < BATCH:
            break
        after = batch[-1].id
        db.session.expunge_all()
    with step(0):
        gone = PersonPair.told_apart_at.is_(None), PersonPair.found_at < began
        db.session.execute(delete(PersonPair).where(*gone))


def compare_anew(person: Person) -> None:
    """Find whom one record resembles, as it is now; what was told apart stays so."""
    close = {
        (min(person.id, other.id), max(person.id, other.id)): round(100 * how.score)
        for other, how in resembling(person)
    }
    began = clock.now()
    _keep(close, began)
    gone = (
        or_(PersonPair.first_id == person.id, PersonPair.second_id == person.id),
        PersonPair.told_apart_at.is_(None),
        PersonPair.found_at < began,
    )
    db.session.execute(delete(PersonPair).where(*gone))


def tell_apart(one: Person, other: Person, by: Actor) -> PersonPair:
    """Record that somebody looked, and that these are two people. Twice is the same as once."""
    first, second = sorted((one, other), key=lambda person: person.id)
    score = round(100 * resemblance(bearer(first), bearer(second)).score)
    _keep({(first.id, second.id): score}, clock.now())
    pair = db.session.scalars(pair_of(first, second).with_for_update()).one()
    if pair.told_apart_at is None:
        pair.told_apart_at, pair.told_apart_by_id = clock.now(), by.id
        db.session.flush()
        _record("person.tell_apart", pair, by)
    return pair


def take_back(pair: PersonPair, by: Actor) -> None:
    """Let the two be looked at again."""
    db.session.refresh(pair, ["told_apart_at"], with_for_update=True)
    if pair.told_apart_at is None:
        return
    pair.told_apart_at = pair.told_apart_by_id = None
    db.session.flush()
    _record("person.take_back_apart", pair, by)


def _record(action: str, pair: PersonPair, by: Actor) -> None:
    """In the history of both."""
    for one, other in ((pair.first, pair.second_id), (pair.second, pair.first_id)):
        audit.record(action, actor=by, subject=one, details={"other_person": other})


def _fill_in_keys(people: Iterable[Person]) -> None:
    """Those who were recorded before there were keys get theirs."""
    for person in people:
        if not person.name_key:
            person.name_key = name_key(person.full_name, person.language)
    db.session.flush()


def _close_pairs(batch: Sequence[Person]) -> dict[tuple[int, int], int]:
    """Who of these may be the same as somebody, with how far they resemble each other."""
    shorter = {one.id: shorter_keys(one.full_name, one.language) for one in batch}
    keys = {one.name_key for one in batch}.union(*shorter.values()) - {""}
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in db.session.scalars(sounding_as(keys)):
        groups[person.name_key].append(person)
    found: dict[tuple[int, int], int] = {}
    for person in batch:
        for key in {person.name_key, *shorter[person.id]}:
            for other in _to_compare(person, groups.get(key, ())):
                # Of two with one key the later compares itself with the earlier.
                if key != person.name_key or other.id < person.id:
                    first, second = sorted((person.id, other.id))
                    how = resemblance(bearer(person), bearer(other))
                    if how.is_close:
                        found[first, second] = round(100 * how.score)
    return found


def _to_compare(person: Person, group: Sequence[Person]) -> Sequence[Person]:
    """With whom it is worth while: of many of one name only with those born on the same day."""
    if len(group) <= MOST_TOGETHER:
        return group
    born = person.birth_date
    return [other for other in group if born is not None and other.birth_date == born][
        :MOST_TOGETHER
    ]


def _keep(found: Mapping[tuple[int, int], int], at: datetime) -> None:
    """Write the pairs down, or how far known ones resemble each other now."""
    if not found:
        return
    rows = [
        {"first_id": first, "second_id": second, "score": score, "found_at": at}
        for (first, second), score in found.items()
    ]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    upsert = dialect.insert(PersonPair)
    written = {name: upsert.excluded[name] for name in ("score", "found_at")}
    db.session.execute(
        upsert.on_conflict_do_update(index_elements=["first_id", "second_id"], set_=written), rows
    )
