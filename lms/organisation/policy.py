"""Who sees and changes places."""

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


def can_manage_venues(actor: Actor, unit: OrgUnit) -> bool:
    return actor.may(MANAGE_VENUES, at_unit=unit.id)


def venues_visible_to(actor: Actor) -> ColumnElement[bool]:
    return Venue.unit_id.in_(actor.units_where(VIEW))
