"""What the tables behind a merge are called by those who read its pages."""

from __future__ import annotations

from lms.platform.i18n import _l

TABLES = {
    "person": _l("Facts about the person"),
    "affiliation": _l("Places of work"),
    "trainer": _l("Registrations as a trainer"),
    "trainer_assignment": _l("Sessions given"),
    "nomination": _l("Nominations"),
    "prerequisite_waiver": _l("Waived prerequisites"),
    "enrolment": _l("Places in course runs"),
    "attendance_entry": _l("Attendance marks"),
    "score_entry": _l("Marks of tests"),
    "outcome": _l("Outcomes"),
    "completion": _l("Completions"),
    "certificate": _l("Certificates"),
    "objection": _l("Objections"),
    "user_account": _l("Accounts"),
    "erasure_request": _l("Requests to erase"),
    "roster_row": _l("Rows of staff lists"),
}
"""Every table that a merge touches."""


def table_words(table: str) -> str:
    """One of them in the reader's language."""
    return str(TABLES[table])
