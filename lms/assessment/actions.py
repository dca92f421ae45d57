"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "assessment",
    _l("Marks"),
    {
        "assessment.mark": _l("Marks entered"),
        "assessment.correct": _l("Marks corrected"),
    },
)
