"""Names by the custom of a country, age bands, identity numbers as far as anybody sees them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from lms.people import national_id
from lms.people.models import Person, Sex
from lms.people.national_id import IdCheck
from lms.platform.i18n import _l
from lms.platform.i18n.calendars import from_calendar, to_calendar
from lms.platform.typed import NotATelephone, telephone

COUNTRIES = {
    "EG": _l("Egypt"),
    "GE": _l("Georgia"),
    "IR": _l("Iran"),
    "PS": _l("Palestine"),
    "SA": _l("Saudi Arabia"),
}
"""The countries whose identity numbers are known here."""

SEXES = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Sex.UNKNOWN: _l("Not known"),
}

_CHAIN = ("given_name", "father_name", "grandfather_name", "family_name")
_FATHER_APART = ("given_name", "family_name", "father_name")
CHAIN_COUNTRIES = frozenset({"EG", "PS", "SA"})
"""Where the father's name is part of the name."""
NAME_PARTS: Mapping[str, tuple[str, ...]] = {
    "EG": _CHAIN,
    "PS": _CHAIN,
    "SA": ("given_name", "filiation", "father_name", "grandfather_name", "family_name"),
    "IR": _FATHER_APART,
    "GE": (*_FATHER_APART, "filiation"),
}
"""The parts of a name in the order in which the country's forms ask for them."""

_LANGUAGES = {"EG": "ar", "PS": "ar", "SA": "ar", "IR": "fa", "GE": "ka"}

AGE_BANDS = ((25, "under-25"), (35, "25-34"), (45, "35-44"), (55, "45-54"))

_CALLING_CODES = {"20", "98", "966", "970", "995"}


class PersonData(NamedTuple):
    """What is known of a person, as a form or a file gives it."""

    full_name: str
    country: str
    """Whose custom the name follows and whose identity number it is."""
    given_name: str | None = None
    filiation: str | None = None
    """The word that says whose child somebody is, as it is written: بن, بنت, ძე, ასული."""
    father_name: str | None = None
    grandfather_name: str | None = None
    family_name: str | None = None
    second_name: str | None = None
    national_id: str | None = None
    """As typed; none means that it is not known, and in a change that it stays as it is."""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_year: int | None = None
    email: str | None = None
    phone: str | None = None
    language: str = ""
    """The language of the name, by default the country's."""
    birth_date_typed: str | None = None
    """The date of birth as it was written, in whichever calendar."""


def language_of(country: str) -> str:
    """The language in which people of the country are written."""
    return _LANGUAGES.get(country, "en")


def age_band(born: date | int | None, on: date) -> str:
    """The age group that figures count in; of a bare year the age reached in that year is taken."""
    if born is None:
        return "unknown"
    if isinstance(born, date):
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    else:
        age = on.year - born
    return next((band for limit, band in AGE_BANDS if age < limit), "55-plus")


def birth_year(year: int, calendar: str) -> int:
    """The Gregorian year for a year of birth as people of a calendar say it: 1370 is 1991 in Iran."""
    if calendar != "gregorian" and 1200 <= year < 1600:
        return from_calendar(year, 7, 1, calendar).year
    return year


def birth_year_in(year: int, calendar: str) -> int:
    """The year as people of the calendar say it."""
    return year if calendar == "gregorian" else to_calendar(date(year, 7, 1), calendar)[0]


def id_check(data: PersonData) -> IdCheck | None:
    """What the identity number is worth; none without one."""
    return national_id.check(data.country, data.national_id) if data.national_id else None


def masked_id(person: Person) -> str:
    """The last four digits, with marks for the others; empty where no number is known."""
    return f"••••{person.national_id_last4}" if person.national_id_last4 else ""


EDITED = (
    "full_name",
    *_CHAIN,
    "filiation",
    "second_name",
    "national_id_hash",
    "sex",
    "birth_date",
    "birth_year",
    "language",
    "phone",
    "email",
)
"""What the form changes."""


def fingerprint(person: Person) -> str:
    """A mark for each field that the form changes; by it a form knows what changed while it was open."""
    return ".".join(f"{zlib.crc32(str(getattr(person, name)).encode()):08x}" for name in EDITED)


def changed_since(person: Person, seen: str) -> list[str]:
    """The fields that differ from what the marks saw."""
    now = fingerprint(person).split(".")
    then = seen.split(".")
    if len(then) != len(now):
        return list(EDITED)
    return [name for name, new, old in zip(EDITED, now, then, strict=True) if new != old]


def phone_spellings(text: str) -> list[str]:
    """The ways in which a telephone number may have been written down, from one of them; none for other text."""
    try:
        digits = telephone(text)
    except NotATelephone:
        return []
    bare = digits.removeprefix("+")
    found = {digits, bare}
    if bare.startswith("0"):
        found |= {f"+{code}{bare[1:]}" for code in _CALLING_CODES}
    for code in _CALLING_CODES:
        if bare.startswith(code):
            found |= {f"+{bare}", f"0{bare.removeprefix(code)}"}
    return sorted(found)
