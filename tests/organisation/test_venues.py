"""Venues and rooms: their names, their doubles, and what keeps them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.organisation import services
from lms.organisation.errors import (
    NameMissing,
    RoomInUse,
    RoomNameTaken,
    VenueInUse,
    VenueNameTaken,
)
from lms.organisation.models import Room, Venue
from lms.platform.db import db
from tests.support.factories import RoomFactory, SessionFactory, UnitFactory, VenueFactory


def test_a_form_sent_twice_makes_one_venue_and_one_room(app):
    unit = UnitFactory()

    venues = [services.create_venue(unit, names={"ar": "المبنى"}) for _ in range(2)]
    rooms = [services.create_room(venues[0], names={"en": "Hall 1"}, capacity=20) for _ in range(2)]

    assert venues[0] is venues[1]
    assert rooms[0] is rooms[1]


def test_two_rooms_of_a_venue_have_two_names_whatever_the_language(app):
    venue = VenueFactory()
    services.create_room(venue, names={"ar": "قاعة"}, capacity=20)

    with pytest.raises(RoomNameTaken):
        services.create_room(venue, names={"ar": "قاعة"}, capacity=30)
    other = services.create_room(venue, names={"ar": "معمل"}, capacity=30)
    with pytest.raises(RoomNameTaken):
        services.update_room(other, names={"ar": "قاعة"}, capacity=30)
    assert other.name_ar == "معمل"


def test_two_venues_of_a_place_have_two_names(app):
    unit = UnitFactory()
    services.create_venue(unit, names={"en": "Main building"})
    other = services.create_venue(unit, names={"en": "Annex"})

    with pytest.raises(VenueNameTaken):
        services.create_venue(unit, names={"en": "Main building"}, address="elsewhere")
    with pytest.raises(VenueNameTaken):
        services.update_venue(other, names={"en": "Main building"}, address=None)


def test_a_venue_needs_a_name(app):
    with pytest.raises(NameMissing):
        services.create_venue(UnitFactory(), names={"en": ""})


def test_corrections_are_recorded_when_something_changed(app):
    room = RoomFactory(capacity=20)
    services.update_room(room, names=room.names, capacity=20)
    services.update_room(room, names=room.names, capacity=25)
    services.update_venue(room.venue, names=room.venue.names, address=None)
    services.update_venue(room.venue, names=room.venue.names, address="12 Pyramid Street")

    assert (room.capacity, room.venue.address) == (25, "12 Pyramid Street")


def test_a_room_with_a_session_stays_and_so_does_its_venue(app):
    room = RoomFactory()
    SessionFactory(room=room)

    with pytest.raises(RoomInUse, match="1 session"):
        services.delete_room(room)
    with pytest.raises(VenueInUse, match="1 session"):
        services.delete_venue(room.venue)


def test_an_unused_venue_goes_with_its_rooms(app):
    room = RoomFactory()
    spare = RoomFactory(venue=room.venue)
    services.delete_room(spare)

    services.delete_venue(room.venue)

    assert db.session.scalars(select(Room)).all() == []
    assert db.session.scalars(select(Venue)).all() == []
