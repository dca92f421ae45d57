"""Buildings: the list of rooms for planners, and one building with its rooms."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, or_

from lms.organisation import policy, queries, services
from lms.organisation.forms import VenueForm
from lms.organisation.models import OrgUnit, Room, Venue
from lms.organisation.views.blueprint import bp, fetch
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, language
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import matches, sort_column
from lms.platform.statements import kept


@bp.get("/venues")
@requires(policy.VIEW)
def venues() -> ResponseReturnValue:
    """Every room in sight, with its building and place."""
    viewer, reader = current_actor(), language()
    listing = Listing(
        "rooms",
        _("Rooms"),
        kept("rooms", lambda: queries.rooms(viewer), viewer=viewer),
        (
            Column(
                "room",
                _("Room"),
                lambda room: room.name_in(reader),
                sort=sort_column(Room, reader),
                url=row_links(".venue", venue_id=lambda room: room.venue_id),
            ),
            Column(
                "venue",
                _("Venue"),
                lambda room: room.venue.name_in(reader),
                sort=(sort_column(Venue, reader), sort_column(Room, reader)),
            ),
            Column("place", _("Place"), lambda room: room.venue.unit.name_in(reader)),
            Column(
                "capacity",
                _("People it holds"),
                lambda room: room.capacity,
                kind="number",
                sort=Room.capacity,
                total=func.sum(Room.capacity),
            ),
        ),
        search=lambda query, text: query.join(OrgUnit, OrgUnit.id == Venue.unit_id).where(
            or_(*(matches(model.folded_names, text) for model in (Room, Venue, OrgUnit)))
        ),
        search_label=_("Room, venue or place"),
        default_sort="venue",
        empty=Empty(
            _("No rooms yet"), _("Venues and rooms are added on the page of a place."), icon="door"
        ),
    )
    return listing.respond("organisation/rooms.html")


@bp.get("/venues/<int:venue_id>")
@requires(policy.VIEW)
def venue(venue_id: int) -> ResponseReturnValue:
    building = one_or_404(queries.venue(venue_id, viewer=current_actor()))
    may_manage = policy.can_manage_venues(current_actor(), building.unit)
    return render_template("organisation/venue.html", venue=building, may_manage=may_manage)


@bp.get("/places/<string:code>/venues/new")
@requires(policy.MANAGE_VENUES)
def new_venue(code: str) -> ResponseReturnValue:
    return _page(VenueForm(), fetch(code, policy.can_manage_venues))


@bp.post("/places/<string:code>/venues/new")
@requires(policy.MANAGE_VENUES)
def add_venue(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage_venues)
    form = VenueForm()
    if not form.validate_on_submit():
        return _page(form, place)
    try:
        building = services.create_venue(
            place, names=form.names(), address=form.address.data or None, by=current_actor()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, place)
    flash(_("%(name)s is added. Now add its rooms.", name=building.name_in(language())))
    return redirect(url_for(".venue", venue_id=building.id))


@bp.get("/venues/<int:venue_id>/edit")
@requires(policy.MANAGE_VENUES)
def edit_venue(venue_id: int) -> ResponseReturnValue:
    building = fetch_venue(venue_id)
    return _page(VenueForm(obj=building), building.unit, building)


@bp.post("/venues/<int:venue_id>/edit")
@requires(policy.MANAGE_VENUES)
def update_venue(venue_id: int) -> ResponseReturnValue:
    building = fetch_venue(venue_id)
    form = VenueForm(obj=building)
    if not form.validate_on_submit():
        return _page(form, building.unit, building)
    try:
        services.update_venue(
            building, names=form.names(), address=form.address.data or None, by=current_actor()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, building.unit, building)
    flash(_("%(name)s is saved.", name=building.name_in(language())))
    return redirect(url_for(".venue", venue_id=venue_id))


@bp.post("/venues/<int:venue_id>/delete")
@requires(policy.MANAGE_VENUES)
def delete_venue(venue_id: int) -> ResponseReturnValue:
    building = fetch_venue(venue_id)
    name, code = building.name_in(language()), building.unit.code
    services.delete_venue(building, by=current_actor())
    flash(_("%(name)s is deleted.", name=name))
    return redirect(url_for(".unit", code=code))


def fetch_venue(venue_id: int) -> Venue:
    """A venue that the reader may change."""
    building = one_or_404(queries.venue(venue_id, viewer=current_actor()))
    authorize(policy.can_manage_venues(current_actor(), building.unit))
    return building


def _page(form: VenueForm, place: OrgUnit, building: Venue | None = None) -> ResponseReturnValue:
    template = "organisation/venue_form.html"
    return render_template(template, form=form, unit=place, venue=building), form.status
