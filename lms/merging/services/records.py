"""Facts of the person, and whatever simply names the record: each by its rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select

from lms.accounts.models import UserAccount
from lms.merging import queries
from lms.merging.queries import Preview
from lms.merging.rules import FACTS, LINKS, Link, Rule, Side, values
from lms.merging.services.journal import Journal
from lms.people.models import Person
from lms.platform.db import Base, db

PERSON: Table = Base.metadata.tables["person"]


def take_facts(journal: Journal, preview: Preview, choices: Mapping[str, Side]) -> None:
    """Fill in what the kept record lacks, and take the other one's facts where they were chosen."""
    kept, other = preview.kept, preview.other
    for fact in FACTS:
        chosen = choices.get(f"fact-{fact}") is Side.OTHER
        if not (chosen or fact in preview.filled_in):
            continue
        new, old = values(other, fact), values(kept, fact)
        if fact == "number":  # nobody has the number of anybody else, not even for a moment
            journal.update(PERSON, {"id": other.id}, **dict.fromkeys(FACTS[fact].columns))
            journal.update(PERSON, {"id": kept.id}, **new)
            journal.update(PERSON, {"id": other.id}, **old)
        else:
            journal.update(PERSON, {"id": kept.id}, **new)


def move_rows(journal: Journal, kept: Person, other: Person) -> None:
    """Let everything that names the other record name the kept one."""
    for name, link in LINKS.items():
        if link.rule is Rule.MOVES:
            table_name, column = name.split(".")
            _move(journal, Base.metadata.tables[table_name], column, link, (kept.id, other.id))
    if db.session.scalar(select(UserAccount.id).filter_by(person_id=kept.id)) is None:
        account = Link(Rule.MOVES)
        _move(
            journal, Base.metadata.tables["user_account"], "person_id", account, (kept.id, other.id)
        )


def _move(journal: Journal, table: Table, column: str, link: Link, ids: tuple[int, int]) -> None:
    kept_id, other_id = ids
    there = {_same(row, link): row for row in _rows(table, column, kept_id)} if link.same else {}
    for row in _rows(table, column, other_id):
        twin = there.get(_same(row, link)) if link.same else None
        if twin is not None and link.worth(row) <= link.worth(twin):
            _take_away(journal, table, row, twin)
            continue
        if twin is not None:
            _take_away(journal, table, twin, row)
        journal.update(table, {"id": row["id"]}, **{column: kept_id})


def _same(row: Mapping[str, Any], link: Link) -> tuple[Any, ...]:
    return tuple(row[name] for name in link.same)


def _rows(table: Table, column: str, person_id: int) -> list[Any]:
    query = select(table).where(table.c[column] == person_id).order_by(table.c.id)
    return list(db.session.execute(query).mappings())


def _take_away(journal: Journal, table: Table, row: Any, instead: Any) -> None:
    """Whatever named the row names the one that stays."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                naming = select(other.c.id).where(key.parent == row["id"]).order_by(other.c.id)
                for found in db.session.scalars(naming).all():
                    journal.update(other, {"id": found}, **{key.parent.name: instead["id"]})
    journal.delete(table, {"id": row["id"]})


def move_places(journal: Journal, preview: Preview, choices: Mapping[str, Side]) -> None:
    """Bring places of work together: of two at one unit at one time one stays, and one place is the main one."""
    table = Base.metadata.tables["affiliation"]
    for one, two in queries.overlapping(preview.kept, preview.other):
        if _is_there(table, one.id) and _is_there(table, two.id):
            chosen = choices.get(queries.work_key(one, two), Side.KEPT)
            journal.delete(table, {"id": two.id if chosen is Side.KEPT else one.id})
    for conflict in preview.conflicts:
        one, two = conflict.kept, conflict.other
        if conflict.key == "main" and _is_there(table, one.id) and _is_there(table, two.id):
            loser = two if choices["main"] is Side.KEPT else one
            journal.update(table, {"id": loser.id}, is_primary=False)
    _one_main_place(journal, table, preview)
    for row in _rows(table, "person_id", preview.other.id):
        journal.update(table, {"id": row["id"]}, person_id=preview.kept.id)


def _is_there(table: Table, key: int) -> bool:
    return db.session.scalar(select(table.c.id).where(table.c.id == key)) is not None


def _one_main_place(journal: Journal, table: Table, preview: Preview) -> None:
    """Of main places that are both left after the choices, that of the kept record is the main one."""
    mine, theirs = (
        [row for row in _rows(table, "person_id", person.id) if row["is_primary"]]
        for person in (preview.kept, preview.other)
    )
    if any(row["ends_on"] is None for row in mine):
        for row in theirs:
            if row["ends_on"] is None:
                journal.update(table, {"id": row["id"]}, is_primary=False)
