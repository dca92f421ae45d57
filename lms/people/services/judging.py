"""Judging the rows of a staff list: new, known, like somebody known, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.people.models import RowVerdict
from lms.people.queries.rosters import Workplaces, known_names, known_numbers, workplaces
from lms.people.rules.places import Places
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


class Judge:
    """Judges rows batch by batch, by what is on record and by the rows before.

    `remembers` is for a preview, where the rows before are not on record yet.
    """

    def __init__(self, country: str, places: Places, cipher: Cipher, *, remembers: bool) -> None:
        self._country, self._places, self._cipher = country, places, cipher
        self._before: set[int] | None = set() if remembers else None

    def judge(self, rows: Sequence[ReadRow]) -> list[Judged]:
        """What is to become of each row."""
        for row in rows:
            if row.person is not None and row.checked is not None:
                row.lookup = self._cipher.lookup(self._country, row.checked.normalised)
        numbers = known_numbers(self._country, [row.lookup for row in rows if row.lookup])
        unknown = [row for row in rows if row.person is not None and row.lookup not in numbers]
        names = known_names({row.folded for row in unknown}, {row.unit_id for row in unknown})
        work = workplaces([person for person, _name in numbers.values()])
        seen: set[int] = set() if self._before is None else self._before
        judged = []
        for row in rows:
            if row.person is None:
                judged.append(Judged(row, RowVerdict.INVALID))
            elif row.lookup in numbers:
                person_id, name = numbers[row.lookup]
                judged.append(_match(row, person_id, name, work[person_id], self._places))
            else:
                judged.append(_unknown(row, names.get((row.unit_id, row.folded), ()), seen))
        return judged


def _match(row: ReadRow, person_id: int, name: str, work: Workplaces, places: Places) -> Judged:
    """Known. Of somebody who is not of these places nothing is told but that the number is on record."""
    known_at = work.present or work.past
    if known_at and not places.include_one_of(known_at):
        remark = {"field": "national_id", "code": "outside"}
        return Judged(row, RowVerdict.MATCH, remarks=[remark])
    if not set(name.split()) & set(row.folded.split()):
        remark = {"field": "full_name", "code": "other_name"}
        return Judged(row, RowVerdict.MATCH, person_id, remarks=[remark])
    if work.present and row.unit_id not in work.present:
        remark = {"field": "unit", "code": "elsewhere"}
        return Judged(row, RowVerdict.MATCH, person_id, remarks=[remark])
    return Judged(row, RowVerdict.MATCH, person_id, joins=not work.present)


def _unknown(row: ReadRow, namesakes: Sequence[tuple[int, bool]], seen: set[int]) -> Judged:
    """New, unless the same number came before, or the same name where no two numbers tell them apart.

    What came before is remembered as hashes: 64 bits tell the rows of a file apart, and take little memory.
    """
    number = hash(row.lookup) if row.lookup else None
    if number in seen:
        return Judged(row, RowVerdict.MATCH)
    for person_id, has_number in namesakes:
        if number is None or not has_number:
            return Judged(row, RowVerdict.REVIEW, person_id)
    numbered, unnumbered = (hash((row.unit_id, row.folded, known)) for known in (True, False))
    if unnumbered in seen or (number is None and numbered in seen):
        return Judged(row, RowVerdict.REVIEW)
    seen.update((unnumbered,) if number is None else (number, numbered))
    return Judged(row, RowVerdict.NEW, remarks=row.doubts)
