"""What translation costs a page: the same page for the same reader, with its messages looked up and without."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple

from lms.home.bench.measuring import Site, get, in_turn
from lms.platform.i18n import messages, web

MOST_SHARE = 0.15
"""Of a page's time, that all its translation may take."""

MOST_TIMES = 12
"""So often one message may stand on a page of 25 rows: more than that is a look-up row by row."""

_WHERE = (messages, web)
_LOOK_UPS = ("lookup", "lookup_in_context", "lookup_plural")


class Translation(NamedTuple):
    """How much of a page's time goes into translating it, and what it looks up."""

    share: float
    look_ups: int
    most: int  # times that one message was looked up
    message: str  # that one


def translation(site: Site, path: str) -> Translation:
    """Measured in Arabic, by turns with and without: the share is the median of what a round with it took more.

    Digits, dates and direction are the reader's in both; what is kept of a page between requests is kept in both.
    """

    def plainly() -> None:
        with looking_up(as_in_code):
            get(site.app, path, site.cookie)

    asked = looked_up(site, path)
    whole, plain = in_turn(
        time.process_time, (lambda: get(site.app, path, site.cookie), 1), (plainly, 1)
    )
    share = median((a - b) / a for a, b in zip(whole, plain, strict=True))
    message, most = asked.most_common(1)[0] if asked else ("", 0)
    return Translation(max(share, 0.0), asked.total(), most, message)


def looked_up(site: Site, path: str) -> Counter[str]:
    """The messages that a page looks up when it is not shown for the first time, and how often each."""
    asked: Counter[str] = Counter()

    def counted(look_up: Callable[..., str]) -> Callable[..., str]:
        def counting(*words: Any) -> str:
            asked[words[1] if look_up.__name__ == "lookup_in_context" else words[0]] += 1
            return look_up(*words)

        return counting

    get(site.app, path, site.cookie)
    with looking_up(counted):
        get(site.app, path, site.cookie)
    return asked


@contextmanager
def looking_up(instead: Callable[[Callable[..., str]], Callable[..., str]]) -> Iterator[None]:
    """Meanwhile put what `instead` makes of each way to look up a message in its place."""
    kept = {name: getattr(messages, name) for name in _LOOK_UPS}
    made = {name: instead(look_up) for name, look_up in kept.items()}
    try:
        _put(made)
        yield
    finally:
        _put(kept)


def _put(look_ups: dict[str, Callable[..., str]]) -> None:
    for module in _WHERE:
        for name, look_up in look_ups.items():
            setattr(module, name, look_up)


def as_in_code(look_up: Callable[..., str]) -> Callable[..., str]:
    """What takes its place when nothing is translated."""
    return _UNTRANSLATED[look_up.__name__]


_UNTRANSLATED: dict[str, Callable[..., str]] = {
    "lookup": lambda message: message,
    "lookup_in_context": lambda _context, message: message,
    "lookup_plural": lambda singular, plural, n: singular if n == 1 else plural,
}
