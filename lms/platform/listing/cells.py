"""The cells of a list as text: worked out once a column, joined in Python, escaped throughout.

A page of a list is mostly its table body; a template loop over the cells costs more than the two queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from html import escape as escape_text
from typing import Any

from flask import current_app
from markupsafe import Markup

from lms.platform.i18n import _
from lms.platform.i18n.dates import date_text, datetime_text
from lms.platform.i18n.numbers import decimal_text, number, percent
from lms.platform.listing.columns import Column

CellText = Callable[[Any], str]
NOTHING = '<span class="muted">–</span>'


def table_body(columns: Sequence[Column], rows: Iterable[Any], pick: Pick | None = None) -> Markup:
    """The rows of the table, ready to print."""
    naming = next((column for column in columns if column.head), columns[0])
    makers = [_cell(column, head=column is naming) for column in columns]
    if pick is not None:
        makers.insert(0, pick.cell())
    lines = ["<tr>" + "".join([make(row) for make in makers]) + "</tr>" for row in rows]
    return Markup("\n".join(lines))  # noqa: S704  # every cell is escaped where it is made


class Pick:
    """A box at the start of each row, to choose several for one action."""

    def __init__(
        self, value: Callable[[Any], object], label: Callable[[Any], str], name: str = "pick"
    ) -> None:
        self.value, self.label, self.name = value, label, name

    def cell(self) -> CellText:
        select = escape(_("Select %(name)s", name="\0"))
        start = (
            f'<td class="pick"><input type="checkbox" name="{escape(self.name)}" data-one value="'
        )

        def cell(row: Any) -> str:
            label = select.replace("\0", escape(self.label(row)))
            return f'{start}{escape(self.value(row))}" aria-label="{label}"></td>'

        return cell


def row_button(
    word: str, address: Callable[[Any], str], name: Callable[[Any], str]
) -> Callable[[Any], Markup]:
    """A button of each row, in a form round the list; whoever hears the page is told whose it is."""
    start = '<button type="submit" class="btn btn-sm" formaction="'
    return _act(start, "</button>", word, address, name)


def row_link(
    word: str, address: Callable[[Any], str], name: Callable[[Any], str]
) -> Callable[[Any], Markup]:
    """The same that leads to a page of its own."""
    return _act('<a class="btn btn-sm btn-quiet" href="', "</a>", word, address, name)


def _act(
    start: str, end: str, word: str, address: Callable[[Any], str], name: Callable[[Any], str]
) -> Callable[[Any], Markup]:
    between, end = f'">{escape(word)}<span class="vh"> ', f"</span>{end}"

    def act(row: Any) -> Markup:
        text = start + escape(address(row)) + between + escape(name(row)) + end
        return Markup(text)  # noqa: S704  # its values are escaped just above

    return act


def shown_value(column: Column, value: Any) -> str:
    """A value as the reader sees it, not yet escaped."""
    shows = SHOWS.get(column.kind)
    return str(value) if shows is None else shows(column, value)


def escape(value: object) -> str:
    """A value as HTML; what is HTML already stays. As `markupsafe.escape`, without an object for each text."""
    if isinstance(value, Markup):
        return str(value)
    return escape_text(value if isinstance(value, str) else str(value))


def _number(column: Column, value: Any) -> str:
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        value = Decimal(str(value))
    return decimal_text(value, column.places)


def _percent(column: Column, value: Any) -> str:
    return percent(Fraction(value), column.places or 1)


def _date(_column: Column, value: date) -> str:
    return date_text(value, "medium")


def _datetime(_column: Column, value: datetime) -> str:
    return datetime_text(value.replace(tzinfo=value.tzinfo or UTC), _zone(value), "medium")


def _zone(value: datetime) -> Any:
    return value.tzinfo or UTC


SHOWS: Mapping[str, Callable[[Column, Any], str]] = {
    "number": _number,
    "percent": _percent,
    "date": _date,
    "datetime": _datetime,
}
CLASSES = {"number": "n", "figure": "n", "percent": "n", "date": "num", "datetime": "num"}


def _cell(column: Column, *, head: bool) -> CellText:
    """How one column prints itself for a row."""
    inner = _with_note(column, _with_link(column, _content(column)))
    classes = " ".join(
        part for part in (CLASSES.get(column.kind, ""), "cell-2" if column.note else "") if part
    )
    attrs = f' class="{classes}"' if classes else ""
    if head:
        return _wrapped(f'<th scope="row"{attrs}>', inner, "</th>")
    label = f' data-label="{escape(column.label)}"' if column.stacks else ""
    return _wrapped(f"<td{attrs}{label}>", inner, "</td>")


def _wrapped(start: str, inner: CellText, end: str) -> CellText:
    return lambda row: start + inner(row) + end


def _content(column: Column) -> CellText:
    value = column.value
    if column.kind == "badge":
        return _badge(column)
    if column.kind == "html":
        return lambda row: escape(value(row))
    start, end = _around(column)
    known: dict[Any, str] = {}  # the same dates, units and figures come again and again

    def content(row: Any) -> str:
        found = value(row)
        if found is None or found == "":
            return NOTHING
        if isinstance(found, Markup):
            return start + found + end
        text = known.get(found)
        if text is None:
            text = known[found] = start + escape(shown_value(column, found)) + end
        return text

    return content


def _around(column: Column) -> tuple[str, str]:
    match column.kind:
        case "code":
            return '<span class="code" dir="ltr">', "</span>"
        case "text" | "figure":
            return "<bdi>", "</bdi>"
    return "", ""


def _badge(column: Column) -> CellText:
    value, state = column.value, column.badge
    shapes = badge_shapes()

    def badge(row: Any) -> str:
        word = value(row)
        if word is None or word == "":
            return NOTHING
        named = state(row) if state is not None else ""
        shape = shapes.get(named, named)
        space = " " if shape else ""
        return f'<span class="badge{space}{escape(shape)}">{escape(word)}</span>'

    return badge


def badge_shapes() -> Mapping[str, str]:
    """The one map from states to shapes, which the templates keep."""
    shapes: Mapping[str, str] = current_app.jinja_env.get_template(
        "_macros/status.html"
    ).module.shapes  # type: ignore[attr-defined]  # set in the template
    return shapes


def _with_link(column: Column, inner: CellText) -> CellText:
    url = column.url
    if url is None:
        return inner

    def linked(row: Any) -> str:
        address = url(row)
        text = inner(row)
        if address is None or text is NOTHING:
            return text
        return f'<a href="{escape(address)}">{text}</a>'

    return linked


def _with_note(column: Column, inner: CellText) -> CellText:
    note = column.note
    if note is None:
        return inner

    def noted(row: Any) -> str:
        said = note(row)
        small = f"<small><bdi>{escape(said)}</bdi></small>" if said else ""
        return f"<span>{inner(row)}{small}</span>"

    return noted
