"""The mark that keeps a spreadsheet from taking text for a formula, and its exact removal."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")


def guarded(text: str) -> str:
    """The text with an apostrophe before whatever would start a formula."""
    if text[:1] in _FIRST and _FORMULA.match(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    if text[:1] == "'" and _GUARDED.match(text):
        return text[1:]
    return text
