"""Deciding about Hijri months, and keeping the public holidays."""

from lms.calendars.services.holidays import (
    HolidayData,
    add_holiday,
    change_holiday,
    remove_holiday,
)
from lms.calendars.services.months import decide_month, take_back_month

__all__ = [
    "HolidayData",
    "add_holiday",
    "change_holiday",
    "decide_month",
    "remove_holiday",
    "take_back_month",
]
