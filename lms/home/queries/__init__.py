"""What waits for somebody, what a text finds anywhere in the register, and what was done."""

from lms.home.queries.record import event, events, keys_in_sight, meant
from lms.home.queries.waiting import (
    SHOWN,
    certificates_found,
    certificates_to_issue,
    lists_to_approve,
    marks_due,
    next_session,
    nominations_to_decide,
    objections_to_decide,
    open_sheets,
    people_found,
    runs_found,
    sessions_on,
)

__all__ = [
    "SHOWN",
    "certificates_found",
    "certificates_to_issue",
    "event",
    "events",
    "keys_in_sight",
    "lists_to_approve",
    "marks_due",
    "meant",
    "next_session",
    "nominations_to_decide",
    "objections_to_decide",
    "open_sheets",
    "people_found",
    "runs_found",
    "sessions_on",
]
