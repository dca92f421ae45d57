"""Certificates, bodies, what can be issued, and training records: scoped by who asks."""

from lms.certificates.queries.approving import (
    MOST_AN_HOUR,
    is_beyond_the_hour,
    needs_approval,
    reviewers,
    waiting_list,
)
from lms.certificates.queries.bodies import (
    bodies,
    body,
    body_for,
    body_units,
    seen_bodies,
    seen_years,
)
from lms.certificates.queries.certificates import (
    by_code,
    by_serial,
    certificates,
    current_of,
    issued_files,
    of_person,
    of_run,
    serials,
    without_file,
)
from lms.certificates.queries.invariants import invariants
from lms.certificates.queries.issuing import (
    Readiness,
    candidates,
    not_passed,
    readiness,
    ready_to_issue,
    run,
    runs_to_issue,
    without_file_in,
)
from lms.certificates.queries.records import (
    Line,
    coming_sessions,
    lines,
    person,
    workplace,
)

__all__ = [
    "MOST_AN_HOUR",
    "Line",
    "Readiness",
    "bodies",
    "body",
    "body_for",
    "body_units",
    "by_code",
    "by_serial",
    "candidates",
    "certificates",
    "coming_sessions",
    "current_of",
    "invariants",
    "is_beyond_the_hour",
    "issued_files",
    "lines",
    "needs_approval",
    "not_passed",
    "of_person",
    "of_run",
    "person",
    "readiness",
    "ready_to_issue",
    "reviewers",
    "run",
    "runs_to_issue",
    "seen_bodies",
    "seen_years",
    "serials",
    "waiting_list",
    "without_file",
    "without_file_in",
    "workplace",
]
