"""What a cell of a staff list says: a day, a year, a sex. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from lms.people.models import Sex
from lms.people.rules.persons import birth_year
from lms.platform import typed
from lms.platform.i18n import _
from lms.platform.i18n.calendars import DateRefused, parse_date
from lms.platform.sheets.read import Cell, cell_text
from lms.platform.text import RefusedCharacter, clean, fold

CALENDARS = {"IR": ("jalali", "fa"), "SA": ("hijri", "ar"), "GE": ("gregorian", "ka")}
LONGEST = {"full_name": 200, "second_name": 200}
LONGEST_PART = 100

_SEXES = {
    Sex.FEMALE: "f female w woman women أنثى انثى إناث ث سيدة امرأة زن خانم مؤنث მდ მდედრობითი ქალი ქ",
    Sex.MALE: "m male man men ذكر ذكور ذ رجل مرد آقا مذكر მამრობითი მამრ კაცი კ",
    Sex.UNKNOWN: "unknown غير معروف نامشخص უცნობია",
}


class Unreadable(ValueError):
    """A cell does not say what its column should; the message says why, in the reader's language."""


def _sexes() -> dict[str, Sex]:
    return {fold(word): sex for sex, words in _SEXES.items() for word in words.split()}


_SEX_OF = _sexes()


@lru_cache(maxsize=512)
def read_sex(text: str) -> Sex:
    """The sex that a word says, in any of four languages."""
    found = _SEX_OF.get(fold(text))
    if found is None:
        raise Unreadable(_("Write male or female here, or leave it empty."))
    return found


def read_day(cell: Cell, country: str) -> date:
    """The day that a cell says: one of the spreadsheet's own, or one typed in the country's calendar."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _typed_day(str(cell), country)


@lru_cache(maxsize=16_384)  # a staff list repeats its days
def _typed_day(text: str, country: str) -> date:
    try:
        return parse_date(text, *CALENDARS.get(country, ("gregorian", "ar")))
    except DateRefused as refusal:
        raise Unreadable(str(refusal)) from None


def read_year(cell: Cell, country: str) -> int:
    """A year of birth, as people of the country say it."""
    try:
        year = typed.whole_number(cell_text(cell))
    except typed.NotANumber:
        raise Unreadable(_("Write the year of birth with four digits.")) from None
    return birth_year(year, CALENDARS.get(country, ("gregorian", ""))[0])


def read_text(cell: Cell, longest: int) -> str:
    """Text as it is kept."""
    try:
        text = clean(cell if type(cell) is str else cell_text(cell))
    except RefusedCharacter as refusal:
        raise Unreadable(refusal.reason) from None
    if len(text) > longest:
        raise Unreadable(_("This is too long."))
    return text


def read_phone(cell: Cell) -> str:
    """The digits of a telephone number."""
    try:
        return typed.telephone(read_text(cell, 40))
    except typed.NotATelephone:
        raise Unreadable(_("Enter a telephone number, such as +20 100 123 4567.")) from None


def read_email(cell: Cell) -> str:
    """An e-mail address."""
    try:
        return typed.email_address(read_text(cell, 254))
    except typed.NotAnEmail:
        raise Unreadable(_("Enter an e-mail address such as name@example.org.")) from None


def _as_typed(cell: Cell) -> str:
    return (cell if type(cell) is str else cell_text(cell)).strip()


@lru_cache(maxsize=4_096)  # a staff list repeats its jobs
def _job(cell: Cell) -> str:
    return read_text(cell, 150)


def reader_of(name: str, country: str) -> Callable[[Cell], Any]:
    """What reads the cells of a column."""
    match name:
        case "sex":
            return lambda cell: read_sex(_as_typed(cell))
        case "birth_date" | "starts_on":
            return partial(read_day, country=country)
        case "birth_year":
            return partial(read_year, country=country)
        case "phone":
            return read_phone
        case "email":
            return read_email
        case "national_id" | "unit":
            return _as_typed
        case "job_title":
            return _job
    return partial(read_text, longest=LONGEST.get(name, LONGEST_PART))
