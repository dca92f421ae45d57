"""What merging would do, which merges there were, and what happened since."""

from lms.merging.queries.merges import (
    family,
    in_force,
    invariants,
    later_than,
    merge,
    merges_of,
    rows_of,
)
from lms.merging.queries.preview import Conflict, Preview, overlapping, preview, work_key
from lms.merging.queries.shared import Pair, SharedRun, sessions_of, shared_runs, table_of, tests_of

__all__ = [
    "Conflict",
    "Pair",
    "Preview",
    "SharedRun",
    "family",
    "in_force",
    "invariants",
    "later_than",
    "merge",
    "merges_of",
    "overlapping",
    "preview",
    "rows_of",
    "sessions_of",
    "shared_runs",
    "table_of",
    "tests_of",
    "work_key",
]
