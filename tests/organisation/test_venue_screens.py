"""The screens of venues and rooms."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.organisation.models import Room, Venue
from lms.platform.db import db
from tests.organisation.screens import NAMES, signed_in
from tests.support.client import Browser
from tests.support.factories import RoomFactory, SessionFactory, UserFactory, VenueFactory


@pytest.fixture
def keeper(browser, tree) -> Browser:
    return browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=tree["centre"]))


def test_a_centre_keeps_its_own_venues_and_rooms(keeper):
    assert keeper.get("/places/SAQ/venues/new").status_code == 200
    added = keeper.post("/places/SAQ/venues/new", {**NAMES, "address": "12 Pyramid Street"})
    venue = db.session.query(Venue).one()
    assert added.headers["Location"] == f"/venues/{venue.id}"
    assert keeper.get(f"/venues/{venue.id}/rooms/new").status_code == 200

    keeper.post(f"/venues/{venue.id}/rooms/new", {**NAMES, "capacity": "٣٠"})
    room = db.session.query(Room).one()
    assert room.capacity == 30
    assert "Saqqara" in keeper.get(f"/venues/{venue.id}").text
    assert keeper.get(f"/rooms/{room.id}/edit").status_code == 200

    keeper.post(f"/rooms/{room.id}/edit", {**NAMES, "name_en": "Hall 1", "capacity": "40"})
    keeper.post(f"/venues/{venue.id}/edit", {**NAMES, "name_en": "Annex", "address": ""})
    assert (room.name_en, room.capacity, venue.name_en, venue.address) == (
        "Hall 1",
        40,
        "Annex",
        None,
    )
    assert "Hall 1" in keeper.get("/venues?q=hall").text

    keeper.post(f"/rooms/{room.id}/delete")
    keeper.post(f"/venues/{venue.id}/delete")
    assert db.session.query(Venue).count() == 0
    assert db.session.query(AuditEvent).count() == 6


@pytest.mark.parametrize("capacity", ["", "0", "-1", "many", "10001", "1.5"])
def test_a_room_holds_a_number_of_people(keeper, tree, capacity):
    venue = VenueFactory(unit=tree["centre"])

    answer = keeper.post(f"/venues/{venue.id}/rooms/new", {**NAMES, "capacity": capacity})

    assert answer.status_code == 422
    assert 'id="capacity-error"' in answer.text
    assert db.session.query(Room).count() == 0


def test_doubles_and_missing_names_are_told_at_the_name(keeper, tree):
    venue = VenueFactory(unit=tree["centre"], name_en="Saqqara")
    other = VenueFactory(unit=tree["centre"], name_en="Annex")
    room = RoomFactory(venue=venue, name_en="Saqqara")
    spare = RoomFactory(venue=venue, name_en="Hall 2")
    named = {**NAMES, "name_ar": ""}

    for path, data in (
        ("/places/SAQ/venues/new", {**named, "address": "elsewhere"}),
        (f"/venues/{other.id}/edit", named),
        (f"/venues/{other.id}/edit", {**named, "name_en": ""}),
        (f"/venues/{venue.id}/rooms/new", {**named, "capacity": "77"}),
        (f"/rooms/{spare.id}/edit", {**named, "capacity": "77"}),
        (f"/rooms/{room.id}/edit", {**named, "capacity": ""}),
    ):
        answer = keeper.post(path, data)
        assert answer.status_code == 422, path
        assert "-error" in answer.text
    assert (spare.name_en, other.name_en) == ("Hall 2", "Annex")


def test_a_room_in_use_is_not_deleted(keeper, tree):
    room = RoomFactory(venue=VenueFactory(unit=tree["centre"]))
    SessionFactory(room=room)

    assert keeper.post(f"/rooms/{room.id}/delete").status_code == 409
    assert keeper.post(f"/venues/{room.venue_id}/delete").status_code == 409


def test_venues_of_others_are_seen_or_not_and_never_changed(keeper, app, tree):
    elsewhere = RoomFactory(venue=VenueFactory(unit=tree["qena"]))
    own = RoomFactory(venue=VenueFactory(unit=tree["centre"]))

    for path in (f"/venues/{elsewhere.venue_id}", f"/venues/{elsewhere.venue_id}/edit"):
        assert keeper.get(path).status_code == 404
    assert keeper.post(f"/rooms/{elsewhere.id}/delete").status_code == 404
    reader = signed_in(app, Role.MINISTRY_ANALYST, tree["country"])
    assert reader.get(f"/venues/{own.venue_id}").status_code == 200
    assert reader.post(f"/rooms/{own.id}/delete").status_code == 403
    assert reader.get("/places/SAQ/venues/new").status_code == 403
