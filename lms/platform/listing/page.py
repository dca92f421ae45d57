"""One page of a list, as the template prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from lms.platform.forms.dates import date_script
from lms.platform.i18n import _, _n
from lms.platform.i18n.dates import echo_text
from lms.platform.i18n.numbers import number
from lms.platform.listing.asked import Asked
from lms.platform.listing.cells import CLASSES, shown_value
from lms.platform.listing.columns import Column
from lms.platform.listing.filters import Filter


@dataclass(frozen=True)
class Empty:
    """What stands where there is nothing yet, and the way on."""

    title: str
    text: str = ""
    url: str = ""
    label: str = ""
    icon: str = "clipboard-list"


class Head(NamedTuple):
    """The head of a column."""

    label: str
    numeric: bool
    url: str
    sorted: str
    """"ascending", "descending", or empty."""


class Chip(NamedTuple):
    """An active filter and the address without it."""

    label: str
    value: str
    url: str


class Control(NamedTuple):
    """A control of the filter bar."""

    key: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str, bool], ...]
    error: str
    script: tuple[tuple[str, str], ...] = ()
    """Of a day: what the script that says it back needs to know."""
    echo: str = ""
    """Of a day: its weekday, and the day in the reader's second calendar."""


class Step(NamedTuple):
    """A link of the pager; one without address is a gap, or the end."""

    label: str
    url: str
    name: str
    current: bool = False


@dataclass(frozen=True)
class Page:
    """Everything that the macros of a list print."""

    name: str
    title: str
    asked: Asked
    heads: tuple[Head, ...]
    body: Markup
    count: int
    number: int
    size: int
    totals: Sequence[tuple[str, str]]
    """Class and text for each column; empty when nothing is summed."""
    controls: tuple[Control, ...]
    chips: Sequence[Chip]
    empty: Empty
    is_all: bool
    """Whether a search found no more than what is listed."""
    exports: tuple[tuple[str, str], ...]
    picks: bool
    hidden: tuple[tuple[str, str], ...]
    """What the filter form carries along unseen."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))

    @property
    def is_untouched(self) -> bool:
        """Nothing yet, rather than nothing found."""
        return self.count == 0 and not self.asked.is_narrowed and not self.asked.problems

    @property
    def has_bar(self) -> bool:
        return bool(self.controls) and not self.is_untouched

    @property
    def counted(self) -> str:
        """Which rows of how many these are."""
        if self.count <= self.size:
            return _n("%(count)s row", "%(count)s rows", self.count)
        first = (self.number - 1) * self.size + 1
        last = min(self.number * self.size, self.count)
        return _(
            "%(first)s–%(last)s of %(count)s",
            first=number(first),
            last=number(last),
            count=number(self.count),
        )

    @property
    def clear_url(self) -> str:
        """The list without search and filters."""
        return self.asked.url(**dict.fromkeys(self.asked.sent, ""))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pager: the page before, the pages around this one with the first and the last, the next."""
        at, last = self.number, self.pages
        near = sorted({1, last, *range(max(1, at - 1), min(last, at + 1) + 1)})
        steps = [Step("‹", self._url(at - 1) if at > 1 else "", _("Previous page"))]
        before = 0
        for page in near:
            if page - before > 1:
                steps.append(Step("…", "", ""))
            shown = number(page)
            steps.append(Step(shown, self._url(page), _("Page %(page)s", page=shown), page == at))
            before = page
        steps.append(Step("›", self._url(at + 1) if at < last else "", _("Next page")))
        return tuple(steps)

    def _url(self, page: int) -> str:
        return self.asked.url(page=page)


def heads_of(columns: Sequence[Column], asked: Asked) -> tuple[Head, ...]:
    """The heads; a sortable one leads to its own order, the present one to its reverse."""
    current = asked.sort.removeprefix("-")
    heads = []
    for column in columns:
        url, state = "", ""
        if column.sort is not None:
            ascending = column.key == current and not asked.sort.startswith("-")
            if column.key == current:
                state = "ascending" if ascending else "descending"
            url = asked.url(sort=f"-{column.key}" if ascending else column.key)
        heads.append(Head(str(column.label), CLASSES.get(column.kind) == "n", url, state))
    return tuple(heads)


def totals_of(columns: Sequence[Column], totals: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The last row, column by column."""
    if not totals:
        return []
    cells = []
    for column in columns:
        value = totals.get(column.key)
        text = "" if value is None else shown_value(column, value)
        cells.append((CLASSES.get(column.kind, ""), text))
    return cells


def controls_of(filters: Sequence[Filter], asked: Asked, search_label: str) -> tuple[Control, ...]:
    """The filter bar, with what was sent still in it."""
    controls = []
    if search_label:
        error = asked.problems.get("q", "")
        controls.append(Control("q", search_label, "search", asked.sent["q"], (), error))
    for narrow in filters:
        sent = asked.sent[narrow.key]
        options: list[tuple[str, str, bool]] = []
        if narrow.control == "select":
            everything = str(narrow.all_label) or _("All")
            options = [] if narrow.required else [("", everything, sent == "")]
            options += [(value, label, value == sent) for value, _v, label in narrow.offered()]
        error = asked.problems.get(narrow.key, "")
        control = Control(
            narrow.key, str(narrow.label), narrow.control, sent, tuple(options), error
        )
        if narrow.control == "date":
            day, _words = asked.values.get(narrow.key, (None, ""))
            script = tuple(date_script().items())
            control = control._replace(script=script, echo=echo_text(day) if day else "")
        controls.append(control)
    return tuple(controls)


def chips_of(filters: Sequence[Filter], asked: Asked, search_label: str) -> list[Chip]:
    """What the list is narrowed by, each to be taken away."""
    chips = []
    if asked.search:
        chips.append(Chip(search_label, asked.search, asked.url(q="")))
    for narrow in filters:
        if narrow.key in asked.values and not narrow.required:
            _value, words = asked.values[narrow.key]
            chips.append(Chip(str(narrow.label), words, asked.url(**{narrow.key: ""})))
    return chips
