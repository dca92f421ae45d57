"""Rooms of a building."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.organisation import policy, queries, services
from lms.organisation.forms import RoomForm
from lms.organisation.models import Room, Venue
from lms.organisation.views.blueprint import bp
from lms.organisation.views.venues import fetch_venue
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language


@bp.get("/venues/<int:venue_id>/rooms/new")
@requires(policy.MANAGE_VENUES)
def new_room(venue_id: int) -> ResponseReturnValue:
    return _page(RoomForm(), fetch_venue(venue_id))


@bp.post("/venues/<int:venue_id>/rooms/new")
@requires(policy.MANAGE_VENUES)
def add_room(venue_id: int) -> ResponseReturnValue:
    venue = fetch_venue(venue_id)
    form = RoomForm()
    if not form.validate_on_submit():
        return _page(form, venue)
    try:
        room = services.create_room(
            venue, names=form.names(), capacity=form.capacity.value, by=current_actor()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, venue)
    flash(_("%(name)s is added.", name=room.name_in(language())))
    return redirect(url_for(".venue", venue_id=venue_id))


@bp.get("/rooms/<int:room_id>/edit")
@requires(policy.MANAGE_VENUES)
def edit_room(room_id: int) -> ResponseReturnValue:
    room = _fetch(room_id)
    return _page(RoomForm(obj=room), room.venue, room)


@bp.post("/rooms/<int:room_id>/edit")
@requires(policy.MANAGE_VENUES)
def update_room(room_id: int) -> ResponseReturnValue:
    room = _fetch(room_id)
    form = RoomForm(obj=room)
    if not form.validate_on_submit():
        return _page(form, room.venue, room)
    try:
        services.update_room(
            room, names=form.names(), capacity=form.capacity.value, by=current_actor()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, room.venue, room)
    flash(_("%(name)s is saved.", name=room.name_in(language())))
    return redirect(url_for(".venue", venue_id=room.venue_id))


@bp.post("/rooms/<int:room_id>/delete")
@requires(policy.MANAGE_VENUES)
def delete_room(room_id: int) -> ResponseReturnValue:
    room = _fetch(room_id)
    name, venue_id = room.name_in(language()), room.venue_id
    services.delete_room(room, by=current_actor())
    flash(_("%(name)s is deleted.", name=name))
    return redirect(url_for(".venue", venue_id=venue_id))


def _fetch(room_id: int) -> Room:
    room = one_or_404(queries.room(room_id, viewer=current_actor()))
    authorize(policy.can_manage_venues(current_actor(), room.venue.unit))
    return room


def _page(form: RoomForm, venue: Venue, room: Room | None = None) -> ResponseReturnValue:
    return render_template(
        "organisation/room_form.html", form=form, venue=venue, room=room
    ), form.status
