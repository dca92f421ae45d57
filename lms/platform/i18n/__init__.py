"""How things are said and shown to one reader: languages, digits, calendars, order of letters."""

from lms.platform.i18n.messages import _, _l, _lp, _n, _p
from lms.platform.i18n.preferences import (
    LANGUAGES,
    Preferences,
    direction,
    language,
    preferences,
    reset_preferences,
    set_preferences,
    use_preferences,
)

__all__ = [
    "LANGUAGES",
    "Preferences",
    "_",
    "_l",
    "_lp",
    "_n",
    "_p",
    "direction",
    "language",
    "preferences",
    "reset_preferences",
    "set_preferences",
    "use_preferences",
]
