"""Recording people, where they work and for whom they train; many at once for files and demonstration data."""

from lms.people.services.affiliations import affiliate, end_affiliation, transfer
from lms.people.services.agreeing import (
    compare_known,
    confirm_differences,
    differences_of,
    open_differences,
)
from lms.people.services.alike import tell_apart
from lms.people.services.bulk import NewPerson, bulk_insert
from lms.people.services.forgetting import forget_rows, lists_naming, rows_naming
from lms.people.services.holding import hold
from lms.people.services.numbers import VIEWS, open_number
from lms.people.services.persons import create_person, index_names, update_person
from lms.people.services.trainers import end_trainer, register_trainer
from lms.people.services.words import forget_unused_words

__all__ = [
    "VIEWS",
    "NewPerson",
    "affiliate",
    "bulk_insert",
    "compare_known",
    "confirm_differences",
    "create_person",
    "differences_of",
    "end_affiliation",
    "end_trainer",
    "forget_rows",
    "forget_unused_words",
    "hold",
    "index_names",
    "lists_naming",
    "open_differences",
    "open_number",
    "register_trainer",
    "rows_naming",
    "tell_apart",
    "transfer",
    "update_person",
]
