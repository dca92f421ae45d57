"""What follows from what is known of a person."""

from __future__ import annotations

from datetime import date

BANDS = ((25, "under-25"), (35, "25-34"), (45, "35-44"), (55, "45-54"))
OLDEST, UNKNOWN = "55-plus", "unknown"


def age_band(born: date | int | None, on: date) -> str:
    """The band of age on that day; from a year alone, as if born on 1 January."""
    if born is None:
        return UNKNOWN
    if isinstance(born, int):
        born = date(born, 1, 1)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for limit, band in BANDS if age < limit), OLDEST)
