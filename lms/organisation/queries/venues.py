"""Venues and rooms, as far as the viewer may see."""

from __future__ import annotations

from sqlalchemy import (
    Select,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from lms.organisation.models import (
    OrgUnit,
    Room,
    Venue,
)
from lms.organisation.policy import venues_visible_to
from lms.platform.access import Actor
from lms.platform.i18n import language
from lms.platform.localised import sort_column


def venues(viewer: Actor) -> Select[Venue]:
    """The venues that the viewer may see, by name."""
    return (
        select(Venue)
        .options(joinedload(Venue.unit))
        .where(venues_visible_to(viewer))
        .order_by(sort_column(Venue, language()), Venue.id)
    )


def venue(venue_id: int, viewer: Actor) -> Select[Venue]:
    """One venue with its rooms, within the viewer's scope."""
    return venues(viewer).options(selectinload(Venue.rooms)).where(Venue.id == venue_id)


def venues_of(unit: OrgUnit) -> Select[Venue]:
    """The venues of a place that the caller has fetched in scope, with their rooms."""
    return (
        select(Venue)
        .options(selectinload(Venue.rooms))
        .where(Venue.unit_id == unit.id)
        .order_by(sort_column(Venue, language()), Venue.id)
    )


def rooms(viewer: Actor) -> Select[Room]:
    """The rooms of those venues, by venue and name."""
    return (
        select(Room)
        .join(Venue)
        .options(joinedload(Room.venue).joinedload(Venue.unit))
        .where(venues_visible_to(viewer))
        .order_by(sort_column(Venue, language()), Venue.id, sort_column(Room, language()), Room.id)
    )


def room(room_id: int, viewer: Actor) -> Select[Room]:
    """One of them."""
    return rooms(viewer).where(Room.id == room_id)
