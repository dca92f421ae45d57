"""What this slice records, in words."""

from lms.audit.rules import EXPORTED, REFUSED, declare
from lms.platform.i18n import _l

declare(
    "audit",
    _l("Access"),
    {
        EXPORTED: _l("List taken out as a file"),
        REFUSED: _l("Asked for what is not open to them"),
    },
)
