"""The cells of a list as text: worked out column by column, joined in Python, escaped throughout.

A page of a list is mostly its table body; a template loop over the cells costs more than the two queries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from html import escape as escape_text
from typing import Any

from flask import current_app
from markupsafe import Markup

from lms.platform.i18n import _
from lms.platform.i18n.dates import date_text, explained, moments
from lms.platform.i18n.messages import LazyText
from lms.platform.i18n.numbers import decimal_text, duration, number, percent
from lms.platform.listing.columns import Column

NOTHING = '<span class="muted">–</span>'
NAME = "\0"
"""Stands for the name in a text that is said of each row."""

_has_marks = re.compile("[&<>\"']").search

Texts = list[str]
"""What stands in a column, row by row."""


def table_body(columns: Sequence[Column], rows: Iterable[Any], pick: Pick | None = None) -> Markup:
    """The rows of the table, ready to print."""
    shown = list(rows)
    naming = next((column for column in columns if column.head), columns[0])
    tags = [_tags(column, head=column is naming) for column in columns]
    texts = [_texts(column, shown) for column in columns]
    if pick is not None:
        tags.insert(0, ('<td class="pick">', "</td>"))
        texts.insert(0, pick.texts(shown))
    line = "".join([f"{start.replace('%', '%%')}%s{end}" for start, end in tags])
    lines = [f"<tr>{line % cells}</tr>" for cells in zip(*texts, strict=True)]
    return Markup("\n".join(lines))  # noqa: S704  # every text is escaped where it is made


class Pick:
    """A box at the start of each row, to choose several for one action."""

    def __init__(
        self, value: Callable[[Any], object], label: Callable[[Any], str], name: str = "pick"
    ) -> None:
        self.value, self.label, self.name = value, label, name

    def texts(self, rows: Sequence[Any]) -> Texts:
        select = escape(_("Select %(name)s", name=NAME))
        start = f'<input type="checkbox" name="{escape(self.name)}" data-one value="'
        return [
            f'{start}{escape(self.value(row))}" aria-label="{select.replace(NAME, escape(self.label(row)))}">'
            for row in rows
        ]


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
    text = value if isinstance(value, str) else str(value)
    return escape_text(text) if _has_marks(text) else text


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
    return moments("medium")(value)


def _duration(_column: Column, value: int) -> str:
    return duration(value)


SHOWS: Mapping[str, Callable[[Column, Any], str]] = {
    "number": _number,
    "percent": _percent,
    "date": _date,
    "datetime": _datetime,
    "duration": _duration,
}
CLASSES = {"number": "n", "figure": "n", "percent": "n", "date": "num", "datetime": "num"}


def _tags(column: Column, *, head: bool) -> tuple[str, str]:
    """What stands before and after each text of a column."""
    classes = " ".join(
        part for part in (CLASSES.get(column.kind, ""), "cell-2" if column.note else "") if part
    )
    attrs = f' class="{classes}"' if classes else ""
    if head:
        return f'<th scope="row"{attrs}>', "</th>"
    label = f' data-label="{escape(column.label)}"' if column.stacks else ""
    return f"<td{attrs}{label}>", "</td>"


def _texts(column: Column, rows: Sequence[Any]) -> Texts:
    """What a column says of each row."""
    values = _said([column.value(row) for row in rows])
    if column.kind == "badge":
        texts = _badges(column, rows, values)
    elif column.kind == "html":
        texts = [escape(value) for value in values]
    else:
        texts = _contents(column, values)
    if column.url is not None:
        addresses = _escaped([column.url(row) or "" for row in rows])
        texts = [_linked(text, url) for text, url in zip(texts, addresses, strict=True)]
    if column.note is not None:
        notes = _said([column.note(row) for row in rows])
        texts = [_noted(text, note) for text, note in zip(texts, notes, strict=True)]
    return texts


def _said(values: list[Any]) -> list[Any]:
    """The values, with words that wait for their reader looked up once, however many rows say them."""
    known: dict[int, str] = {}
    for at, value in enumerate(values):
        if isinstance(value, LazyText):
            text = known.get(id(value))
            if text is None:
                text = known[id(value)] = str(value)
            values[at] = text
    return values


def _contents(column: Column, values: Sequence[Any]) -> Texts:
    start, end = _around(column)
    shows = moments("medium") if column.kind == "datetime" else partial(shown_value, column)
    said = explained if column.kind in ("date", "datetime") else escape
    known: dict[Any, str] = {}  # the same dates, units and figures come again and again

    def content(found: Any) -> str:
        if found is None or found == "":
            return NOTHING
        if isinstance(found, Markup):
            return start + str(found) + end
        text = known.get(found)
        if text is None:
            text = known[found] = start + str(said(shows(found))) + end
        return text

    return [content(value) for value in values]


def _around(column: Column) -> tuple[str, str]:
    match column.kind:
        case "code":
            return '<span class="code" dir="ltr">', "</span>"
        case "text" | "figure" | "duration":
            return "<bdi>", "</bdi>"
    return "", ""


def _badges(column: Column, rows: Sequence[Any], words: Sequence[Any]) -> Texts:
    shapes, state = badge_shapes(), column.badge

    def badge(row: Any, word: Any) -> str:
        if word is None or word == "":
            return NOTHING
        named = state(row) if state is not None else ""
        shape = shapes.get(named, named)
        space = " " if shape else ""
        return f'<span class="badge{space}{escape(shape)}">{escape(word)}</span>'

    return [badge(row, word) for row, word in zip(rows, words, strict=True)]


def badge_shapes() -> Mapping[str, str]:
    """The one map from states to shapes, which the templates keep."""
    shapes: Mapping[str, str] = current_app.jinja_env.get_template(
        "_macros/status.html"
    ).module.shapes  # type: ignore[attr-defined]  # set in the template
    return shapes


def _escaped(texts: Texts) -> Texts:
    """Each as HTML, all at once: looking through many short texts takes longer than through a long one."""
    found = escape_text(NAME.join(texts)).split(NAME)
    return found if len(found) == len(texts) else [escape(text) for text in texts]


def _linked(text: str, url: str) -> str:
    return f'<a href="{url}">{text}</a>' if url and text is not NOTHING else text


def _noted(text: str, note: object) -> str:
    small = f"<small><bdi>{escape(note)}</bdi></small>" if note else ""
    return f"<span>{text}{small}</span>"
