"""The mark that keeps a spreadsheet from taking text for a formula, and its exact removal."""

from __future__ import annotations

import re

from lms.platform.text import looks_like_formula

# Telephone numbers and the like compute nothing, but a spreadsheet would take their sign away.
_SIGNED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_HARMLESS = re.compile(r"[^\W\d_]")


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if _is_suspect(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text[:1] == "'" and _is_suspect(text) else text


def _is_suspect(text: str) -> bool:
    # The same answer with and without apostrophes in front, so that the guard comes off exactly.
    if not text or _HARMLESS.match(text):
        return False
    return _SIGNED.match(text) is not None or looks_like_formula(text)
