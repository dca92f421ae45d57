"""From a person's data to the row that is kept: cleaned, folded, keyed for sorting, the number sealed."""

from __future__ import annotations

from typing import Any

from lms.people.models import Person
from lms.people.national_id import IdCheck
from lms.people.rules.agreement import differences, filled_in
from lms.people.rules.matching.keys import name_key
from lms.people.rules.persons import PersonData, language_of
from lms.platform.crypto import Cipher
from lms.platform.i18n.collation import key_among_languages
from lms.platform.text import clean, fold, search_tokens, tokens_of

NATIONAL_ID = "person.national_id"
"""The context under which identity numbers are sealed."""

LONGEST_NAME = 200


def person_row(data: PersonData, number: IdCheck | None, cipher: Cipher) -> dict[str, Any]:
    """The columns of a person; raises `RefusedCharacter` for a name that cannot be kept."""
    full_name = clean(data.full_name)
    kept = data._replace(
        full_name=full_name,
        given_name=_cleaned(data.given_name),
        filiation=_cleaned(data.filiation),
        father_name=_cleaned(data.father_name),
        grandfather_name=_cleaned(data.grandfather_name),
        family_name=_cleaned(data.family_name),
        second_name=_cleaned(data.second_name),
    )
    lookup = cipher.lookup(data.country, number.normalised) if number else None
    return clean_row(kept, number, lookup, fold(full_name)[:LONGEST_NAME], cipher)


def clean_row(
    data: PersonData,
    number: IdCheck | None,
    lookup: bytes | None,
    folded: str,
    cipher: Cipher,
    *,
    key: str = "",
    differing: str | None = None,
) -> dict[str, Any]:
    """The same of names that are clean, and folded, already; `differing` names what the number contradicts."""
    language = data.language or language_of(data.country)
    if differing is None:
        differing = " ".join(one.field for one in differences(data, number))
    data = filled_in(data, number)
    return {
        "full_name": data.full_name,
        "given_name": data.given_name or None,
        "filiation": data.filiation or None,
        "father_name": data.father_name or None,
        "grandfather_name": data.grandfather_name or None,
        "family_name": data.family_name or None,
        "second_name": data.second_name or None,
        "sort_key": key_among_languages(data.full_name, language),
        "folded_name": folded,
        "name_key": key or name_key(data.full_name, language),
        "id_country": data.country if number else None,
        "national_id_sealed": cipher.seal(number.normalised, NATIONAL_ID) if number else None,
        "national_id_hash": lookup,
        "national_id_last4": number.normalised[-4:] if number else None,
        "id_differs": differing or None,
        "sex": data.sex,
        "birth_date": data.birth_date,
        "birth_date_typed": data.birth_date_typed if data.birth_date else None,
        "birth_year": None if data.birth_date else data.birth_year,
        "email": data.email or None,
        "phone": data.phone or None,
        "language": language,
    }


def words_of(person: Person | dict[str, Any]) -> list[str]:
    """The words a person is found by: of the name in both scripts, each once."""
    row = person if isinstance(person, dict) else person.__dict__
    words = tokens_of(row["folded_name"])
    if row["second_name"]:
        words = list(dict.fromkeys([*words, *search_tokens(row["second_name"])]))
    return words


def _cleaned(part: str | None) -> str | None:
    return clean(part) or None if part else None
