"""Loading staff from a file: kept sealed, read and judged, then taken in batch by batch.

In one request it is all or nothing. A large file is taken in by a job in short batches, each kept whole; when that is
interrupted, what was taken in stays, and going on (or sending the file again) adds nobody twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import delete, insert, update

from lms.audit import services as audit
from lms.jobs import services as jobs
from lms.organisation.models import OrgUnit
from lms.people.errors import (
    LoadedByAnother,
    NoNameColumn,
    RosterGone,
    SameColumnTwice,
    StillWorkedOn,
)
from lms.people.models import Affiliation, ImportState, RosterImport, RosterRow, RowVerdict
from lms.people.queries.rosters import (
    is_worked_on,
    left_unfinished,
    let_one_load,
    places_below,
    sounding_alike,
)
from lms.people.rules import clean_row
from lms.people.rules.columns import HEADING_WITHIN, LABELS, LOOKED_AT, Layout, laid_out, recognise
from lms.people.rules.resemblance import bearer_in
from lms.people.rules.rows import ReadRow, RowReader
from lms.people.services.alike import FIND
from lms.people.services.bulk import insert_rows
from lms.people.services.judging import Judge, Judged, nearest
from lms.people.services.kept_rows import keep
from lms.people.services.steps import Step, at_once
from lms.platform import clock, crypto, storage
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.garbage import few_collections
from lms.platform.sheets.errors import EmptySheet
from lms.platform.sheets.read import SheetRow, open_table
from lms.platform.text import RefusedCharacter, clean

BATCH = 5000
"""So many rows are taken in together; a file of no more is read and taken in while the reader waits."""
SEALED = "people.roster"
READ, LOAD = "people.read_roster", "people.load_roster"
"""What jobs do with large files."""


def is_small(content: bytes, file_name: str) -> bool:
    """Whether the file is read at once rather than by a job; raises `UnreadableSheet`."""
    with open_table(content, file_name) as table:
        rows = sum(1 for _row in islice(table, BATCH + 1))
    if not rows:
        raise EmptySheet
    return rows <= BATCH


def receive(content: bytes, file_name: str, unit: OrgUnit, by: Actor) -> RosterImport:
    """Keep a file, sealed, to be read."""
    stored = storage.put(crypto.cipher().seal_bytes(content, SEALED))
    key = _content_key(hashlib.sha256(content).hexdigest())
    return _added(file_name, key, unit, by, ImportState.READING, stored)


def register(path: Path, unit: OrgUnit, state: ImportState) -> RosterImport:
    """Record that a file is read, or loaded, which stays where it is.

    One whose loading was interrupted is the same as before, and goes on.
    """
    with path.open("rb") as file:
        key = _content_key(hashlib.file_digest(file, "sha256").hexdigest())
    if state is ImportState.LOADING:
        interrupted = db.session.scalar(left_unfinished(key, unit))
        if interrupted is not None:
            return interrupted
    return _added(path.name, key, unit, None, state)


def _added(
    file_name: str,
    key: str,
    unit: OrgUnit,
    by: Actor | None,
    state: ImportState,
    stored: str = "",
) -> RosterImport:
    roster = RosterImport(
        file_name=_name_kept(file_name),
        file_sha256=stored,
        content_key=key,
        unit=unit,
        state=state,
        created_by_id=by.id if by else 0,
    )
    db.session.add(roster)
    db.session.flush()
    audit.record("roster.receive", actor=by, subject=roster, unit_id=unit.id)
    return roster


def _name_kept(file_name: str) -> str:
    """The name of a file as it can be shown: nothing in it turns its direction or ends it early."""
    name = PurePath(file_name).name
    try:
        return clean(name)[-255:]
    except RefusedCharacter:
        return "".join(filter(str.isprintable, name))[-255:]


def _content_key(sha256: str) -> str:
    """The same for the same file; without the key nobody can tell which file it was."""
    return crypto.keyed_hash("roster", sha256)


def content_of(roster: RosterImport) -> bytes:
    """The file as it was sent; raises `RosterGone` when it was removed."""
    if not roster.file_sha256:
        raise RosterGone
    try:
        return crypto.cipher().unseal_bytes(storage.read(roster.file_sha256), SEALED)
    except storage.FileMissing:
        raise RosterGone from None


def preview(roster_id: int, source: bytes | Path, step: Step = at_once) -> None:
    """Read and judge every row; nobody is recorded."""
    with _opened(roster_id, source) as file:
        with step(0):
            _begin(_roster(roster_id, ImportState.READING), file.layout)
        judge = Judge(file.country, file.reader.places, crypto.cipher(), remembers=True)
        for batch in file.batches() if file.layout.is_enough else ():
            read = [file.reader.read(row) for row in batch]
            with step(len(batch)):
                roster = _roster(roster_id, ImportState.READING)
                keep(roster, judge.judge(read), file.reader)
        with step(0):
            _roster(roster_id, ImportState.READING).state = ImportState.PREVIEW
            db.session.flush()


def take_in(roster_id: int, source: bytes | Path, by: Actor | None, step: Step = at_once) -> None:
    """Record everybody who is new, going on after the rows that were taken in before an interruption.

    How many those are is counted on the roster in the same transaction that records the people.
    """
    with _opened(roster_id, source) as file:
        if not file.layout.is_enough:
            raise NoNameColumn
        if not file.roster.columns:
            with step(0):
                _begin(_roster(roster_id, ImportState.LOADING), file.layout)
        cipher = crypto.cipher()
        judge = Judge(file.country, file.reader.places, cipher, remembers=False)
        done = file.roster.rows
        for batch in file.batches(done):
            read = [file.reader.read(row) for row in batch]
            with step(len(batch)):
                let_one_load(file.country)
                roster = _roster(roster_id, ImportState.LOADING)
                if roster.rows != done:
                    raise LoadedByAnother
                judged = judge.judge(read)
                roster.rows_added += _record(judged, cipher)
                _find_similar(judged)
                keep(roster, judged, file.reader)
                done = roster.rows
        with step(0):
            _finish(_roster(roster_id, ImportState.LOADING), by)


def set_columns(roster: RosterImport, columns: Mapping[int, str], first_row: int) -> None:
    """Say what the columns hold and after which row people begin; the rows are to be read again."""
    chosen = {at: name for at, name in columns.items() if name in LABELS}
    if len(set(chosen.values())) < len(chosen):
        raise SameColumnTwice
    if not Layout(chosen).is_enough:
        raise NoNameColumn
    roster.columns = {str(at): name for at, name in chosen.items()}
    roster.first_row = first_row
    roster.state = ImportState.READING
    db.session.flush()


def claim(roster: RosterImport) -> bool:
    """Begin taking in; false when somebody else, or a double click, has begun before."""
    found = db.session.execute(
        update(RosterImport)
        .where(RosterImport.id == roster.id, RosterImport.state == ImportState.PREVIEW)
        .values(state=ImportState.LOADING)
        .returning(RosterImport.id)
    )
    claimed = found.scalar() is not None
    db.session.refresh(roster)
    if claimed:
        _clear(roster)
        db.session.flush()
    return claimed


def discard(roster: RosterImport, by: Actor | None) -> str:
    """Forget the file and its rows; returns the name of the stored file, to be removed after the commit."""
    if is_worked_on(roster):
        raise StillWorkedOn
    stored = roster.file_sha256
    _clear(roster)
    roster.file_sha256, roster.state = "", ImportState.DISCARDED
    db.session.flush()
    audit.record("roster.discard", actor=by, subject=roster, unit_id=roster.unit_id)
    return stored


def samples_of(roster: RosterImport) -> dict[int, list[str]]:
    """The first cells of each column."""
    if roster.samples_sealed is None:
        return {}
    found = json.loads(crypto.cipher().unseal(roster.samples_sealed, SEALED))
    return {int(at): cells for at, cells in found.items()}


@dataclass
class _File:
    """An open file of a roster, its layout known."""

    roster: RosterImport
    country: str
    layout: Layout
    reader: RowReader
    rows: Iterable[SheetRow]

    def batches(self, done: int = 0) -> Iterator[Sequence[SheetRow]]:
        """The rows of people, some at a time, from the first that was not done."""
        people = (row for row in self.rows if row.number > self.layout.first_row)
        remaining = islice(people, done, None)
        while batch := list(islice(remaining, BATCH)):
            yield batch


@contextmanager
def _opened(roster_id: int, source: bytes | Path) -> Iterator[_File]:
    roster = _roster(roster_id)
    unit = roster.unit
    places, country = places_below(unit), unit.country_code
    with open_table(source, roster.file_name) as table, few_collections():
        rows = iter(table)
        head = list(islice(rows, LOOKED_AT + HEADING_WITHIN))
        if roster.columns:
            columns = {int(at): str(name) for at, name in roster.columns.items()}
            layout = laid_out(head, columns, roster.first_row)
        else:
            layout = recognise(head, country, places.names)
        reader = RowReader(layout.columns, country, places, clock.today())
        yield _File(roster, country, layout, reader, chain(head, rows))


def _roster(roster_id: int, *states: ImportState) -> RosterImport:
    """The roster as it is now: meanwhile somebody may have deleted it."""
    roster = db.session.get(RosterImport, roster_id, populate_existing=True)
    if roster is None or (states and roster.state not in states):
        raise RosterGone
    return roster


def _begin(roster: RosterImport, layout: Layout) -> None:
    """As if nothing had been read before."""
    _clear(roster)
    roster.headings = list(layout.headings)
    roster.first_row = layout.first_row
    roster.columns = {str(at): name for at, name in layout.columns.items()}
    cells = {str(at): [cell[:80] for cell in cells] for at, cells in layout.samples.items()}
    roster.samples_sealed = crypto.cipher().seal(json.dumps(cells), SEALED)
    db.session.flush()


def _clear(roster: RosterImport) -> None:
    db.session.execute(delete(RosterRow).where(RosterRow.roster_import_id == roster.id))
    roster.rows_new = roster.rows_match = roster.rows_review = roster.rows_invalid = 0
    roster.rows_doubtful = roster.rows_added = 0


def _finish(roster: RosterImport, by: Actor | None) -> None:
    roster.state, roster.finished_at = ImportState.DONE, clock.now()
    roster.samples_sealed, roster.file_sha256 = None, ""
    counts = ("new", "match", "review", "invalid", "added")
    audit.record(
        "roster.load",
        actor=by,
        subject=roster,
        unit_id=roster.unit_id,
        details={count: getattr(roster, f"rows_{count}") for count in counts},
    )
    db.session.flush()
    if by is not None and roster.rows_added:
        jobs.request(FIND, {}, by)


def _record(judged: Sequence[Judged], cipher: crypto.Cipher) -> int:
    """Record the new people, and that known ones who worked nowhere take up work here."""
    new = [(_row_of(one.row, cipher), one.row) for one in judged if one.verdict is RowVerdict.NEW]
    new.sort(key=_in_name_order)  # the indexes of names are written in their own order
    insert_rows([person for person, _row in new], [row for _person, row in new])
    joining = {one.person_id: one.row for one in judged if one.joins and one.person_id}
    places = [
        {
            "person_id": person_id,
            "unit_id": row.unit_id,
            "job_title": row.job_title,
            "starts_on": row.starts_on,
            "is_primary": True,
        }
        for person_id, row in joining.items()
    ]
    if places:
        db.session.execute(insert(Affiliation), places)
    return len(new)


def _in_name_order(new: tuple[dict[str, Any], ReadRow]) -> bytes:
    key: bytes = new[0]["sort_key"]
    return key


def _row_of(row: ReadRow, cipher: crypto.Cipher) -> dict[str, Any]:
    if row.person is None:
        raise ValueError("a refused row has no person")
    return clean_row(
        row.person,
        row.checked,
        row.lookup or None,
        row.folded,
        cipher,
        key=row.key,
        differing=row.differing,
    )


def _find_similar(judged: Sequence[Judged]) -> None:
    """Whom rows resemble that came before them in the same batch: those are on record now."""
    waiting = [one for one in judged if one.verdict is RowVerdict.REVIEW and one.person_id is None]
    units = {one.row.unit_id for one in waiting}
    alike = sounding_alike(set(), {one.row.key for one in waiting}, units)
    for one in waiting:
        if one.row.person is not None:
            found = alike.get((one.row.unit_id, one.row.key), ())
            one.person_id = nearest(bearer_in(one.row.person), found)
