"""Screens for finding people, keeping their records, and the register of trainers."""

from lms.people.views import editing, people, places, trainers
from lms.people.views.blueprint import bp

__all__ = ["bp", "editing", "people", "places", "trainers"]
