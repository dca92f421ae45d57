"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "attendance",
    _l("Attendance"),
    {
        "attendance.record": _l("Attendance recorded"),
        "attendance.correct": _l("Attendance corrected"),
        "attendance.reopen": _l("Sheet reopened"),
        "attendance.record_headcount": _l("People counted without names"),
    },
)
