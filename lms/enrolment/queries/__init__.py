"""Nominations, rosters and waiting lists as far as the viewer may see them, and what is known of a nominee."""

from lms.enrolment.queries.eligibility import Eligibility, clashing_session, eligibility
from lms.enrolment.queries.invariants import invariants
from lms.enrolment.queries.judging import Judged, Ruling, judge, places_of_work
from lms.enrolment.queries.matching import Match, matches, picked
from lms.enrolment.queries.nominations import (
    everything_to_decide,
    having,
    nomination,
    nomination_of,
    nominations,
    open_nominations,
    runs_with_nominations,
    standing,
    standings,
    standings_of,
    to_decide,
)
from lms.enrolment.queries.prerequisites import missing_prerequisites, prerequisites, waivers
from lms.enrolment.queries.rosters import (
    enrolment,
    enrolment_of,
    free_seats,
    numbers,
    of_run,
    place_in_line,
    roster,
    roster_seen_by,
    seats,
    waiting_list,
)
from lms.enrolment.queries.runs import nominating_unit, open_runs

__all__ = [
    "Eligibility",
    "Judged",
    "Match",
    "Ruling",
    "clashing_session",
    "eligibility",
    "enrolment",
    "enrolment_of",
    "everything_to_decide",
    "free_seats",
    "having",
    "invariants",
    "judge",
    "matches",
    "missing_prerequisites",
    "nominating_unit",
    "nomination",
    "nomination_of",
    "nominations",
    "numbers",
    "of_run",
    "open_nominations",
    "open_runs",
    "picked",
    "place_in_line",
    "places_of_work",
    "prerequisites",
    "roster",
    "roster_seen_by",
    "runs_with_nominations",
    "seats",
    "standing",
    "standings",
    "standings_of",
    "to_decide",
    "waiting_list",
    "waivers",
]
