"""Buildings of a place, and the rooms in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation.errors import RoomInUse, RoomNameTaken, VenueInUse, VenueNameTaken
from lms.organisation.models import OrgUnit, Room, Venue
from lms.organisation.queries import references
from lms.organisation.rules import counts_in_words
from lms.organisation.services.names import Names, set_names
from lms.platform.access import Actor
from lms.platform.db import db


def create_venue(
    unit: OrgUnit,
    *,
    names: Names,
    address: str | None = None,
    is_demo: bool = False,
    by: Actor | None = None,
) -> Venue:
    """Add a building of a unit. The same again gives the same one."""
    venue = Venue(unit_id=unit.id, address=address, is_demo=is_demo)
    set_names(venue, names)
    try:
        with db.session.begin_nested():
            db.session.add(venue)
    except IntegrityError as error:
        for known in db.session.scalars(select(Venue).filter_by(unit_id=unit.id)):
            if _venue_facts(known) == _venue_facts(venue):
                return known
        raise VenueNameTaken from error
    if not is_demo:
        _record("organisation.add_venue", venue, unit.id, by, difference({}, _venue_facts(venue)))
    return venue


def update_venue(
    venue: Venue, *, names: Names, address: str | None, by: Actor | None = None
) -> None:
    """Correct what is recorded of a building."""
    before = _venue_facts(venue)
    try:
        with db.session.begin_nested():
            set_names(venue, names)
            venue.address = address
    except IntegrityError as error:
        raise VenueNameTaken from error
    changed = difference(before, _venue_facts(venue))
    if changed["after"]:
        _record("organisation.update_venue", venue, venue.unit_id, by, changed)


def delete_venue(venue: Venue, *, by: Actor | None = None) -> None:
    """Delete a building with its rooms, unless a session is or was planned there."""
    used = {table: count for table, count in references(venue).items() if table != "room"}
    if used:
        raise VenueInUse(counts=counts_in_words(used))
    _record(
        "organisation.delete_venue", venue, venue.unit_id, by, difference(_venue_facts(venue), {})
    )
    for room in venue.rooms:
        db.session.delete(room)
    db.session.delete(venue)
    db.session.flush()


def create_room(venue: Venue, *, names: Names, capacity: int, by: Actor | None = None) -> Room:
    """Add a room for so many people. The same again gives the same one."""
    room = Room(venue_id=venue.id, capacity=capacity)
    set_names(room, names)
    try:
        with db.session.begin_nested():
            db.session.add(room)
    except IntegrityError as error:
        for known in db.session.scalars(select(Room).filter_by(venue_id=venue.id)):
            if _room_facts(known) == _room_facts(room):
                return known
        raise RoomNameTaken from error
    if not venue.is_demo:
        _record("organisation.add_room", room, venue.unit_id, by, difference({}, _room_facts(room)))
    return room


def update_room(room: Room, *, names: Names, capacity: int, by: Actor | None = None) -> None:
    """Correct what is recorded of a room."""
    before = _room_facts(room)
    try:
        with db.session.begin_nested():
            set_names(room, names)
            room.capacity = capacity
    except IntegrityError as error:
        raise RoomNameTaken from error
    changed = difference(before, _room_facts(room))
    if changed["after"]:
        _record("organisation.update_room", room, room.venue.unit_id, by, changed)


def delete_room(room: Room, *, by: Actor | None = None) -> None:
    """Delete a room, unless a session is or was planned there."""
    used = references(room)
    if used:
        raise RoomInUse(counts=counts_in_words(used))
    _record(
        "organisation.delete_room", room, room.venue.unit_id, by, difference(_room_facts(room), {})
    )
    db.session.delete(room)
    db.session.flush()


def _venue_facts(venue: Venue) -> dict[str, Any]:
    return {f"name_{code}": name for code, name in venue.names.items()} | {"address": venue.address}


def _room_facts(room: Room) -> dict[str, Any]:
    return {f"name_{code}": name for code, name in room.names.items()} | {"capacity": room.capacity}


def _record(
    action: str, subject: Venue | Room, unit_id: int, by: Actor | None, details: dict[str, Any]
) -> None:
    record(action, actor=by, subject=subject, unit_id=unit_id, details=details)
