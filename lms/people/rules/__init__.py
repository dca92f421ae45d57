"""What follows from a person's data alone: names by custom, age bands, the row that is kept."""

from lms.people.rules.agreement import WORDS, Difference, differences, filled_in
from lms.people.rules.marks import Marks, marks_of
from lms.people.rules.name_parts import (
    FILIATIONS,
    father_in_words,
    fathers_agree,
    joined_name,
    kept_together,
    not_in_name,
    with_parts,
)
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
    language_of,
    masked_id,
    phone_spellings,
)
from lms.people.rules.records import NATIONAL_ID, clean_row, person_row, words_of

__all__ = [
    "COUNTRIES",
    "FILIATIONS",
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
    "father_in_words",
    "fathers_agree",
    "filled_in",
    "fingerprint",
    "id_check",
    "joined_name",
    "kept_together",
    "language_of",
    "marks_of",
    "masked_id",
    "not_in_name",
    "person_row",
    "phone_spellings",
    "with_parts",
    "words_of",
]
