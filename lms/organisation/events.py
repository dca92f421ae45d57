"""What other slices may want to know of places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from blinker import Namespace

_signals = Namespace()

unit_moved = _signals.signal("unit-moved")
"""Sent with a `UnitMoved`, in the transaction that moved it."""


fiscal_years_changed = _signals.signal("fiscal-years-changed")
"""Sent with a `FiscalYearsChanged`, in the transaction that changed them."""


@dataclass(frozen=True)
class UnitMoved:
    """A unit, with everything below it, lies in another unit from a day on; what happened before is as it was."""

    unit_id: int
    since: date


@dataclass(frozen=True)
class FiscalYearsChanged:
    """For a unit, and what lies in it, days from this one on may lie in other fiscal years than they did."""

    unit_id: int
    since: date
