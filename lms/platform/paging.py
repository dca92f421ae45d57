"""Pages of a form: a list that is filled in cannot be sorted and filtered, but it must stay small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flask import request

from lms.platform.i18n.numbers import number
from lms.platform.listing.filters import BadValue, cleaned


@dataclass(frozen=True)
class Step:
    """A link to another page."""

    label: str
    url: str
    is_current: bool


class Pages:
    """Which page the address asks for; what means nothing is the nearest page that is there."""

    def __init__(self, count: int, size: int) -> None:
        self.count, self.size = count, size

    @property
    def last(self) -> int:
        return max(1, -(-self.count // self.size))

    @cached_property
    def current(self) -> int:
        sent = request.args.get("page", "")
        wanted = int(sent) if sent.isdecimal() and len(sent) < 6 else 1
        return min(max(wanted, 1), self.last)

    @property
    def offset(self) -> int:
        return (self.current - 1) * self.size

    def steps(self, url: Callable[[int], str]) -> list[Step]:
        """Links to the pages around this one, the first and the last; none when there is but one."""
        if self.last == 1:
            return []
        around = range(max(1, self.current - 2), min(self.last, self.current + 2) + 1)
        return [Step(number(n), url(n), n == self.current) for n in sorted({1, self.last, *around})]


def asked_name() -> str:
    """The name that is looked for on the form; nothing where it cannot be one."""
    try:
        return cleaned(request.args.get("q", ""))
    except BadValue:
        return ""
