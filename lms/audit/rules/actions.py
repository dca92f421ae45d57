"""What the keys of actions mean: each slice declares those that it records, with the words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """The actions of one slice, and what it is about."""

    label: str
    actions: frozenset[str]


ACTIONS: dict[str, str] = {}
"""The words for every action that the loaded slices record, by key."""

GROUPS: dict[str, Group] = {}
"""The slices that record, in the order in which they were loaded."""

REFUSED = "access.refused"
"""What is recorded when somebody asked for what is not open to them."""


EXPORTED = "access.exported"
"""What is recorded when a list leaves as a file."""


def declare(name: str, label: str, words: Mapping[str, str]) -> None:
    """Say what a slice records."""
    if name in GROUPS or ACTIONS.keys() & words.keys():
        raise ValueError(f"actions of {name!r} are declared twice")
    GROUPS[name] = Group(label, frozenset(words))
    ACTIONS.update(words)
