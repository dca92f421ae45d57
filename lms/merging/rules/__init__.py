"""What becomes of each link to a person, and when two records differ."""

from lms.merging.rules.fields import FACTS, OF_THE_RECORD, Side, differs, is_filled_in, values
from lms.merging.rules.links import LINKS, OF_A_PLACE_IN_A_RUN, Link, Rule
from lms.merging.rules.obstacles import Obstacle, ask_before_merging, asked_before

__all__ = [
    "FACTS",
    "LINKS",
    "OF_A_PLACE_IN_A_RUN",
    "OF_THE_RECORD",
    "Link",
    "Obstacle",
    "Rule",
    "Side",
    "ask_before_merging",
    "asked_before",
    "differs",
    "is_filled_in",
    "values",
]
