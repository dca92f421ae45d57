"""What an event may say of a change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import inspect

from lms.platform.db import Base

ACTING_FOR = "acting_for"
"""The detail that names the account in whose place somebody acted."""


class Recorded(Protocol):
    """An event, or a row of its values."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_user_id(self) -> int | None: ...
    @property
    def actor_label(self) -> str | None: ...
    @property
    def role(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def subject_type(self) -> str: ...
    @property
    def subject_id(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def details(self) -> dict[str, Any]: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def request_id(self) -> str | None: ...


def actors(event: Recorded) -> list[int]:
    """The account that did it, and the one in whose place it did."""
    return [one for one in (event.actor_user_id, event.details.get(ACTING_FOR)) if one]


def identity(subject: Base) -> tuple[str, str]:
    """The table and key by which events name a saved record."""
    key = inspect(subject).identity
    if key is None:
        raise ValueError("a record has no key before it is flushed")
    return str(subject.__tablename__), "-".join(str(part) for part in key)


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any], personal: Collection[str] = ()
) -> dict[str, Any]:
    """The fields that changed, with both values; of a personal field only that it changed."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    clear = [name for name in names if name not in personal]
    told = {
        "before": {name: _plain(before.get(name)) for name in clear},
        "after": {name: _plain(after.get(name)) for name in clear},
    }
    hidden = sorted(name for name in names if name in personal)
    return told | ({"personal": hidden} if hidden else {})


def _plain(value: Any) -> Any:
    """What JSON can hold: numbers, truth and nothing as they are, everything else as text."""
    return value if value is None or isinstance(value, bool | int | float) else str(value)
