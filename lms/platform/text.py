"""Text that people typed or pasted: cleaned before it is kept, folded before it is compared."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


class RefusedCharacter(ValueError):
    """The text holds a character that cannot be kept; the message names it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean(text: str) -> str:
    """The text as it is kept: one normal form, single spaces, nothing invisible."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold_digits(text: str) -> str:
    """The text with every decimal digit as an ASCII one."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


_ALIKE = str.maketrans("أإآٱىئؤةۀيك", "ااااييوههيك")


def fold(text: str) -> str:
    """The text with every spelling variant made one, for searching only."""
    return _SPACES.sub(" ", fold_digits(text).casefold().translate(_ALIKE)).strip()


def search_tokens(text: str) -> list[str]:
    """The words under which a name is found."""
    return fold(text).split()
