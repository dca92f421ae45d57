"""Grids of places by courses: each cell prints its number and opens its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from lms.figures.views.asked import Coded
from lms.platform.i18n import _
from lms.platform.i18n.numbers import number

LEVELS = 4
NOTHING = "–"

Address = Callable[[Coded], str]
"""Where the number of a place leads."""


class Place(Coded, Protocol):
    """A place, or a row with its key and code."""

    @property
    def id(self) -> int: ...


class Cell(NamedTuple):
    text: str
    level: int
    label: str
    href: str | None


class Line(NamedTuple):
    label: str
    href: str | None
    cells: tuple[Cell, ...]
    total: str | None


class Grid(NamedTuple):
    """What the macro of the grid prints, with the words of its legend."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]


def grid(
    units: Sequence[tuple[Place, str]],
    courses: Sequence[tuple[int, str]],
    counts: Mapping[tuple[int, int], int],
    address: Callable[[int], Address] | None,
    *,
    adds_up: bool = True,
) -> Grid:
    """A line for each unit, a column for each course; `counts` is by their ids. People do not add up.

    `address` gives for a course where the numbers of places lead; without it they lead nowhere.
    """
    table = [[counts.get((unit.id, course), 0) for course, _n in courses] for unit, _p in units]
    step = max(1, -(-max((max(row, default=0) for row in table), default=0) // LEVELS))
    ways = [address(course) if address is not None else None for course, _name in courses]

    def line(unit: Place, place: str, row: Sequence[int]) -> Line:
        cells = tuple(
            _cell(place, course, count, step, way(unit) if way is not None and count else None)
            for (_id, course), count, way in zip(courses, row, ways, strict=True)
        )
        return Line(place, None, cells, number(sum(row)) if adds_up else None)

    sums = [sum(column) for column in zip(*table, strict=True)]
    return Grid(
        columns=(_("Place"), *(name for _id, name in courses), *([_("Total")] if adds_up else [])),
        lines=tuple(
            line(unit, place, row) for (unit, place), row in zip(units, table, strict=True)
        ),
        totals=(_("Total"), *(number(count) for count in [*sums, sum(sums)])) if adds_up else (),
        legend=_legend(step),
    )


def _cell(place: str, course: str, count: int, step: int, href: str | None) -> Cell:
    shown = number(count)
    label = _("%(place)s, %(course)s: %(count)s", place=place, course=course, count=shown)
    level = min(-(-count // step), LEVELS)
    return Cell(shown if count else NOTHING, level, label, href)


def _legend(step: int) -> tuple[tuple[str, str], ...]:
    legend = [("h0", _("none"))]
    for level in range(1, LEVELS):
        first, last = (level - 1) * step + 1, level * step
        words = number(first) if first == last else f"{number(first)}–{number(last)}"
        legend.append((f"h{level}", words))
    return (*legend, (f"h{LEVELS}", _("%(count)s and more", count=number((LEVELS - 1) * step + 1))))
