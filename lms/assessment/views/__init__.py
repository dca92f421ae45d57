"""Screens of assessment: the run's marks, and the lists in which they are entered."""

from lms.assessment.views import entry, history, marks
from lms.assessment.views.blueprint import bp

__all__ = ["bp", "entry", "history", "marks"]
