"""The three calendars: converting, reading what was typed, fiscal years."""

from lms.platform.i18n.calendars.conversion import (
    DateRefused,
    NoSuchDate,
    from_calendar,
    month_length,
    to_calendar,
)
from lms.platform.i18n.calendars.fiscal import (
    FiscalRule,
    fiscal_bounds,
    fiscal_label,
    fiscal_year,
)
from lms.platform.i18n.calendars.typed import (
    AmbiguousDate,
    UnreadableDate,
    parse_date,
    parse_in,
)
from lms.platform.i18n.preferences import Calendar

__all__ = [
    "AmbiguousDate",
    "Calendar",
    "DateRefused",
    "FiscalRule",
    "NoSuchDate",
    "UnreadableDate",
    "fiscal_bounds",
    "fiscal_label",
    "fiscal_year",
    "from_calendar",
    "month_length",
    "parse_date",
    "parse_in",
    "to_calendar",
]
