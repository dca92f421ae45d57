"""Whom the rows of a pasted sheet mean among one's own staff: by ID number, by the whole name, by its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lms.enrolment.rules import SheetRow
from lms.enrolment.rules.sheet import Span, likely_names, spans
from lms.organisation.models import OrgUnit
from lms.people import national_id
from lms.people.models import Person
from lms.people.national_id import Verdict
from lms.people.queries import by_name, search, staff_of
from lms.people.rules import language_of, words_of
from lms.people.rules.matching.keys import name_key
from lms.people.rules.records import LONGEST_NAME
from lms.platform.crypto import lookup_hash
from lms.platform.db import db
from lms.platform.i18n import _
from lms.platform.text import fold

MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Match:
    """One row, and who it means; several when somebody has to choose, none when nobody fits."""

    row: SheetRow
    people: tuple[Person, ...] = ()
    remark: str = ""

    @property
    def person(self) -> Person | None:
        """The one it means, where there is no doubt."""
        return self.people[0] if len(self.people) == 1 and not self.remark else None


def picked(person_ids: Collection[int], unit: OrgUnit) -> dict[int, Person]:
    """Those of these persons who are on the staff of the unit, by id."""
    query = select(Person).where(Person.id.in_(person_ids), staff_of(unit.id))
    return {person.id: person for person in db.session.scalars(query.order_by(Person.id))}


def matches(rows: Sequence[SheetRow], unit: OrgUnit) -> list[Match]:
    """Whom each row means among the staff of the unit; of others nothing is said."""
    return _Matching(rows, unit).found()


class _Matching:
    """The look-ups for one sheet: one for all numbers, one for all names, one for each name that needs more."""

    def __init__(self, rows: Sequence[SheetRow], unit: OrgUnit) -> None:
        self.rows, self.unit = rows, unit
        self.staff = staff_of(unit.id)
        self.by_number = self._by_number()
        self.by_name = self._by_name()
        self.usual = self._usual_span()
        self._looked_for: dict[str, tuple[Person, ...]] = {}

    def found(self) -> list[Match]:
        return [self._match(row) for row in self.rows]

    def _by_number(self) -> dict[bytes, Person]:
        hashes = {self._hash(number) for row in self.rows for number in row.numbers} - {b""}
        query = select(Person).where(
            Person.id_country == self.unit.country_code,
            Person.national_id_hash.in_(hashes),
            self.staff,
        )
        return {
            person.national_id_hash or b"": person
            for person in (db.session.scalars(query.order_by(Person.id)) if hashes else ())
        }

    def _by_name(self) -> dict[str, list[Person]]:
        """Those who bear one of the names, spelling aside; looked up by how the names sound, which has an index."""
        language = language_of(self.unit.country_code)
        keys = {name_key(name, language) for row in self.rows for _span, name in spans(row)} - {""}
        query = select(Person).where(Person.name_key.in_(keys), self.staff)
        found: dict[str, list[Person]] = {}
        for person in db.session.scalars(query.order_by(Person.id)) if keys else ():
            found.setdefault(person.folded_name, []).append(person)
        return found

    def _usual_span(self) -> Span | None:
        """Where most rows have their names."""
        votes = Counter(
            span for row in self.rows for span, name in spans(row) if _folded(name) in self.by_name
        )
        return votes.most_common(1)[0][0] if votes else None

    def _hash(self, number: str) -> bytes:
        checked = national_id.check(self.unit.country_code, number)
        if checked.verdict is Verdict.INVALID:
            return b""
        return lookup_hash(self.unit.country_code, checked.normalised)

    def _match(self, row: SheetRow) -> Match:
        if row.problem:
            return Match(row, remark=row.problem)
        hashes = {self._hash(number) for number in row.numbers} - {b""}
        holders = [self.by_number[one] for one in sorted(hashes) if one in self.by_number]
        named = _unique(
            person for _span, name in spans(row) for person in self.by_name.get(_folded(name), ())
        )
        if holders:
            return self._by_holder(row, holders, named)
        if not named:
            named = list(self._likely(row))
        return self._by_bearer(row, named, has_number=bool(hashes))

    def _by_holder(self, row: SheetRow, holders: list[Person], named: list[Person]) -> Match:
        if len(holders) > 1:
            return Match(row, tuple(holders), _("The row has the ID numbers of several people."))
        holder = holders[0]
        if holder in named or (not named and _agrees(row, holder)):
            return Match(row, (holder,))
        remark = _("The ID number and the name belong to different people.")
        return Match(row, (holder, *named[: MOST_CANDIDATES - 1]), remark)

    def _by_bearer(self, row: SheetRow, named: list[Person], *, has_number: bool) -> Match:
        if not named:
            return Match(row, remark=self._why_unknown(row))
        if len(named) > MOST_CANDIDATES:
            return Match(row, remark=_("Too many people match. Add a name or the ID number."))
        if len(named) > 1:
            return Match(row, tuple(named), _("Several people match."))
        if has_number and named[0].national_id_hash is not None:
            return Match(row, tuple(named), _("The register has another ID number for this name."))
        return Match(row, tuple(named))

    def _likely(self, row: SheetRow) -> tuple[Person, ...]:
        for name in likely_names(row, self.usual):
            found = self._look_for(fold(name))
            if found:
                return found
        return ()

    def _look_for(self, name: str) -> tuple[Person, ...]:
        if name not in self._looked_for:
            query = select(Person).where(Person.id.in_(search(name)), self.staff)
            rows = db.session.scalars(
                query.order_by(*by_name(), Person.id).limit(MOST_CANDIDATES + 1)
            )
            self._looked_for[name] = tuple(rows)
        return self._looked_for[name]

    def _why_unknown(self, row: SheetRow) -> str:
        """That nobody is found; for a row with a number alone, what is wrong with the number."""
        if row.numbers and not row.names:
            checked = national_id.check(self.unit.country_code, row.numbers[0])
            if checked.verdict is Verdict.INVALID:
                return str(checked.reason)
        return _("Nobody on your staff matches.")


def _agrees(row: SheetRow, person: Person) -> bool:
    """Whether the row has no name, or one with a word of this person's."""
    typed = {word for name in row.names for word in fold(name).split()}
    return not typed or not typed.isdisjoint(words_of(person))


def _folded(name: str) -> str:
    """As names are kept to be compared."""
    return fold(name)[:LONGEST_NAME]


def _unique(people: Iterable[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())
