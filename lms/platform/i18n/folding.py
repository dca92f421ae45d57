"""Spelling variants made one, so that a search finds what others wrote; never for identity."""

import re
import unicodedata

_SPACES = re.compile(" +")

# Where several letters are one to a reader: Arabic and Persian forms, seats of hamza, final forms.
LETTERS = {
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("ىیېے", "ي"),
    **dict.fromkeys("کڪګ", "ك"),
    **dict.fromkeys("ةەہۃھ", "ه"),
    "ء": "",
    "ـ": "",
    "\u200c": " ",  # the Persian zero-width non-joiner stands where others put a space
    "\u200b": " ",
    "’": "",
    "‘": "",
    "'": "",
    "`": "",
    "´": "",
}


class _Folds(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in LETTERS:
            folded = LETTERS[character]
        elif category == "Nd":
            folded = str(unicodedata.decimal(character))
        elif category in ("Mn", "Me", "Mc", "Cf", "Lm"):
            folded = ""
        elif category[0] in "LN":
            folded = character.casefold()
        else:
            folded = " "
        self[code] = folded
        return folded


class _Digits(dict[int, str]):
    """Every decimal digit there is as an ASCII one; other characters as they are."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        value = unicodedata.decimal(character, None)
        digit = character if value is None else str(value)
        self[code] = digit
        return digit


_folds = _Folds()
_digits = _Digits()


def fold(text: str) -> str:
    """The text as search sees it: أحمد and احمد, علي and علی, ١٢ and 12 come out alike."""
    # Taking letters apart first leaves hamza, madda and accents as marks, which then go.
    folded = unicodedata.normalize("NFKD", text).translate(_folds)
    return _SPACES.sub(" ", folded).strip()


def fold_digits(text: str) -> str:
    """The text with every decimal digit of any script as an ASCII one."""
    return text if text.isascii() else text.translate(_digits)
