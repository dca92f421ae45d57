"""Python's collector of reference cycles, kept out of the way of work that makes many short-lived objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

YOUNG = 10_000
"""New objects before the collector looks at them; a page makes several thousand and drops them at its end."""

THRESHOLDS = (50_000, 20, 100)

_settled = Event()
_lock = Lock()
_usual: list[tuple[int, int, int]] = []
"""For each work under way what is to be set again; the first of them is how it was before all."""


def seldom() -> None:
    """Let the collector look when so much is new that it may be worth it."""
    gc.set_threshold(YOUNG)


def settle() -> None:
    """Tell the collector of a server that whatever is loaded by now stays, so that it never goes through it again.

    The classes, statements and texts of the application are some hundred thousand objects. Going through them takes
    far longer than making a page, and would come about at random in every few requests.
    """
    with _lock:
        _settled.set()
        _leave_alone_what_stays()


def _leave_alone_what_stays() -> None:
    gc.collect()
    gc.freeze()


@contextmanager
def few_collections() -> Iterator[None]:
    """Collect seldom, and leave alone what was there before: going through it again and again would cost as much as
    the work itself. Rows make no cycles, so nothing gathers meanwhile."""
    with _lock:
        if not _usual:
            gc.freeze()
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
                gc.unfreeze()
                if _settled.is_set():
                    _leave_alone_what_stays()
