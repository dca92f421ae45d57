"""Whether two records may be of one person, by what is known of both, and why. Names alone never decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from lms.people.models import Person, Sex
from lms.people.rules.matching import ENOUGH, Comparison, compare
from lms.people.rules.name_parts import fathers_agree
from lms.people.rules.persons import PersonData, language_of

_CONTRADICTED = ENOUGH - 0.1
"""What is left at most of the agreement of names when something else speaks against it."""
YEARS_APART = 1
"""Years of birth so far apart may be one: a year was rounded, or turned from another calendar."""


class Bearer(NamedTuple):
    """Somebody with a name, as far as it is compared."""

    full_name: str
    second_name: str | None
    father_name: str | None
    language: str
    sex: Sex
    birth_date: date | None
    birth_year: int | None
    has_number: bool

    @property
    def born_in(self) -> int | None:
        return self.birth_date.year if self.birth_date else self.birth_year

    @property
    def names(self) -> list[str]:
        """The name in each script it is written in."""
        return [self.full_name, self.second_name] if self.second_name else [self.full_name]


class Evidence(StrEnum):
    """What beside the names speaks for one person, or against it."""

    BORN_SAME = "born_same"
    BORN_APART = "born_apart"
    SEX_DIFFERS = "sex_differs"
    FATHER_SAME = "father_same"
    FATHER_DIFFERS = "father_differs"


AGAINST = frozenset({Evidence.BORN_APART, Evidence.SEX_DIFFERS, Evidence.FATHER_DIFFERS})


class Resemblance(NamedTuple):
    """How far two records resemble each other, from 0 to 1, what of the names met, and what else speaks."""

    score: float
    names: Comparison
    evidence: tuple[Evidence, ...]

    @property
    def is_close(self) -> bool:
        """Whether somebody should look at the two."""
        return self.score >= ENOUGH


def bearer(person: Person) -> Bearer:
    """Somebody on record."""
    return Bearer(
        person.full_name,
        person.second_name,
        person.father_name,
        person.language,
        person.sex,
        person.birth_date,
        person.birth_year,
        person.national_id_hash is not None,
    )


def bearer_in(data: PersonData) -> Bearer:
    """Somebody as a form or a file has them."""
    return Bearer(
        data.full_name,
        data.second_name,
        data.father_name,
        data.language or language_of(data.country),
        data.sex,
        data.birth_date,
        data.birth_year,
        bool(data.national_id),
    )


def resemblance(one: Bearer, other: Bearer) -> Resemblance:
    """How far two records may be of one person. Two with a number each are told apart by their numbers."""
    names = max(
        (compare(first, second, _language(one, other)) for first, second in _pairs(one, other)),
        key=lambda found: found.score,
    )
    evidence = tuple(_evidence(one, other))
    score = names.score
    if one.has_number and other.has_number:
        score = 0.0
    elif AGAINST & set(evidence):
        score = min(score, _CONTRADICTED)
    else:
        for _agreement in evidence:
            score += (1 - score) / 2
    return Resemblance(round(score, 3), names, evidence)


def _pairs(one: Bearer, other: Bearer) -> Iterator[tuple[str, str]]:
    yield one.full_name, other.full_name
    if one.second_name and other.second_name:
        yield one.second_name, other.second_name
    if one.second_name:
        yield one.second_name, other.full_name
    if other.second_name:
        yield one.full_name, other.second_name


def _language(one: Bearer, other: Bearer) -> str:
    """Of two languages the one that is not English: in that the names were given."""
    return other.language if one.language == "en" else one.language


def _evidence(one: Bearer, other: Bearer) -> Iterator[Evidence]:
    if one.birth_date is not None and one.birth_date == other.birth_date:
        yield Evidence.BORN_SAME
    elif one.born_in and other.born_in and abs(one.born_in - other.born_in) > YEARS_APART:
        yield Evidence.BORN_APART
    if Sex.UNKNOWN not in (one.sex, other.sex) and one.sex is not other.sex:
        yield Evidence.SEX_DIFFERS
    if one.father_name and other.father_name:
        same = fathers_agree(one.father_name, other.father_name, _language(one, other))
        yield Evidence.FATHER_SAME if same else Evidence.FATHER_DIFFERS
