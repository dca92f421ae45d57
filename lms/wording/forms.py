"""The texts of one message."""

from __future__ import annotations

from unicodedata import normalize

from lms.platform.forms import Form, LongTextField, required
from lms.platform.i18n import _l, direction
from lms.platform.i18n.digits import digits
from lms.platform.i18n.extraction import Message
from lms.platform.i18n.lists import listed
from lms.wording.rules import forms, numbers_of

LONGEST = 2_000
_MARKS = str.maketrans("", "", "\u200c\u200d\u200e\u200f")
"""What joins letters, keeps them apart, or orders a date: our own texts need it."""


class WordsField(LongTextField):
    """A text with its marks and the spaces at its ends."""

    def cleaned(self, typed: str) -> str:
        lines = typed.replace("\r\n", "\n")
        super().cleaned(lines.translate(_MARKS))
        return normalize("NFC", lines)


def form_for(message: Message, language: str) -> type[Form]:
    """A form with a field for each text of the message."""
    rows = 2 if len(message.id) < 120 else 5
    fields = {
        f"text_{form}": WordsField(
            _label(message, language, form),
            [required()],
            max=LONGEST,
            rows=rows,
            attrs={"lang": language, "dir": direction(language)},
        )
        for form in range(forms(message, language))
    }
    return type("WordingForm", (Form,), fields)


def _label(message: Message, language: str, form: int) -> str:
    if not message.plural:
        return _l("Own wording")
    return _l("Own wording for %(numbers)s", numbers=_Numbers(language, form))


class _Numbers:
    """Examples of the numbers that a form of the plural is for, in the digits of whoever reads."""

    def __init__(self, language: str, form: int) -> None:
        self._numbers = numbers_of(language, form)

    def __str__(self) -> str:
        return listed([digits(one) for one in self._numbers])
