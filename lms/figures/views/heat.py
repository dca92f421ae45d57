"""Grids of places by courses: each cell prints its number and opens its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lms.organisation.models import OrgUnit
from lms.platform.i18n import _
from lms.platform.i18n.numbers import number

LEVELS = 4
NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    text: str
    level: int
    label: str
    href: str | None


@dataclass(frozen=True)
class Line:
    label: str
    href: str | None
    cells: list[Cell]
    total: str | None


@dataclass(frozen=True)
class Grid:
    """What the macro of the grid prints, with the words of its legend."""

    columns: list[str]
    lines: list[Line]
    totals: list[str]
    legend: list[tuple[str, str]]


def grid(
    units: Sequence[tuple[OrgUnit, str]],
    courses: Sequence[tuple[int, str]],
    counts: Mapping[tuple[int, int], int],
    link: Callable[[OrgUnit, int, int], str | None],
    *,
    adds_up: bool = True,
) -> Grid:
    """A line for each unit, a column for each course; `counts` is by their ids. People do not add up."""
    shown = [
        counts.get((unit.id, course_id), 0) for unit, _name in units for course_id, _n in courses
    ]
    step = max(1, -(-max(shown, default=0) // LEVELS))

    def cell(unit: OrgUnit, place: str, course_id: int, course: str) -> Cell:
        count = counts.get((unit.id, course_id), 0)
        label = _(
            "%(place)s, %(course)s: %(count)s", place=place, course=course, count=number(count)
        )
        return Cell(
            number(count) if count else NOTHING,
            _level(count, step),
            label,
            link(unit, course_id, count),
        )

    lines = [
        Line(
            label=place,
            href=None,
            cells=[cell(unit, place, *course) for course in courses],
            total=number(sum(counts.get((unit.id, course_id), 0) for course_id, _n in courses))
            if adds_up
            else None,
        )
        for unit, place in units
    ]
    sums = [
        sum(counts.get((unit.id, course_id), 0) for unit, _p in units) for course_id, _n in courses
    ]
    return Grid(
        columns=[_("Place"), *(name for _id, name in courses), *([_("Total")] if adds_up else [])],
        lines=lines,
        totals=[_("Total"), *(number(count) for count in [*sums, sum(sums)])] if adds_up else [],
        legend=_legend(step),
    )


def _level(count: int, step: int) -> int:
    return min(-(-count // step), LEVELS) if count else 0


def _legend(step: int) -> list[tuple[str, str]]:
    legend = [("h0", _("none"))]
    for level in range(1, LEVELS):
        first, last = (level - 1) * step + 1, level * step
        words = number(first) if first == last else f"{number(first)}–{number(last)}"
        legend.append((f"h{level}", words))
    return [*legend, (f"h{LEVELS}", _("%(count)s and more", count=number((LEVELS - 1) * step + 1)))]
