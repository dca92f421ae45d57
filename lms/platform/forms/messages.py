"""The messages of WTForms' own validators, in our words and the reader's language."""

from __future__ import annotations

from lms.platform.forms.field import Terse
from lms.platform.i18n import _l

_SINGLE = {
    "This field is required.": _l("Fill this in."),
    "Invalid input.": _l("This does not have the right form."),
    "Not a valid choice.": _l("Choose one of those listed."),
    "Field must be equal to %(other_name)s.": _l("The two entries differ."),
    "Number must be at least %(min)s.": _l("This number is too small."),
    "Number must be at most %(max)s.": _l("This number is too large."),
    "Number must be between %(min)s and %(max)s.": _l("This number is too small or too large."),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "This is too short or too long."
    ),
}
_SHORT = "Field must be at least %(min)d character long."
_LONG = "Field cannot be longer than %(max)d character."


class _Words:
    """What WTForms asks for translations."""

    def gettext(self, message: str) -> str:
        known = _SINGLE.get(message)
        return message if known is None else Terse(str(known))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        known = {_SHORT: _l("This is too short."), _LONG: _l("This is too long.")}.get(singular)
        return (singular if n == 1 else plural) if known is None else Terse(str(known))


WORDS = _Words()
