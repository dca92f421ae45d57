"""Screens for whoever keeps the calendars."""

from lms.calendars.views import hijri, holidays, loading, table
from lms.calendars.views.blueprint import bp

__all__ = ["bp", "hijri", "holidays", "loading", "table"]
