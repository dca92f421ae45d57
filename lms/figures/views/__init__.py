"""Screens of this slice."""

from lms.figures.views import behind, explain, matrix, overview, plan, staff, trained
from lms.figures.views.blueprint import bp

__all__ = ["behind", "bp", "explain", "matrix", "overview", "plan", "staff", "trained"]
