"""Which function does which kind of work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.jobs.services.work import Work
from lms.platform.i18n import _

Scalar = int | str | bool | None
Payload = Mapping[str, Scalar | list[int] | list[str]]
Handler = Callable[[Work], dict[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """A kind of work, with the words a requester reads over its progress."""

    key: str
    title: str
    handle: Handler


_kinds: dict[str, Kind] = {}


def handler(key: str, title: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work: `@handler("certificates.issue", _l("…"))`.

    It takes a `Work`, is safe to run twice, and returns what came of it, in ids and counts.
    """

    def register(handle: Handler) -> Handler:
        if key in _kinds:
            raise ValueError(f"two handlers for jobs of kind {key!r}")
        _kinds[key] = Kind(key, title, handle)
        return handle

    return register


def kind(key: str) -> Kind:
    """The registered kind; asking for an unknown one is a mistake in the program."""
    return _kinds[key]


def title_of(key: str) -> str:
    """The words for this kind of work, in the reader's language."""
    known = _kinds.get(key)
    return str(known.title) if known else _("Background work")
