"""The rows of a file that need somebody's eye: counted all, kept where it helps, numbers sealed."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from lms.people.models import RosterImport, RosterRow, RowVerdict
from lms.people.rules.rows import RowReader
from lms.people.services.judging import Judged
from lms.platform import crypto
from lms.platform.db import db

CELL = "people.roster_row"
"""The context under which identity numbers in rows are sealed."""
REMARKS_KEPT = 500
"""Of so many rows with a mere remark the remarks are kept; the others are counted."""
_ALWAYS = (RowVerdict.REVIEW, RowVerdict.INVALID)


def keep(roster: RosterImport, judged: Sequence[Judged], reader: RowReader) -> None:
    """Count the rows, and keep those that need somebody's eye."""
    counts = Counter(one.verdict for one in judged)
    roster.rows_new += counts[RowVerdict.NEW]
    roster.rows_match += counts[RowVerdict.MATCH]
    roster.rows_review += counts[RowVerdict.REVIEW]
    roster.rows_invalid += counts[RowVerdict.INVALID]
    room = max(0, REMARKS_KEPT - roster.rows_doubtful)
    doubtful = [one for one in judged if one.remarks and one.verdict not in _ALWAYS]
    roster.rows_doubtful += len(doubtful)
    kept = [one for one in judged if one.verdict in _ALWAYS] + doubtful[:room]
    if kept:
        rows = [_row(roster, one, reader) for one in kept]
        db.session.connection().execute(insert(RosterRow), rows)
    db.session.flush()


def _row(roster: RosterImport, one: Judged, reader: RowReader) -> dict[str, Any]:
    return {
        "roster_import_id": roster.id,
        "row_number": one.row.number,
        "verdict": one.verdict,
        "values": sealed_values(reader.typed(one.row)),
        "problems": one.row.problems or one.remarks,
        "similar_person_id": one.person_id,
        "resolved": False,
    }


def sealed_values(typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in a row, with the identity number sealed."""
    if "national_id" not in typed:
        return dict(typed)
    sealed = crypto.cipher().seal(typed["national_id"], CELL)
    return {**typed, "national_id": base64.b64encode(sealed).decode()}


def open_values(row: RosterRow) -> dict[str, str]:
    """What stood in the row."""
    values = {name: str(value) for name, value in row.values.items()}
    if "national_id" in values:
        sealed = base64.b64decode(values["national_id"])
        values["national_id"] = crypto.cipher().unseal(sealed, CELL)
    return values
