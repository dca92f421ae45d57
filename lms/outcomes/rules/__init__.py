"""From the ledgers of attendance and marks to an outcome, in exact numbers and in words."""

from lms.assessment.rules import points
from lms.attendance.rules import Meeting, Presence, Tally
from lms.outcomes.rules.deciding import Decision, decide
from lms.outcomes.rules.facts import Attempt, Facts, RunRules
from lms.outcomes.rules.forecast import Forecast
from lms.outcomes.rules.tally import minutes_needed, tally
from lms.outcomes.rules.words import forecast_words, words

__all__ = [
    "Attempt",
    "Decision",
    "Facts",
    "Forecast",
    "Meeting",
    "Presence",
    "RunRules",
    "Tally",
    "decide",
    "forecast_words",
    "minutes_needed",
    "points",
    "tally",
    "words",
]
