"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "home",
    _l("Data about people"),
    {
        "home.hand_out": _l("All data about a person handed out"),
        "home.ask_erasure": _l("Erasure asked for"),
        "home.refuse_erasure": _l("Erasure refused"),
        "home.erase": _l("Person erased"),
    },
)
