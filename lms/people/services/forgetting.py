"""Where staff lists name somebody who is to be erased."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, select

from lms.people.models import Person, RosterImport, RosterRow
from lms.people.rules import Marks
from lms.people.services.kept_rows import open_values
from lms.people.services.rosters import content_of
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.sheets.errors import UnreadableSheet
from lms.platform.sheets.read import cell_text, open_table


def lists_naming(marks: Marks) -> list[RosterImport]:
    """The lists that were sent, are neither loaded nor discarded, and name the person."""
    waiting = select(RosterImport).where(RosterImport.file_sha256 != "").order_by(RosterImport.id)
    return [roster for roster in db.session.scalars(waiting).all() if _names(roster, marks)]


def rows_naming(person: Person | None, marks: Marks) -> list[int]:
    """The kept rows of staff lists that are about the person, or may be."""
    found = []
    for row in db.session.scalars(select(RosterRow).order_by(RosterRow.id)):
        similar = person is not None and row.similar_person_id == person.id
        if similar or marks.in_cells(open_values(row).values()):
            found.append(row.id)
    return found


def forget_rows(row_ids: list[int]) -> None:
    """Delete kept rows; how many there were stays counted on their lists."""
    db.session.execute(delete(RosterRow).where(RosterRow.id.in_(row_ids)))


def _names(roster: RosterImport, marks: Marks) -> bool:
    try:
        return any(marks.in_cells(cells) for cells in _rows(roster))
    except (DomainError, UnreadableSheet):
        return False  # what cannot be read names nobody, and is discarded in the end


def _rows(roster: RosterImport) -> Iterator[list[str]]:
    with open_table(content_of(roster), roster.file_name) as table:
        for row in table:
            yield [cell_text(cell) for cell in row.cells]
