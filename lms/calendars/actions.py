"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "calendars",
    _l("Calendars"),
    {
        "calendars.decide_month": _l("First day of a Hijri month entered"),
        "calendars.add_holiday": _l("Public holiday added"),
        "calendars.change_holiday": _l("Public holiday changed"),
        "calendars.remove_holiday": _l("Public holiday removed"),
        "calendars.take_back_month": _l("First day of a Hijri month taken back"),
    },
)
