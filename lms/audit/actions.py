"""What this slice records, in words."""

from lms.audit.rules import REFUSED, declare
from lms.platform.i18n import _l

declare(
    "audit",
    _l("Access"),
    {
        REFUSED: _l("Asked for what is not open to them"),
    },
)
