"""Public holidays from a file: good rows are taken, the others are told with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, NamedTuple

from lms.calendars.errors import (
    ColumnMissing,
    HiddenCharacter,
    NoSuchCalendar,
    NoSuchCountry,
    NotAHolidayNumber,
    TextTooLong,
    TooManyRows,
)
from lms.calendars.services.holidays import HolidayData, Kept, keep_holiday
from lms.organisation.models import Country
from lms.platform.access import Actor
from lms.platform.errors import DomainError
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.digits import digits
from lms.platform.sheets.read import Cell, cell_text, open_table
from lms.platform.text import RefusedCharacter, clean
from lms.platform.typed import NotANumber, whole_number

COLUMNS = (
    "country", "calendar", "year", "month", "day", "days",
    *(f"name_{code}" for code in LANGUAGES), "source",
)  # fmt: skip
NEEDED = ("country", "calendar", "month", "day")
CALENDARS = {
    "gregorian": "gregorian",
    "hijri": "hijri",
    "umm_al_qura": "hijri",
    "jalali": "jalali",
}
RANGES = {"year": (1300, 2300), "month": (1, 12), "day": (1, 31), "days": (1, 30)}
MOST_ROWS, LONGEST = 1_000, 300


class Row(NamedTuple):
    """A row of a file, with the number it has there."""

    number: int
    values: Mapping[str, str]


class Refused(NamedTuple):
    """A row that was not taken, and why."""

    row: Row
    reason: str


class Loaded(NamedTuple):
    """How many rows were new, said something else of a known holiday, or nothing new; and those that were refused."""

    added: int
    changed: int
    known: int
    refused: list[Refused]


def read_holidays(source: str | IO[bytes], filename: str) -> list[Row]:
    """The rows of a file.

    Raises:
        UnreadableSheet: it is no table.
        ColumnMissing, TooManyRows: it is one of something else.
    """
    with open_table(source, filename) as table:
        rows = iter(table)
        headings = [cell_text(cell).strip().lower() for cell in next(rows).cells]
        missing = [name for name in NEEDED if name not in headings]
        if missing:
            raise ColumnMissing(columns=", ".join(missing))
        return list(_limited(Row(row.number, _values(headings, row.cells)) for row in rows))


def load_holidays(
    rows: Iterable[Row], countries: Mapping[str, Country], *, by: Actor | None = None
) -> Loaded:
    """Keep the holidays of these countries that the rows tell of; the same again changes nothing."""
    done = dict.fromkeys(Kept, 0)
    refused = []
    for row in rows:
        try:
            country, data = _read(row.values, countries)
            done[keep_holiday(country, data, by=by)[1]] += 1
        except DomainError as refusal:
            refused.append(Refused(row, refusal.text))
    return Loaded(done[Kept.ADDED], done[Kept.CHANGED], done[Kept.KNOWN], refused)


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise TooManyRows(most=digits(MOST_ROWS))
        yield row


def _values(headings: list[str], cells: list[Cell]) -> dict[str, str]:
    texts = (cell_text(cell).strip() for cell in cells)
    return {name: text for name, text in zip(headings, texts, strict=False) if name in COLUMNS}


def _read(
    values: Mapping[str, str], countries: Mapping[str, Country]
) -> tuple[Country, HolidayData]:
    country = countries.get(values.get("country", "").upper())
    if country is None:
        raise NoSuchCountry
    calendar = CALENDARS.get(values.get("calendar", "").lower())
    if calendar is None:
        raise NoSuchCalendar
    names = {code: _text(values, f"name_{code}") for code in LANGUAGES}
    return country, HolidayData(
        calendar=calendar,
        year=_number(values, "year") if values.get("year") else None,
        month=_number(values, "month"),
        day=_number(values, "day"),
        days=_number(values, "days") if values.get("days") else 1,
        names=names,
        source=_text(values, "source"),
    )


def _number(values: Mapping[str, str], column: str) -> int:
    first, last = RANGES[column]
    refusal = NotAHolidayNumber(column=column, first=digits(first), last=digits(last))
    try:
        number = whole_number(values.get(column, ""))
    except NotANumber:
        raise refusal from None
    if not first <= number <= last:
        raise refusal
    return number


def _text(values: Mapping[str, str], column: str) -> str | None:
    try:
        text = clean(values.get(column, ""))
    except RefusedCharacter as refusal:
        raise HiddenCharacter(column=column, reason=refusal.reason) from None
    if len(text) > LONGEST:
        raise TextTooLong(column=column, most=digits(LONGEST))
    return text or None
