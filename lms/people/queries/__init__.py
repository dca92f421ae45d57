"""People as far as the viewer may see them, what finds them, and rosters on their way in."""

from lms.people.queries.order import by_name, by_name_in, in_front
from lms.people.queries.persons import (
    MainPlace,
    affiliations,
    current_affiliation,
    current_affiliations,
    employable_units,
    known_by,
    main_places,
    near_units,
    people,
    people_rows,
    person,
    staff_of,
    trainer,
    trainers,
    trains_for,
)
from lms.people.queries.reaching import mobiles
from lms.people.queries.searching import first_found, search
from lms.people.queries.suggesting import similar

__all__ = [
    "MainPlace",
    "affiliations",
    "by_name",
    "by_name_in",
    "current_affiliation",
    "current_affiliations",
    "employable_units",
    "first_found",
    "in_front",
    "known_by",
    "main_places",
    "mobiles",
    "near_units",
    "people",
    "people_rows",
    "person",
    "search",
    "similar",
    "staff_of",
    "trainer",
    "trainers",
    "trains_for",
]
