"""What becomes of everything that names a person when two records are merged.

A test walks all tables and fails for a foreign key to a person that stands nowhere here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from lms.enrolment.models import NominationState
from lms.scheduling.models import TrainerRole

Row = Mapping[str, Any]


class Rule(Enum):
    MOVES = auto()  # it names the kept record from then on
    BY_RUN = auto()  # course run by course run: `services.runs`
    BY_PLACE = auto()  # place of work by place of work: `services.places`
    BY_ACCOUNT = auto()  # moves where the kept record has no account; both lead to it anyhow
    WORKED_OUT = auto()  # follows from the rest, and is made anew
    STAYS = auto()  # says of which record it was


@dataclass(frozen=True)
class Link:
    """The rule for one foreign key.

    `same` are the columns that may not be equal in two rows of one person. Of two such rows the better one stays, and
    the other one is taken away and remembered whole.
    """

    rule: Rule
    same: tuple[str, ...] = ()
    worth: Callable[[Row], Any] = lambda _row: 0


def _nomination(row: Row) -> int:
    order = NominationState.WITHDRAWN, NominationState.REFUSED, NominationState.PROPOSED
    return order.index(row["state"]) if row["state"] in order else len(order)


LINKS: Mapping[str, Link] = {
    "person.merged_into_id": Link(Rule.MOVES),
    "person_token.person_id": Link(Rule.WORKED_OUT),
    "affiliation.person_id": Link(Rule.BY_PLACE),
    "trainer.person_id": Link(Rule.MOVES, ("unit_id",), lambda row: row["ends_on"] or date.max),
    "roster_row.similar_person_id": Link(Rule.MOVES),
    "user_account.person_id": Link(Rule.BY_ACCOUNT),
    "trainer_assignment.person_id": Link(
        Rule.MOVES, ("session_id",), lambda row: row["role"] is TrainerRole.LEAD
    ),
    "nomination.person_id": Link(Rule.MOVES, ("course_run_id",), _nomination),
    "prerequisite_waiver.person_id": Link(Rule.MOVES, ("course_run_id", "course_id")),
    "enrolment.person_id": Link(Rule.BY_RUN),
    "completion.person_id": Link(Rule.BY_RUN),
    "certificate.person_id": Link(Rule.MOVES),
    "objection.person_id": Link(Rule.MOVES),
    "trained_person.person_id": Link(Rule.WORKED_OUT),
    "erasure_request.person_id": Link(Rule.MOVES),
    "person_pair.first_id": Link(Rule.STAYS),
    "person_pair.second_id": Link(Rule.STAYS),
    "person_merge.kept_id": Link(Rule.STAYS),
    "person_merge.merged_id": Link(Rule.STAYS),
}
"""By `table.column`."""

OF_A_PLACE_IN_A_RUN: Mapping[str, str] = {
    "attendance_entry.enrolment_id": "the mark that is chosen comes to the place that counts, whole with its history",
    "score_entry.enrolment_id": "the same",
    "outcome.enrolment_id": "that of the place that counts stays; the other one is taken away and remembered",
    "completion.enrolment_id": "that of the place that counts stays; the other one is taken away and remembered",
    "certificate.enrolment_id": "stays: certificates are kept as they were issued",
}
"""What becomes of what hangs on the two places that one person had in one run."""
