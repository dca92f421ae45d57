"""Adding, moving, closing and deleting places; venues and rooms."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from lms.organisation import events
from lms.organisation.errors import (
    ClosedBeforeOpening,
    CodeTaken,
    HasHistory,
    InsideItself,
    NameMissing,
    RoomNameTaken,
)
from lms.organisation.models import OrgUnit, Room, UnitAncestor, UnitKind, UnitName, Venue
from lms.organisation.queries import references, subtree_ids
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.numbers import number


def create_unit(
    *,
    code: str,
    kind: UnitKind,
    parent: OrgUnit,
    names: dict[str, str | None],
    opened_on: date | None = None,
    is_mobile: bool = False,
    is_automated: bool = False,
    source: str | None = None,
    is_demo: bool = False,
) -> OrgUnit:
    """Add a place below another. `names` is keyed by language; one is enough."""
    if not any(names.values()):
        raise NameMissing
    if db.session.scalar(select(OrgUnit.id).filter_by(code=code)) is not None:
        raise CodeTaken
    unit = OrgUnit(
        code=code,
        kind=kind,
        parent=parent,
        country_code=parent.country_code,
        opened_on=opened_on,
        is_mobile=is_mobile,
        is_automated=is_automated,
        source=source,
        is_demo=is_demo,
    )
    set_names(unit, names)
    db.session.add(unit)
    db.session.flush()
    _hang(unit, parent)
    return unit


def set_names(unit: OrgUnit | Venue | Room, names: dict[str, str | None]) -> None:
    """Give it these names; a language that is not mentioned keeps its name."""
    for language in LANGUAGES:
        if language in names:
            setattr(unit, f"name_{language}", names[language] or None)


def rename_unit(unit: OrgUnit, names: dict[str, str | None], *, on: date) -> None:
    """Give a unit new names from a day on; the old ones stay on record with that end."""
    if not any(names.values()):
        raise NameMissing
    for language, name in names.items():
        old = getattr(unit, f"name_{language}")
        if old and old != name:
            db.session.add(UnitName(unit_id=unit.id, language=language, name=old, ends_on=on))
    set_names(unit, names)
    db.session.flush()


def move_unit(unit: OrgUnit, parent: OrgUnit) -> None:
    """Hang a unit, with everything below it, below another unit."""
    inside = select(UnitAncestor.depth).filter_by(unit_id=parent.id, ancestor_id=unit.id)
    if db.session.scalar(inside) is not None:
        raise InsideItself
    below = subtree_ids(unit.id).scalar_subquery()
    db.session.execute(
        delete(UnitAncestor)
        .where(UnitAncestor.unit_id.in_(below), UnitAncestor.ancestor_id.not_in(below))
        .execution_options(synchronize_session=False)
    )
    upper, lower = aliased(UnitAncestor), aliased(UnitAncestor)
    pairs = (
        select(lower.unit_id, upper.ancestor_id, lower.depth + upper.depth + 1)
        .select_from(lower)
        .join(upper, literal(True))
        .where(lower.ancestor_id == unit.id, upper.unit_id == parent.id)
    )
    db.session.execute(insert(UnitAncestor).from_select(["unit_id", "ancestor_id", "depth"], pairs))
    unit.parent = parent
    db.session.flush()
    db.session.expire_all()
    events.unit_moved.send(events.UnitMoved(unit.id))


def close_unit(unit: OrgUnit, *, on: date) -> None:
    """Record the last day on which the unit was open. Its history stays."""
    if unit.opened_on is not None and on < unit.opened_on:
        raise ClosedBeforeOpening
    unit.closed_on = on
    db.session.flush()


def reopen_unit(unit: OrgUnit) -> None:
    """Take back a closing that was entered by mistake."""
    unit.closed_on = None
    db.session.flush()


def delete_unit(unit: OrgUnit) -> None:
    """Delete a place that was made by mistake. Refused with the counts where there is history."""
    history = references(unit)
    if history:
        listed = ", ".join(f"{table} {number(count)}" for table, count in history.items())
        raise HasHistory(counts=listed)
    db.session.delete(unit)
    db.session.flush()


def create_venue(
    unit: OrgUnit,
    *,
    names: dict[str, str | None],
    address: str | None = None,
    is_demo: bool = False,
) -> Venue:
    """Add a building of a unit."""
    if not any(names.values()):
        raise NameMissing
    venue = Venue(unit=unit, address=address, is_demo=is_demo)
    set_names(venue, names)
    db.session.add(venue)
    db.session.flush()
    return venue


def create_room(venue: Venue, *, names: dict[str, str | None], capacity: int) -> Room:
    """Add a room for so many people."""
    if not any(names.values()):
        raise NameMissing
    room = Room(venue=venue, capacity=capacity)
    set_names(room, names)
    try:
        with db.session.begin_nested():
            db.session.add(room)
    except IntegrityError as error:
        raise RoomNameTaken from error
    return room


def _hang(unit: OrgUnit, parent: OrgUnit) -> None:
    above = select(literal(unit.id), UnitAncestor.ancestor_id, UnitAncestor.depth + 1).where(
        UnitAncestor.unit_id == parent.id
    )
    db.session.add(UnitAncestor(unit_id=unit.id, ancestor_id=unit.id, depth=0))
    db.session.execute(insert(UnitAncestor).from_select(["unit_id", "ancestor_id", "depth"], above))
    db.session.flush()
