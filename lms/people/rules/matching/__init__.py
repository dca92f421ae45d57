"""Whether two names can be the same person's, with the reasons: by spelling, script, order and custom."""

from lms.people.rules.matching.names import ENOUGH, Comparison, Met, compare
from lms.people.rules.matching.words import Rule

__all__ = ["ENOUGH", "Comparison", "Met", "Rule", "compare"]
