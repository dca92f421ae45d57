"""Screens for places, their venues and rooms."""

from lms.organisation.views import editing, names, rooms, tree, unit, units, venues, working
from lms.organisation.views.blueprint import bp

__all__ = ["bp", "editing", "names", "rooms", "tree", "unit", "units", "venues", "working"]
