"""Screens of course runs, their sessions and the calendar."""

from lms.scheduling.views import calendar, header, planning, run, runs, sessions
from lms.scheduling.views.blueprint import bp

__all__ = ["bp", "calendar", "header", "planning", "run", "runs", "sessions"]
