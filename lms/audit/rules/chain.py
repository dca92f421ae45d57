"""The chain: each event is hashed together with the hash before it, so that no past one changes unnoticed.

Whoever can write to the database could hash the rest anew. That is why the head, the last number and hash, is
published outside of it at an interval: a chain that leads through a published head no more was cut short or rewritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64
"""What stands before the first event."""


@dataclass(frozen=True)
class Head:
    """How far the chain reached: the number of its last event, and its hash in hexadecimal."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Link:
    """An event in its place; `event` holds the columns of the row as they are stored."""

    seq: int
    hash: str
    event: Sequence[Any] | None


@dataclass(frozen=True)
class Fault:
    """Where the chain does not hold, and why."""

    seq: int
    why: str


def digest(seq: int, before: str, event: Sequence[Any]) -> str:
    """The hash of an event in its place: SHA-256 over its number, the hash before it and its canonical row."""
    return hashlib.sha256(f"{seq}\n{before}\n{canonical(event)}".encode()).hexdigest()


def canonical(event: Sequence[Any]) -> str:
    """One text for one row, whatever the database: JSON with sorted keys and instants in UTC."""
    return json.dumps(
        list(event), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_instant
    )


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"an event holds no {type(value).__name__}")


def faults(links: Iterable[Link], heads: Iterable[Head]) -> Iterator[Fault]:
    """What is wrong with the chain, in its order; nothing when every event is as it was recorded.

    Args:
        links: the whole chain by `seq`, each with its event or None where that is gone.
        heads: what was published, in any order.
    """
    published: dict[int, set[str]] = {}
    for head in heads:
        published.setdefault(head.seq, set()).add(head.hash)
    before, expected = BEGINNING, 1
    for link in links:
        why = _fault(link, expected, before, published.pop(link.seq, {link.hash}))
        if why:
            yield Fault(link.seq, why)
        before, expected = link.hash, link.seq + 1
    for seq in sorted(published):
        yield Fault(seq, "it was published and is no longer there")


def _fault(link: Link, expected: int, before: str, published: set[str]) -> str:
    if link.seq != expected:
        return f"{expected} should stand here"
    if link.event is None:
        return "its event is gone"
    if digest(link.seq, before, link.event) != link.hash:
        return "the event is not as it was recorded"
    return "another hash was published for it" if published != {link.hash} else ""
