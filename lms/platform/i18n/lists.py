"""Several things in one line of text."""

from collections.abc import Iterable

from lms.platform.i18n.messages import _p


def listed(parts: Iterable[str]) -> str:
    """Things one after another, as the reader's language lists them."""
    text = ""
    for part in parts:
        text = _p("list", "%(list)s, %(next)s", list=text, next=part) if text else part
    return text


def isolated(name: str) -> str:
    """A name of unknown direction, so that it does not turn the sentence around it."""
    return f"\u2068{name}\u2069"
