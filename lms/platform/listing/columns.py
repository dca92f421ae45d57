"""What a list shows of a row, column by column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement

Kind = Literal[
    "text", "number", "figure", "percent", "date", "datetime", "duration", "code", "badge", "html"
]
"""A figure is a number that the column has put into words itself: a mark, or that there is none."""
SortKey = Any
"""A column, an expression, or a tuple of them: whatever `order_by` takes."""


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it shows of a row, how it sorts, sums and leaves the house."""

    key: str
    label: str
    value: Callable[[Any], object]
    _: KW_ONLY
    kind: Kind = "text"
    sort: SortKey | tuple[SortKey, ...] | None = None
    front: ColumnElement[bool] | None = None
    """Whom an order puts first that begins with a condition: an index has them in the order of what follows it."""
    via: Any = None
    """The relationship to join for this order alone, so that counting need not."""
    url: Callable[[Any], str | None] | None = None
    note: Callable[[Any], object] | None = None
    """A second, smaller line in the same cell."""
    badge: Callable[[Any], str] | None = None
    """The state, or the shape, of a badge; `value` is its word."""
    total: ColumnElement[Any] | Callable[[Any], ColumnElement[Any]] | int | None = None
    """An aggregate over the whole filtered set; of a grouped query, a function of its columns; or what is known."""
    head: bool = False
    """Whether this column names the row; without any such, the first one does."""
    places: int = 0
    """Decimal places of a number that is not whole."""
    screen: bool = True
    """False for what is only exported."""
    stacks: bool = True
    """False in a table that keeps its columns on a phone: the cells need no label of their own."""
    export: bool | Callable[[Any], object] = True
    """False for what is only shown; a function where the file says it otherwise."""

    @property
    def is_exported(self) -> bool:
        return callable(self.export) or (self.export and self.kind != "html")

    def exported(self) -> Callable[[Any], object]:
        """What goes into a file."""
        return self.export if callable(self.export) else self.value


def code(text: object) -> Markup:
    """A code, left to right in any page: for a note, or inside other words."""
    return Markup(f'<span class="code" dir="ltr">{escape(text)}</span>')  # noqa: S704  # escaped
