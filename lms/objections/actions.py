"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "objections",
    _l("Objections"),
    {
        "objections.file": _l("Objected"),
        "objections.withdraw": _l("Objection withdrawn"),
        "objections.accept": _l("Objection accepted"),
        "objections.refuse": _l("Objection refused"),
    },
)
