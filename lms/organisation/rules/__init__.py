"""What follows from the kind of a place, from what hangs on it, and from what it says of its years and hours."""

from lms.organisation.rules.places import AREAS, COUNTED, FIELDS, KINDS, counts_in_words
from lms.organisation.rules.words import as_recorded, in_words
from lms.organisation.rules.working import (
    Above,
    Held,
    Hours,
    OtherDay,
    Stated,
    WorkingTime,
    bits_of,
    stated,
    usual,
    weekdays_of,
    weekend,
)
from lms.organisation.rules.years import FiscalYears, first_year_from

__all__ = [
    "AREAS",
    "COUNTED",
    "FIELDS",
    "KINDS",
    "Above",
    "FiscalYears",
    "Held",
    "Hours",
    "OtherDay",
    "Stated",
    "WorkingTime",
    "as_recorded",
    "bits_of",
    "counts_in_words",
    "first_year_from",
    "in_words",
    "stated",
    "usual",
    "weekdays_of",
    "weekend",
]
