"""Deciding about Hijri months, and keeping the public holidays."""

from lms.calendars.services.files import COLUMNS, Loaded, load_holidays, read_holidays
from lms.calendars.services.holidays import (
    HolidayData,
    add_holiday,
    change_holiday,
    remove_holiday,
)
from lms.calendars.services.months import decide_month, take_back_month

__all__ = [
    "COLUMNS",
    "HolidayData",
    "Loaded",
    "add_holiday",
    "change_holiday",
    "decide_month",
    "load_holidays",
    "read_holidays",
    "remove_holiday",
    "take_back_month",
]
