"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "outcomes",
    _l("Results"),
    {
        "outcomes.close_run": _l("Course run closed"),
        "outcomes.decide_anew": _l("Decided anew after an objection"),
        "outcomes.waive_hours": _l("Missing hours waived"),
    },
)
