"""Why somebody may need a whole identity number."""

from __future__ import annotations

from enum import StrEnum

from lms.platform.i18n import _l


class WhySeen(StrEnum):
    COMPARE = "compare"
    CORRECT = "correct"
    AUTHORITY = "authority"
    OTHER = "other"


WHY_SEEN = {
    WhySeen.COMPARE: _l("To compare it with the card of somebody who is here"),
    WhySeen.CORRECT: _l("To correct the record"),
    WhySeen.AUTHORITY: _l("An authority that may ask for it has asked for it"),
    WhySeen.OTHER: _l("Something else, said below"),
}
