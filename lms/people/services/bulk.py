"""Many people at once: one statement for the people, one for their words, one for their places of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select, text

from lms.people.models import Affiliation, Person, PersonToken
from lms.people.rules import PersonData, id_check, person_row, words_of
from lms.people.services.words import note_words
from lms.platform import clock, crypto
from lms.platform.db import db, insert_many

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to record together with the place of work."""

    data: PersonData
    unit_id: int | None = None
    job_title: str | None = None
    starts_on: date | None = None


def bulk_insert(rows: Iterable[NewPerson], *, is_demo: bool = False) -> list[int]:
    """Record people who are known to be new; gives their ids in the order of the rows.

    A national number is taken as it is checked: whoever calls has left out the invalid and the known ones.
    """
    cipher = crypto.cipher()
    ids: list[int] = []
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        people = [person_row(row.data, id_check(row.data), cipher) for row in batch]
        ids += insert_rows(people, batch, is_demo=is_demo)
    return ids


def insert_rows(
    people: Sequence[dict[str, Any]], places: Sequence[NewPerson | Any], *, is_demo: bool = False
) -> Sequence[int]:
    """Insert prepared rows; `places` says for each where it works (`unit_id`, `job_title`, `starts_on`)."""
    if not people:
        return ()
    ids = _reserved_ids(len(people))
    words = []
    for person_id, person in zip(ids, people, strict=True):
        words += [(word, person_id) for word in words_of(person)]
    words.sort(key=itemgetter(0))  # the table of words is in their order: this writes it faster
    names = list(people[0])
    common = (clock.now(), is_demo)
    insert_many(
        Person,
        ("id", *names, "created_at", "is_demo"),
        [(at, *person.values(), *common) for at, person in zip(ids, people, strict=True)],
    )
    insert_many(PersonToken, ("token", "person_id"), words)
    note_words({word for word, _person in words})
    insert_many(
        Affiliation,
        ("person_id", "unit_id", "job_title", "starts_on", "is_primary"),
        [
            (at, place.unit_id, place.job_title, place.starts_on, True)
            for at, place in zip(ids, places, strict=True)
            if place.unit_id
        ],
    )
    return ids


def _reserved_ids(count: int) -> range | list[int]:
    """Ids that nobody else will use: knowing them beforehand saves asking for each after its insert."""
    if db.session.get_bind().dialect.name == "postgresql":
        taken = text("SELECT nextval('person_id_seq') FROM generate_series(1, :count)")
        return list(db.session.scalars(taken, {"count": count}))
    # On SQLite the writer is alone: nobody else adds a person before this transaction ends.
    last = db.session.scalar(select(func.max(Person.id))) or 0
    return range(last + 1, last + 1 + count)
