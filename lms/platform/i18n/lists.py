"""Several things in one line of text."""

from collections.abc import Iterable, Sequence

from lms.platform.i18n.messages import _, _p
from lms.platform.i18n.numbers import number


def listed(parts: Iterable[str]) -> str:
    """Things one after another, with the comma of the reader's script."""
    return comma().join(parts)


def comma() -> str:
    """What stands between things listed."""
    return _p("between things listed", ", ")


def names_listed(names: Sequence[str]) -> str:
    """Names one after another, each kept from turning the others round; one alone stands as it is."""
    return listed(isolated(name) for name in names) if len(names) > 1 else "".join(names)


def some_of(names: Sequence[str], most: int) -> str:
    """The first of these names, and how many more there are."""
    said = listed(isolated(name) for name in names[:most])
    if len(names) <= most:
        return said
    return _("%(names)s and %(count)s more", names=said, count=number(len(names) - most))


def isolated(name: str) -> str:
    """A name of unknown direction, so that it does not turn the sentence around it."""
    return f"\u2068{name}\u2069"
