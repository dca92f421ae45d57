"""Whether the attendance asked for can still be reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lms.attendance.rules import Tally
from lms.outcomes.rules.facts import RunRules
from lms.outcomes.rules.tally import minutes_needed


@dataclass(frozen=True)
class Forecast:
    """The best that is still possible, and how much of it may be missed."""

    best: int
    planned: int
    needed: int
    is_open: bool  # something is still to come or unmarked

    @property
    def best_rate(self) -> Fraction | None:
        return Fraction(self.best, self.planned) if self.planned else None

    @property
    def may_miss(self) -> int:
        """Minutes that may still be missed; below 0 it is out of reach."""
        return self.best - self.needed

    @property
    def is_possible(self) -> bool:
        return self.best >= self.needed


def forecast(sums: Tally, rules: RunRules) -> Forecast:
    """Look ahead from the minutes so far."""
    needed = minutes_needed(rules.attendance_basis_points, sums.planned)
    return Forecast(best=sums.best, planned=sums.planned, needed=needed, is_open=sums.is_open)
