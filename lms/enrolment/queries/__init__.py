"""Nominations, rosters and waiting lists as far as the viewer may see them, and what is known of a nominee."""

from lms.enrolment.queries.adding import people_to_add
from lms.enrolment.queries.eligibility import (
    Eligibility,
    clashing_session,
    eligibility,
    trainees_elsewhere,
)
from lms.enrolment.queries.invariants import invariants
from lms.enrolment.queries.judging import Judged, Ruling, judge, places_of_work
from lms.enrolment.queries.matching import Match, matches, picked
from lms.enrolment.queries.messages import frames, messages_to, participants
from lms.enrolment.queries.nominations import (
    Tally,
    everything_to_decide,
    having,
    nomination,
    nomination_of,
    nominations,
    open_nominations,
    standing,
    standings_of,
    tallied_run,
    tally,
    to_decide,
)
from lms.enrolment.queries.prerequisites import (
    missing_prerequisites,
    prerequisites,
    waivers,
    waivers_seen_by,
)
from lms.enrolment.queries.rosters import (
    enrolment,
    enrolment_of,
    free_seats,
    listed_in,
    of_run,
    place_in_line,
    roster,
    roster_rows,
    roster_seen_by,
    seats,
    sheet_numbers,
    waiting_list,
)
from lms.enrolment.queries.runs import (
    nominating_unit,
    open_runs,
    run_to_nominate_for,
    staff_for,
)

__all__ = [
    "Eligibility",
    "Judged",
    "Match",
    "Ruling",
    "Tally",
    "clashing_session",
    "eligibility",
    "enrolment",
    "enrolment_of",
    "everything_to_decide",
    "frames",
    "free_seats",
    "having",
    "invariants",
    "judge",
    "listed_in",
    "matches",
    "messages_to",
    "missing_prerequisites",
    "nominating_unit",
    "nomination",
    "nomination_of",
    "nominations",
    "of_run",
    "open_nominations",
    "open_runs",
    "participants",
    "people_to_add",
    "picked",
    "place_in_line",
    "places_of_work",
    "prerequisites",
    "roster",
    "roster_rows",
    "roster_seen_by",
    "run_to_nominate_for",
    "seats",
    "sheet_numbers",
    "staff_for",
    "standing",
    "standings_of",
    "tallied_run",
    "tally",
    "to_decide",
    "trainees_elsewhere",
    "waiting_list",
    "waivers",
    "waivers_seen_by",
]
