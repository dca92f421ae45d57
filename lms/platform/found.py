"""What a search found first, where it may find more than anybody reads."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """The keys of the first rows that were found, and whether these are all."""

    ids: list[int]
    is_all: bool
