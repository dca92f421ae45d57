"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "calendars",
    _l("Calendars"),
    {
        "calendars.decide_month": _l("First day of a Hijri month entered"),
        "calendars.take_back_month": _l("First day of a Hijri month taken back"),
    },
)
