"""What follows from a person's data alone: names by custom, age bands, the row that is kept."""

from lms.people.rules.agreement import WORDS, Difference, differences, filled_in
from lms.people.rules.marks import Marks, marks_of
from lms.people.rules.numbers import WHY_SEEN, WhySeen
from lms.people.rules.persons import (
    COUNTRIES,
    NAME_PARTS,
    SEXES,
    PersonData,
    age_band,
    birth_year,
    birth_year_in,
    changed_since,
    fingerprint,
    id_check,
    joined_name,
    language_of,
    masked_id,
    phone_spellings,
)
from lms.people.rules.records import NATIONAL_ID, clean_row, person_row, words_of

__all__ = [
    "COUNTRIES",
    "NAME_PARTS",
    "NATIONAL_ID",
    "SEXES",
    "WHY_SEEN",
    "WORDS",
    "Difference",
    "Marks",
    "PersonData",
    "WhySeen",
    "age_band",
    "birth_year",
    "birth_year_in",
    "changed_since",
    "clean_row",
    "differences",
    "filled_in",
    "fingerprint",
    "id_check",
    "joined_name",
    "language_of",
    "marks_of",
    "masked_id",
    "person_row",
    "phone_spellings",
    "words_of",
]
