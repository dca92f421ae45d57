"""Small work that comes round each minute."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

Chore = Callable[[], None]
_chores: list[Chore] = []


def each_minute(chore: Chore) -> Chore:
    """Have this done about once a minute by every worker; it must be short, and harmless when done twice."""
    _chores.append(chore)
    return chore


def do_chores() -> None:
    """One round. A chore that fails is logged and comes round again; the others are done all the same."""
    for chore in _chores:
        try:
            chore()
        except Exception:
            log.exception("%s failed", chore.__qualname__)
