"""A row of a staff list as a person at a place, or what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.people import national_id
from lms.people.errors import KnownElsewhere
from lms.people.national_id import IdCheck, Verdict
from lms.people.rules.agreement import WORDS, differences
from lms.people.rules.cells import Unreadable, reader_of
from lms.people.rules.headings import LABELS
from lms.people.rules.matching.keys import name_key
from lms.people.rules.name_parts import joined_name, not_in_name, with_parts
from lms.people.rules.persons import NAME_PARTS, PersonData, language_of
from lms.people.rules.places import NoSuchPlace, Places
from lms.platform.i18n import _, _l
from lms.platform.i18n.calendars.typed import as_kept
from lms.platform.sheets.read import SheetRow, cell_text
from lms.platform.text import fold

OLDEST = 1900
_PARTS = frozenset(NAME_PARTS["SA"])
Problem = dict[str, Any]
"""A field, a code, and what the message of the code needs."""

REASONS = {
    "missing": _l("The name is missing."),
    "future": _l("The date of birth is in the future."),
    "impossible": _l("Nobody at work was born in that year. Check it."),
    "unit_unknown": _l("There is no place of this name or code among yours."),
    "unit_misspelled": _l(
        "There is no place of this name among yours. The nearest is: %(suggestion)s."
    ),
    "unit_ambiguous": _l("Several places have this name. Write the code instead: %(codes)s."),
    "unit_closed": _l("That place is not open on this day."),
    "elsewhere": _l("This person is on record and works at another place. Nobody was moved."),
    "outside": KnownElsewhere.message,
    "other_name": _l("This number is on record with another name. Nothing was changed."),
    "not_in_name": _l(
        "The full name does not have this part. Compare both with the identity card."
    ),
    "same_name": _l("Somebody of this name works there already."),
}


@dataclass(slots=True)
class ReadRow:
    """What a row says. Without problems there is a person in it."""

    number: int
    cells: list[Any]
    unit_id: int = 0
    person: PersonData | None = None
    folded: str = ""
    key: str = ""
    """By which those are looked up who may be the same person."""
    checked: IdCheck | None = None
    lookup: bytes = b""
    """The hash of the identity number, once it is worked out."""
    job_title: str | None = None
    starts_on: date | None = None
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    differing: str = ""
    """The fields that the identity number contradicts."""


class RowReader:
    """Reads rows laid out in one way, for one country and its places."""

    def __init__(
        self, columns: Mapping[int, str], country: str, places: Places, today: date
    ) -> None:
        self.country, self.places, self.today = country, places, today
        self._columns = [(at, name, reader_of(name, country)) for at, name in columns.items()]
        self._language = language_of(country)
        self._has_parts = "full_name" not in columns.values()
        self._compares = not self._has_parts and not _PARTS.isdisjoint(columns.values())

    def read(self, row: SheetRow) -> ReadRow:
        """The person in a row, or its problems."""
        cells = row.cells
        read = ReadRow(row.number, cells)
        values: dict[str, Any] = {}
        width = len(cells)
        for at, name, reader in self._columns:
            cell = cells[at] if at < width else ""
            if cell == "":
                continue
            try:
                values[name] = reader(cell)
                if name == "birth_date" and type(cell) is str:
                    values["birth_date_typed"] = as_kept(cell)
            except Unreadable:
                read.problems.append({"field": name, "code": "unreadable"})
        self._take(values, read)
        return read

    def typed(self, row: ReadRow) -> dict[str, str]:
        """What stands in the row, by field."""
        cells = row.cells
        return {
            name: cell_text(cells[at])
            for at, name, _reader in self._columns
            if at < len(cells) and cells[at] != ""
        }

    def _take(self, values: dict[str, Any], read: ReadRow) -> None:
        number = values.pop("national_id", "")
        unit = values.pop("unit", "")
        read.job_title = values.pop("job_title", None) or None
        read.starts_on = values.pop("starts_on", None)
        if self._has_parts:
            values["full_name"] = joined_name(self.country, values)
        name = values.get("full_name", "")
        read.folded = fold(name)[:200]
        read.key = name_key(name, self._language)
        if not read.folded and not any(p["field"] == "full_name" for p in read.problems):
            read.problems.append({"field": "full_name", "code": "missing"})
        self._check_birth(values, read)
        if number:
            self._check_number(number, read)
        try:
            read.unit_id = self.places.find(unit) if unit else self.places.default
        except NoSuchPlace as refused:
            read.problems.append(refused.problem)
        if not read.problems:
            found = PersonData(country=self.country, national_id=number or None, **values)
            read.person = with_parts(found)
            self._check_doubt(read)

    def _check_birth(self, values: dict[str, Any], read: ReadRow) -> None:
        born = values.get("birth_date")
        if born is not None and born > self.today:
            read.problems.append({"field": "birth_date", "code": "future"})
        name = "birth_year" if born is None else "birth_date"
        year = values.get("birth_year") if born is None else born.year
        if year is not None and (year < OLDEST or year > self.today.year + (born is not None)):
            read.problems.append({"field": name, "code": "impossible"})

    def _check_number(self, number: str, read: ReadRow) -> None:
        read.checked = national_id.check(self.country, number)
        if read.checked.verdict is Verdict.INVALID:
            read.problems.append({"field": "national_id", "code": "unreadable"})

    def _check_doubt(self, read: ReadRow) -> None:
        if read.checked is not None and read.person is not None:
            if read.checked.verdict is Verdict.WARN:
                read.doubts.append({"field": "national_id", "code": "doubt"})
            if found := differences(read.person, read.checked):
                read.doubts += [{"field": one.field, "code": "differs"} for one in found]
                read.differing = " ".join(one.field for one in found)
        if self._compares and read.person is not None:
            read.doubts += [
                {"field": part, "code": "not_in_name"} for part in not_in_name(read.person)
            ]


def reason(problem: Problem, typed: Mapping[str, str], country: str) -> str:
    """Why, in the reader's language: looked at again, because the reader may be another one now."""
    name, code = problem["field"], problem["code"]
    if code == "doubt":
        return _doubt_again(typed, country)
    if code == "differs":
        return str(WORDS[name])
    if code != "unreadable":
        return str(REASONS[code]) % problem
    text = typed.get(name, "")
    if name == "national_id":
        return str(national_id.check(country, text).reason)
    try:
        reader_of(name, country)(text)
    except Unreadable as refusal:
        return str(refusal)
    return _("This cannot be read.")


def label(problem: Problem) -> str:
    """The field that a problem is in, in the reader's language."""
    return str(LABELS[problem["field"]])


def _doubt_again(typed: Mapping[str, str], country: str) -> str:
    number = national_id.check(country, typed.get("national_id", ""))
    if number.reason:
        return str(number.reason)
    # Rows kept by an earlier release say so at the number, too, where another field differs from it.
    values: dict[str, Any] = {}
    for name in ("birth_date", "sex"):
        try:
            if typed.get(name):
                values[name] = reader_of(name, country)(typed[name])
        except Unreadable:
            continue
    found = differences(PersonData(full_name="", country=country, **values), number)
    return str(WORDS[found[0].field]) if found else ""


__all__ = ["Problem", "ReadRow", "RowReader", "label", "reason"]
