"""From a person's data to the row that is kept: cleaned, folded, keyed for sorting, the number sealed."""

from __future__ import annotations

from typing import Any

from lms.people.models import Person, Sex
from lms.people.national_id import IdCheck
from lms.people.rules.persons import PersonData, language_of
from lms.platform.crypto import Cipher
from lms.platform.i18n.collation import sort_key
from lms.platform.text import clean, fold, search_tokens

NATIONAL_ID = "person.national_id"
"""The context under which identity numbers are sealed."""

LONGEST_NAME = 200
_NO_ID = {
    "id_country": None,
    "national_id_sealed": None,
    "national_id_hash": None,
    "national_id_last4": None,
}


def person_row(data: PersonData, number: IdCheck | None, cipher: Cipher) -> dict[str, Any]:
    """The columns of a person; raises `RefusedCharacter` for a name that cannot be kept."""
    full_name = clean(data.full_name)
    language = data.language or language_of(data.country)
    sex, birth_date = data.sex, data.birth_date
    if number is not None:
        if sex is Sex.UNKNOWN and number.sex:
            sex = Sex(number.sex)
        birth_date = birth_date or number.birth_date
    return {
        "full_name": full_name,
        "given_name": _cleaned(data.given_name),
        "father_name": _cleaned(data.father_name),
        "grandfather_name": _cleaned(data.grandfather_name),
        "family_name": _cleaned(data.family_name),
        "second_name": _cleaned(data.second_name),
        "sort_key": sort_key(full_name, language),
        "folded_name": fold(full_name)[:LONGEST_NAME],
        "sex": sex,
        "birth_date": birth_date,
        "birth_year": None if birth_date else data.birth_year,
        "email": data.email or None,
        "phone": data.phone or None,
        "language": language,
        **(identity_row(data.country, number, cipher) if number else _NO_ID),
    }


def identity_row(country: str, number: IdCheck, cipher: Cipher) -> dict[str, Any]:
    """The columns of an identity number: sealed, found by its hash, known by its last four digits."""
    return {
        "id_country": country,
        "national_id_sealed": cipher.seal(number.normalised, NATIONAL_ID),
        "national_id_hash": cipher.lookup(country, number.normalised),
        "national_id_last4": number.normalised[-4:],
    }


def words_of(person: Person | dict[str, Any]) -> list[str]:
    """The words a person is found by: of the name in both scripts, each once."""
    row = person if isinstance(person, dict) else person.__dict__
    words = search_tokens(row["folded_name"])
    if row["second_name"]:
        words += search_tokens(row["second_name"])
    return list(dict.fromkeys(words))


def _cleaned(part: str | None) -> str | None:
    return clean(part) or None if part else None
