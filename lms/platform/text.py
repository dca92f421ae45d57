"""Text that people typed or pasted: cleaned before it is kept, folded before it is compared."""

import re
import unicodedata

from lms.platform.i18n import _
from lms.platform.i18n.digits import digits
from lms.platform.i18n.folding import fold, fold_digits
from lms.platform.search_words import query_words, search_tokens, tokens_of

__all__ = [
    "RefusedCharacter",
    "clean",
    "fold",
    "fold_digits",
    "looks_like_formula",
    "query_words",
    "search_tokens",
    "tokens_of",
]

# What needs no closer look: printable ASCII, accented Latin, Arabic and Georgian letters.
_PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f\u0621-\u065f\u0660-\u06d3\u10d0-\u10ff]*")
# Marks that programs put round right-to-left text and that mean nothing at its ends.
_MARKS_AT_ENDS = "\u200e\u200f\u061c\ufeff"
_ENDS = re.compile(rf"^[\s{_MARKS_AT_ENDS}]+|[\s{_MARKS_AT_ENDS}]+$")

_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks by name, but blank to the eye.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")
_REPLACEMENT = "\ufffd"
_ARABIC = "\u0600-\u06ff"
_ZWNJ = "\u200c"
# Persian needs the non-joiner between two letters that would join. Others beside Arabic letters,
# spaces and ends do nothing and come from keyboards; anywhere else it only hides.
_BETWEEN_JOINING = rf"(?<=[{_ARABIC}])(?<![اأإآٱدذرزژوؤةءۀۃ]){_ZWNJ}(?=[{_ARABIC}])"
_NON_JOINERS = re.compile(
    rf"(?P<needed>{_BETWEEN_JOINING})|(?<=[{_ARABIC}\s]){_ZWNJ}|{_ZWNJ}(?=[{_ARABIC}\s]|$)"
)
_NEEDED_NON_JOINER = re.compile(_BETWEEN_JOINING)
# Presentation forms and full-width letters: what old PDF files and keyboards make of plain ones.
_FORMS = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc\uff01-\uff5e]+")
_PICTURE_STYLES = re.compile("[\ufe0e\ufe0f]")


class RefusedCharacter(ValueError):
    """The text holds a character that cannot be kept; the message says which and where."""

    def __init__(self, reason: str, character: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.character = character
        self.position = position


def clean(text: str) -> str:
    """The text as it is kept: one normal form, single spaces, nothing hidden in it.

    Raises `RefusedCharacter`. Line breaks become spaces: clean text of several lines by line.
    """
    if _PLAIN.fullmatch(text) is None:
        text = _clean_closely(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def _clean_closely(text: str) -> str:
    text = _ENDS.sub("", text)
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form.group()), text)
    text = _PICTURE_STYLES.sub("", text)
    text = re.sub(f"{_ZWNJ}+", _ZWNJ, text)
    text = _NON_JOINERS.sub(lambda found: found["needed"] or "", text)
    for position, character in enumerate(text, start=1):
        if character in "\t\n\r" or _NEEDED_NON_JOINER.match(text, position - 1):
            continue
        if (refusal := _refusal(character, position)) is not None:
            raise RefusedCharacter(refusal, character, position)
    return text


def _refusal(character: str, position: int) -> str | None:
    """Why this character cannot be kept; None if it can."""
    if character == _REPLACEMENT:
        return _(
            "Character %(position)s of the text was lost when it was copied. Type it again.",
            position=digits(position),
        )
    category = unicodedata.category(character)
    if character in _DIRECTION:
        return _(
            "Character %(position)s of the text is a hidden mark that turns the direction of"
            " writing (%(code)s). Delete it, or type the text again.",
            position=digits(position),
            code=_code(character),
        )
    if category == "Cf" or character in _BLANK:
        return _invisible(character, position)
    if category == "Cc":
        return _(
            "Character %(position)s of the text is a control character (%(code)s)."
            " Delete it, or type the text again.",
            position=digits(position),
            code=_code(character),
        )
    if category in ("Co", "Cn", "Cs"):
        return _(
            "Character %(position)s of the text is not a letter of any script (%(code)s)."
            " Delete it, or type the text again.",
            position=digits(position),
            code=_code(character),
        )
    return None


def _invisible(character: str, position: int) -> str:
    return _(
        "Character %(position)s of the text is invisible (%(code)s)."
        " Delete it, or type the text again.",
        position=digits(position),
        code=_code(character),
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


_NUMBER = re.compile(r"[+-]?[\d.,٫٬ \u00a0]+")
_FORMULA_OPENINGS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "|")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for something to compute or run."""
    opening = text.lstrip(" '\"\n\u00a0\u200e\u200f\ufeff")
    return opening.startswith(_FORMULA_OPENINGS) and _NUMBER.fullmatch(opening) is None
