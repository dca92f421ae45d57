"""Who sees and changes places.

One's own place is changed from above: whoever manages it corrects its record, but moving, closing or deleting it takes
the right at the place that it lies in.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement

from lms.organisation.models import OrgUnit, Venue
from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l

VIEW = Permission("organisation.view", _l("See places"))
MANAGE = Permission("organisation.manage", _l("Add, move and close places"))
MANAGE_VENUES = Permission("organisation.manage_venues", _l("Keep venues and rooms"))


def can_view(actor: Actor, unit: OrgUnit) -> bool:
    return actor.may(VIEW, at_unit=unit.id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    return OrgUnit.id.in_(actor.units_where(VIEW))


def can_manage(actor: Actor, unit: OrgUnit) -> bool:
    return actor.may(MANAGE, at_unit=unit.id)


def manageable_by(actor: Actor) -> ColumnElement[bool]:
    return OrgUnit.id.in_(actor.units_where(MANAGE))


def can_rearrange(actor: Actor, unit: OrgUnit) -> bool:
    """Whether the actor may move, close and delete the place."""
    return unit.parent_id is not None and actor.may(MANAGE, at_unit=unit.parent_id)


def rearrangeable_by(actor: Actor) -> ColumnElement[bool]:
    return OrgUnit.parent_id.in_(actor.units_where(MANAGE))


def can_manage_venues(actor: Actor, unit: OrgUnit) -> bool:
    return actor.may(MANAGE_VENUES, at_unit=unit.id)


def venues_visible_to(actor: Actor) -> ColumnElement[bool]:
    return Venue.unit_id.in_(actor.units_where(VIEW))


def can_view_venue(actor: Actor, venue: Venue) -> bool:
    return actor.may(VIEW, at_unit=venue.unit_id)


def venues_manageable_by(actor: Actor) -> ColumnElement[bool]:
    return Venue.unit_id.in_(actor.units_where(MANAGE_VENUES))
