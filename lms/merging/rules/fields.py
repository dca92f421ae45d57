"""Which facts of a person belong together, and when two records differ about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.people.models import Person, Sex


class Side(StrEnum):
    """Whose fact is taken."""

    KEPT = "kept"
    OTHER = "other"


@dataclass(frozen=True)
class Fact:
    """Columns that are taken together from one of the two records."""

    columns: tuple[str, ...]
    is_known: Callable[[Person], bool]


def _has(name: str) -> Callable[[Person], bool]:
    return lambda person: bool(getattr(person, name))


PARTS = ("given_name", "filiation", "father_name", "grandfather_name", "family_name")
NUMBER = ("id_country", "national_id_sealed", "national_id_hash", "national_id_last4", "id_differs")

FACTS: Mapping[str, Fact] = {
    "full_name": Fact(("full_name", "sort_key", "folded_name", "name_key"), _has("full_name")),
    "parts": Fact(PARTS, lambda person: any(getattr(person, part) for part in PARTS)),
    "second_name": Fact(("second_name",), _has("second_name")),
    "number": Fact(NUMBER, _has("national_id_hash")),
    "sex": Fact(("sex",), lambda person: person.sex is not Sex.UNKNOWN),
    "birth": Fact(
        ("birth_date", "birth_date_typed", "birth_year"),
        lambda person: person.born_in() is not None,
    ),
    "phone": Fact(("phone",), _has("phone")),
    "email": Fact(("email",), _has("email")),
    "language": Fact(("language",), _has("language")),
}

OF_THE_RECORD = ("id", "created_at", "erased_at", "merged_into_id", "is_demo")
"""Columns that say nothing about the person."""


def values(person: Person, fact: str) -> dict[str, Any]:
    """The columns of one fact."""
    return {name: getattr(person, name) for name in FACTS[fact].columns}


def differs(fact: str, kept: Person, other: Person) -> bool:
    """Whether both records say something, and not the same."""
    if not (FACTS[fact].is_known(kept) and FACTS[fact].is_known(other)):
        return False
    if fact == "birth" and not (kept.birth_date and other.birth_date):
        return kept.born_in() != other.born_in()
    if fact == "full_name":
        return kept.full_name != other.full_name
    return values(kept, fact) != values(other, fact)


def is_filled_in(fact: str, kept: Person, other: Person) -> bool:
    """Whether only the other record says something, or says it more exactly."""
    if differs(fact, kept, other) or not FACTS[fact].is_known(other):
        return False
    if fact == "birth" and other.birth_date and not kept.birth_date:
        return True
    return not FACTS[fact].is_known(kept)
