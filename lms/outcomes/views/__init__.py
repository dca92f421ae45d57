"""Screens of this slice."""

from lms.outcomes.views import closing, objections, results
from lms.outcomes.views.blueprint import bp

__all__ = ["bp", "closing", "objections", "results"]
