"""What has to be settled before two records are merged; slices above say theirs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lms.people.models import Person


class Obstacle(NamedTuple):
    """What stands in the way; `about` is the code of a course run, where it is about one."""

    kind: str
    about: str = ""


Ask = Callable[[Person, Person], Iterable[Obstacle]]

_asked: list[Ask] = []


def ask_before_merging(ask: Ask) -> Ask:
    """Register who else is asked, of both records, what stands in the way."""
    _asked.append(ask)
    return ask


def asked_before(kept: Person, other: Person) -> Iterator[Obstacle]:
    """What all of them say."""
    for ask in _asked:
        yield from ask(kept, other)
