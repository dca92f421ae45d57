"""What the texts of the five programmes say, row by row with the line it stands in."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

PROGRAMMES = Path(__file__).parent / "data" / "programmes.csv"


@cache
def rows() -> dict[str, dict[str, str]]:
    """The rows by their code."""
    with PROGRAMMES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def topics_of(course: str) -> list[dict[str, str]]:
    """The topics that the text names for a course, in its order."""
    return [
        row for row in rows().values() if row["record"] == "topic" and row["parent_code"] == course
    ]


def cited(code: str, note: str = "") -> str:
    """Where a statement stands: the country's text and the line, and what has to be known about it."""
    row = rows()[code]
    return f"{row['country']}:{row['line'].replace(',', ', ')}" + (f" — {note}" if note else "")
