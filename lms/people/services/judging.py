"""Judging the rows of a staff list: new, known, like somebody known, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from lms.people.models import RowVerdict, Sex
from lms.people.queries.rosters import (
    Holder,
    Workplaces,
    known_numbers,
    sounding_alike,
    workplaces,
)
from lms.people.rules.matching import compare
from lms.people.rules.persons import PersonData
from lms.people.rules.places import Places
from lms.people.rules.resemblance import Bearer, Resemblance, bearer_in, resemblance
from lms.people.rules.rows import Problem, ReadRow
from lms.platform.crypto import Cipher


@dataclass(slots=True)
class Judged:
    """A row with what is to become of it."""

    row: ReadRow
    verdict: RowVerdict
    person_id: int | None = None
    """Whom it matches, or resembles."""
    joins: bool = False
    """A known person who works nowhere takes up work here."""
    remarks: list[Problem] = field(default_factory=list)


Alike = Sequence[tuple[int, Bearer]]
"""People whose names sound alike."""


Packed = tuple[Any, ...]
"""A person as a bare tuple of plain values: a hundred thousand of these the collector of garbage leaves alone."""


@dataclass(slots=True)
class Before:
    """The rows that came before: their numbers, and by place and sound the people in them."""

    numbers: set[int] = field(default_factory=set)
    names: dict[int, tuple[Packed, ...]] = field(default_factory=dict)


class Judge:
    """Judges rows batch by batch, by what is on record and by the rows before.

    `remembers` is for a preview, where the rows before are not on record yet.
    """

    def __init__(self, country: str, places: Places, cipher: Cipher, *, remembers: bool) -> None:
        self._country, self._places, self._cipher = country, places, cipher
        self._before = Before() if remembers else None

    def judge(self, rows: Sequence[ReadRow]) -> list[Judged]:
        """What is to become of each row."""
        for row in rows:
            if row.person is not None and row.checked is not None:
                row.lookup = self._cipher.lookup(self._country, row.checked.normalised)
        numbers = known_numbers(self._country, [row.lookup for row in rows if row.lookup])
        unknown = [row for row in rows if row.person is not None and row.lookup not in numbers]
        alike = sounding_alike(
            {row.key for row in unknown if row.lookup},
            {row.key for row in unknown if not row.lookup},
            {row.unit_id for row in unknown},
        )
        work = workplaces([holder.person_id for holder in numbers.values()])
        before = self._before or Before()
        judged = []
        for row in rows:
            if row.person is None:
                judged.append(Judged(row, RowVerdict.INVALID))
            elif row.lookup in numbers:
                holder = numbers[row.lookup]
                judged.append(_match(row, holder, work[holder.person_id], self._places))
            else:
                judged.append(_unknown(row, alike.get((row.unit_id, row.key), ()), before))
        return judged


def _match(row: ReadRow, holder: Holder, work: Workplaces, places: Places) -> Judged:
    """Known. Of somebody who is not of these places nothing is told but that the number is on record."""
    known_at = work.present or work.past
    if known_at and not places.include_one_of(known_at):
        remark = {"field": "national_id", "code": "outside"}
        return Judged(row, RowVerdict.MATCH, remarks=[remark])
    person_id = holder.person_id
    if _has_another_name(holder, row):
        remark = {"field": "full_name", "code": "other_name"}
        return Judged(row, RowVerdict.MATCH, person_id, remarks=[remark])
    if work.present and row.unit_id not in work.present:
        remark = {"field": "unit", "code": "elsewhere"}
        return Judged(row, RowVerdict.MATCH, person_id, remarks=[remark])
    return Judged(row, RowVerdict.MATCH, person_id, joins=not work.present)


def _has_another_name(holder: Holder, row: ReadRow) -> bool:
    """Whether no word of the row's name is on record, and no spelling or script makes the names one."""
    if set(holder.folded_name.split()) & set(row.folded.split()) or row.person is None:
        return False
    kept = filter(None, (holder.full_name, holder.second_name))
    written = [name for name in (row.person.full_name, row.person.second_name) if name]
    language = holder.language
    return not any(compare(*two, language).can_be_same for two in product(kept, written))


def _unknown(row: ReadRow, alike: Alike, before: Before) -> Judged:
    """New, unless the same number came before, or somebody who may be the same and no two numbers tell apart.

    What came before is found by hashes: 64 bits tell the rows of a file apart, and take little memory.
    """
    if row.person is None:
        raise ValueError("a refused row has no person")
    number = hash(row.lookup) if row.lookup else None
    if number in before.numbers:
        return Judged(row, RowVerdict.MATCH)
    place = hash((row.unit_id, row.key))
    earlier = before.names.get(place, ())
    if alike or earlier:
        this = bearer_in(row.person)
        similar = nearest(this, alike)
        if similar is not None or nearest(this, [(0, _unpacked(one)) for one in earlier]) == 0:
            return Judged(row, RowVerdict.REVIEW, similar)
    before.names[place] = (*earlier, _packed(row.person))
    if number is not None:
        before.numbers.add(number)
    return Judged(row, RowVerdict.NEW, remarks=row.doubts)


def _packed(data: PersonData) -> Packed:
    number = "?" if data.national_id else ""
    return (
        *(data.full_name, data.country, data.second_name, data.father_name, number),
        *(data.sex.value, data.birth_date, data.birth_year, data.language),
    )


def _unpacked(packed: Packed) -> Bearer:
    name, country, second, father, number, sex, birth_date, birth_year, language = packed
    data = PersonData(
        name,
        country,
        second_name=second,
        father_name=father,
        national_id=number,
        sex=Sex(sex),
        birth_date=birth_date,
        birth_year=birth_year,
        language=language,
    )
    return bearer_in(data)


def nearest(this: Bearer, alike: Alike) -> int | None:
    """Who of those with like names may be the same person: the most like, and the first of such."""
    close = [(-found.score, person) for person, found in _resembling(this, alike)]
    return min(close)[1] if close else None


def _resembling(this: Bearer, alike: Alike) -> Iterator[tuple[int, Resemblance]]:
    for person, other in alike:
        if not (this.has_number and other.has_number):
            found = resemblance(this, other)
            if found.is_close:
                yield person, found
