"""Who decides about the calendar."""

from __future__ import annotations

from lms.platform.access import Permission
from lms.platform.i18n import _l

MANAGE = Permission(
    "calendars.manage", _l("Keep the Hijri months and public holidays"), is_at_top=True
)
