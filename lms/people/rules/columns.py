"""Which column of a file holds what: told by its heading in any of four languages, else by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lms.people.rules.headings import LABELS, field_of_heading
from lms.people.rules.samples import field_of_sample
from lms.platform.sheets.read import Cell, SheetRow, cell_text

LOOKED_AT = 60
"""So many rows tell what a column holds."""
HEADING_WITHIN = 10
"""Titles may stand above the headings."""
NAME_COLUMNS = ("full_name", "given_name")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out: its headings, what each column holds, and the row where people begin."""

    columns: Mapping[int, str]
    headings: Sequence[str] = ()
    first_row: int = 0
    """The number, in the file, of the last row before the people; 0 without headings."""
    samples: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @property
    def is_enough(self) -> bool:
        """Whether there is a column to take names from."""
        return any(name in self.columns.values() for name in NAME_COLUMNS)


def recognise(rows: Sequence[SheetRow], country: str, places: Mapping[str, object]) -> Layout:
    """The layout of a file, from its first rows; `places` are the folded names and codes of units."""
    heading = _heading_row(rows)
    columns = _by_headings(rows[heading].cells) if heading is not None else {}
    people = rows[(heading + 1) if heading is not None else 0 :][:LOOKED_AT]
    width = max((len(row.cells) for row in rows[:LOOKED_AT]), default=0)
    values = {at: _values(people, at) for at in range(width)}
    for at in range(width):
        if at not in columns and values[at]:
            headed = heading is not None and _has_text(rows[heading].cells, at)
            found = field_of_sample(values[at], country, places, set(columns.values()), headed)
            if found is not None:
                columns[at] = found
    first_row = rows[heading].number if heading is not None else 0
    return laid_out(rows, dict(sorted(columns.items())), first_row)


def laid_out(rows: Sequence[SheetRow], columns: Mapping[int, str], first_row: int) -> Layout:
    """The layout of a file of which somebody has said what its columns hold and after which row people begin."""
    headings = next((row.cells for row in rows if row.number == first_row), [])
    people = [row for row in rows if row.number > first_row][:LOOKED_AT]
    width = max((len(row.cells) for row in rows), default=0)
    return Layout(
        columns=columns,
        headings=[cell_text(cell) for cell in headings],
        first_row=first_row,
        samples={at: [cell_text(cell) for cell in _values(people, at)[:3]] for at in range(width)},
    )


def _heading_row(rows: Sequence[SheetRow]) -> int | None:
    """The row with the most known headings; one is enough where its neighbours are words, too."""
    best, most = None, 0
    for at, row in enumerate(rows[:HEADING_WITHIN]):
        known = len(_by_headings(row.cells))
        if known > most:
            best, most = at, known
    return best


def _by_headings(cells: Sequence[Cell]) -> dict[int, str]:
    """What the headings say; of two that say the same, the one that says it in fewer words."""
    claims: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        found = field_of_heading(cell)
        if found is not None:
            name, words_left = found
            claims[name] = min(claims.get(name, (99, at)), (words_left, at))
    return {at: name for name, (_words_left, at) in claims.items()}


def _has_text(cells: Sequence[Cell], at: int) -> bool:
    return at < len(cells) and bool(str(cells[at]).strip())


def _values(rows: Sequence[SheetRow], at: int) -> list[Cell]:
    found = [row.cells[at] for row in rows if at < len(row.cells)]
    return [cell for cell in found if cell != ""]


__all__ = ["LABELS", "Layout", "recognise"]
