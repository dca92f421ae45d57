"""The garbage collector of a process that serves for long."""

from __future__ import annotations

import gc

YOUNG = 10_000
"""New objects before the collector looks at them; a page makes several thousand and drops them when it is sent."""


def settle() -> None:
    """Tell the collector that whatever is loaded by now stays, so that it never goes through it again.

    The classes, statements and texts of the application are some hundred thousand objects. Going through them takes
    far longer than making a page, and would come about at random in every few requests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
