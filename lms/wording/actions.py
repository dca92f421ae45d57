"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "wording",
    _l("Wording"),
    {
        "wording.change": _l("Message worded otherwise"),
        "wording.take_back": _l("Own wording of a message taken back"),
    },
)
