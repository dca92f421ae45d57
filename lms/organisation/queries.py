"""Units, their paths in the tree, venues and rooms, as far as the viewer may see."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from lms.organisation.models import OrgUnit, Room, UnitAncestor, UnitName, Venue
from lms.organisation.policy import venues_visible_to, visible_to
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.i18n import language
from lms.platform.localised import sort_column


def units(viewer: Actor) -> Select[OrgUnit]:
    """The places that the viewer may see, by name."""
    return (
        select(OrgUnit)
        .options(joinedload(OrgUnit.parent))
        .where(visible_to(viewer))
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def unit_by_code(code: str, viewer: Actor) -> Select[OrgUnit]:
    """The place with this code, within the viewer's scope."""
    return units(viewer).where(OrgUnit.code == code)


def open_on(day: date) -> Select[int]:
    """The ids of the units that existed on that day."""
    return select(OrgUnit.id).where(
        or_(OrgUnit.opened_on.is_(None), OrgUnit.opened_on <= day),
        or_(OrgUnit.closed_on.is_(None), OrgUnit.closed_on >= day),
    )


def subtree_ids(unit_id: int) -> Select[int]:
    """The ids of a unit and of everything below it."""
    return select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)


def path(unit: OrgUnit) -> list[OrgUnit]:
    """The units above it, the country first, itself last."""
    query = (
        select(OrgUnit)
        .join(UnitAncestor, UnitAncestor.ancestor_id == OrgUnit.id)
        .where(UnitAncestor.unit_id == unit.id)
        .order_by(UnitAncestor.depth.desc())
    )
    return list(db.session.scalars(query))


def children(unit: OrgUnit) -> Select[OrgUnit]:
    """What lies directly in it, by name."""
    return (
        select(OrgUnit)
        .where(OrgUnit.parent_id == unit.id)
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def names(unit: OrgUnit) -> Select[UnitName]:
    """Its other and former names, the latest first."""
    return (
        select(UnitName)
        .where(UnitName.unit_id == unit.id)
        .order_by(UnitName.ends_on.desc(), UnitName.id)
    )


def venues(viewer: Actor) -> Select[Venue]:
    """The venues that the viewer may see."""
    return (
        select(Venue)
        .options(joinedload(Venue.unit))
        .where(venues_visible_to(viewer))
        .order_by(sort_column(Venue, language()), Venue.id)
    )


def venue(venue_id: int, viewer: Actor) -> Select[Venue]:
    """One venue, within the viewer's scope."""
    return venues(viewer).where(Venue.id == venue_id)


def rooms(viewer: Actor) -> Select[Room]:
    """The rooms of those venues, by venue and name."""
    return (
        select(Room)
        .join(Venue)
        .options(joinedload(Room.venue))
        .where(venues_visible_to(viewer))
        .order_by(sort_column(Venue, language()), Venue.id, sort_column(Room, language()), Room.id)
    )


def references(unit: OrgUnit) -> dict[str, int]:
    """How many rows of each table point at the unit: its history. Its own place in the tree does not count."""
    own = {"unit_ancestor", "unit_name"}
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if table.name not in own
            and any(key.column.table.name == "org_unit" for key in column.foreign_keys)
        ]
        if columns:
            used = or_(*(column == unit.id for column in columns))
            count = db.session.scalar(select(func.count()).select_from(table).where(used))
            if count:
                found[table.name] = count
    return found
