"""Screens for whoever keeps the calendars."""

from lms.calendars.views import hijri, holidays, table
from lms.calendars.views.blueprint import bp

__all__ = ["bp", "hijri", "holidays", "table"]
