"""Deciding on a run, once more on one person when an objection was accepted, and in which year it counts."""

from lms.outcomes.services.closing import close_run, completion_of, preview, waive_hours, years_of
from lms.outcomes.services.dating import date_anew
from lms.outcomes.services.objections import Consequence, accept_objection, refuse_objection

__all__ = [
    "Consequence",
    "accept_objection",
    "close_run",
    "completion_of",
    "date_anew",
    "preview",
    "refuse_objection",
    "waive_hours",
    "years_of",
]
