"""Loading the demonstration data, and taking away exactly that."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from sqlalchemy import ColumnElement, Select, Table, delete, exists, false, or_, select, update
from sqlalchemy.orm import Mapper

from lms.demo import accounts, egypt, georgia, others
from lms.demo.accounts import Account
from lms.demo.errors import AlreadyLoaded
from lms.figures.services import rebuild
from lms.organisation.models import OrgUnit, UnitAncestry
from lms.people.services import forget_unused_words
from lms.platform import clock
from lms.platform.db import Base, Demonstrable, db

SEED = 20261121

DERIVED = frozenset({"unit_ancestor", "unit_ancestry", "trained_person", "trained_count"})
"""Tables that are worked out from others and hold nothing themselves."""

Progress = Callable[[str], None]


def _silent(_step: str) -> None:
    pass


def is_loaded() -> bool:
    """Whether there is demonstration data."""
    return bool(db.session.scalar(select(exists().where(OrgUnit.is_demo))))


def load(seed: int = SEED, on_progress: Progress = _silent) -> list[Account]:
    """Make the five programmes. The same seed on the same day gives the same data.

    Raises:
        AlreadyLoaded: it is there.
    """
    if is_loaded():
        raise AlreadyLoaded
    today = clock.today("Africa/Cairo")
    on_progress("Egypt: places, technology centres, the plan, courses, sheets, certificates")
    in_egypt = egypt.build(Random(seed), today)  # noqa: S311 - invented people, not secrets
    on_progress("Georgia: nine municipalities in three tracks")
    in_georgia = georgia.build(Random(seed + 1))  # noqa: S311
    on_progress("Khan Younis, Lorestan, and the Saudi programme")
    in_others = others.build(today)
    on_progress("One account for each role")
    return accounts.build(in_egypt, in_georgia, in_others)


def remove(on_progress: Progress = _silent) -> dict[str, int]:
    """Take all demonstration data away and nothing else; returns how many rows went, by table.

    What hangs from a demonstration record is one itself: a seat in a demonstration run, a mark on its sheet. A
    demonstration place, course or person that a real record needs stays and is real from then on.
    """
    _keep_what_is_needed()
    gone = {}
    for table in reversed(Base.metadata.sorted_tables):
        count = getattr(db.session.execute(delete(table).where(_is_doomed(table))), "rowcount", 0)
        if count:
            gone[table.name] = count
            on_progress(f"{table.name}: {count}")
    db.session.expire_all()
    forget_unused_words()
    rebuild()
    return gone


def _roots() -> dict[Table, Mapper[Demonstrable]]:
    """The tables whose rows are marked as demonstration themselves."""
    return {
        mapper.local_table: mapper  # type: ignore[misc]  # every one is a plain table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Demonstrable)
    }


def _keep_what_is_needed() -> None:
    """Unmark what a real record refers to, until nothing real refers to anything marked."""
    roots = _roots()
    changed = True
    while changed:
        changed = _unmark(OrgUnit.__table__, _lay_around_real())  # type: ignore[arg-type]  # it is one
        for table in Base.metadata.sorted_tables:
            for column, target in _required_references(table):
                if target in roots and table.name not in DERIVED:
                    changed |= _unmark(target, select(column).where(_is_real(table, target)))


def _lay_around_real() -> Select[int]:
    """The places in which real ones lay before they were moved: their past is figures of the present."""
    lay = select(UnitAncestry.ancestor_id).join(OrgUnit, OrgUnit.id == UnitAncestry.unit_id)
    return lay.where(UnitAncestry.depth == 1, OrgUnit.is_demo.is_(False))


def _unmark(table: Table, ids: Select[int]) -> bool:
    marked = update(table).where(table.c.is_demo.is_(True), table.c.id.in_(ids))
    done = db.session.execute(marked.values(is_demo=False))
    return bool(getattr(done, "rowcount", 0))


def _is_real(table: Table, besides: Table) -> ColumnElement[bool]:
    """Whether a row belongs to something real, whatever it refers to in the table `besides`."""
    if "is_demo" in table.c:
        return table.c.is_demo.is_(False)
    # A place is where something is, not what it belongs to: a real one makes nobody in it real.
    context = {besides, table, OrgUnit.__table__}
    if all(target in context for _column, target in _required_references(table)):
        return _NEVER
    return ~_is_doomed(table, besides)


def _required_references(table: Table) -> list[tuple[ColumnElement[int], Table]]:
    """The columns by which a row hangs from another; one that may be emptied does not hold it."""
    return [
        (key.parent, key.column.table) for key in table.foreign_keys if key.ondelete != "SET NULL"
    ]


def _is_doomed(table: Table, besides: Table | None = None) -> ColumnElement[bool]:
    """Whether a row is demonstration data, by its own mark or by what it hangs from."""
    reasons: list[ColumnElement[bool]] = []
    if "is_demo" in table.c:
        return table.c.is_demo.is_(True)
    for column, target in _required_references(table):
        if target is table or target is besides:
            continue
        above = _is_doomed(target)
        if above is not _NEVER:
            (key,) = target.primary_key.columns if len(target.primary_key.columns) == 1 else (None,)
            if key is not None:
                reasons.append(column.in_(select(key).where(above)))
    return or_(*reasons) if reasons else _NEVER


_NEVER = false()
