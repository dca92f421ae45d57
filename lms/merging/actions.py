"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "merging",
    _l("Merged records"),
    {
        "merging.merge": _l("Two records of one person merged"),
        "merging.undo": _l("Merge undone"),
    },
)
