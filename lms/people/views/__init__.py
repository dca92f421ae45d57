"""Screens for finding people, keeping their records, and the register of trainers."""

from lms.people.views import (
    comparing,
    editing,
    imports,
    numbers,
    pairs,
    people,
    places,
    review,
    trainers,
)
from lms.people.views.blueprint import bp

__all__ = [
    "bp",
    "comparing",
    "editing",
    "imports",
    "numbers",
    "pairs",
    "people",
    "places",
    "review",
    "trainers",
]
