"""Counts of people for those who read figures alone: rounded to fives by chance, so that nobody is singled out.

Each count gets noise of its own before it is rounded: how often a coin falls heads in a row, less how often another
does (the two-sided geometric mechanism). The coins are thrown by a keyed hash of what is counted and how many it is, so
that asking again shows the same. No number is ever sure: whatever is shown, one person more of the same kind would be
shown so, too, with a chance that is never zero. So no total, part, year or page gives a count away. Where nobody is
counted, nobody is shown, in a whole and in all parts of it alike.
"""

from __future__ import annotations

from collections.abc import Hashable

from lms.platform import crypto
from lms.platform.i18n import _

BASE = 5
HALF = 128
"""Tosses of each of the two coins; a hash has as many bits."""


class Few(int):
    """A small count of which only that is said: printed in words, and reckoned with as the middle of them."""

    def __new__(cls) -> Few:
        return super().__new__(cls, (BASE + 1) // 2)

    def __str__(self) -> str:
        return _("under %(count)s", count=str(BASE))

    def __format__(self, _spec: str) -> str:
        return str(self)

    def __abs__(self) -> Few:
        return self


def veiled(count: int, *cell: Hashable) -> int:
    """The count as it is shown of this cell; nothing stays nothing."""
    if count <= 0:
        return count
    coins = int.from_bytes(crypto.lookup_hash("figures", repr((count, cell))))
    noise = _heads(coins) - _heads(coins >> HALF)
    shown = (count + noise + BASE // 2) // BASE * BASE
    return shown if shown > 0 else Few()


def _heads(coins: int) -> int:
    """How many of the lowest bits in a row are set."""
    run = 0
    while run < HALF and coins >> run & 1:
        run += 1
    return run
