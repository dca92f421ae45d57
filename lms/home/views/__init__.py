"""The start page of each role, today's work, search, what was done, and the page of every part for development."""

from lms.home.views import audit_log, erasures, kept_data, search, start, style, today
from lms.home.views.blueprint import bp

__all__ = ["audit_log", "bp", "erasures", "kept_data", "search", "start", "style", "today"]
