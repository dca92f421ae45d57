"""The start page of each role, today's work, search, and the page of every part for development."""

from lms.home.views import search, start, style, today
from lms.home.views.blueprint import bp

__all__ = ["bp", "search", "start", "style", "today"]
