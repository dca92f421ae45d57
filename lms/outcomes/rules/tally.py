"""The minutes of one enrolment, and how many it needs."""

from __future__ import annotations

from lms.attendance.rules import Tally
from lms.attendance.rules import tally as tally_of_marks
from lms.outcomes.rules.facts import Facts


def tally(facts: Facts) -> Tally:
    """Add up one enrolment under the rules of its run, as the screens of attendance do."""
    return tally_of_marks(
        facts.meetings,
        facts.marks,
        excused_rule=facts.rules.excused_rule,
        joining_rule=facts.rules.joining_rule,
        joined_on=facts.joined_on,
    )


def minutes_needed(basis_points: int, minutes: int) -> int:
    """The least whole number of minutes that reaches the share."""
    return -(-basis_points * minutes // 10_000)
