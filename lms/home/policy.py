"""Whose doings somebody may read: what was done at their places, and what theirs did that belongs to no place.

A place that was deleted is none any more. What nobody's staff did at no place is read at the top of the tree.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from lms.accounts.models import RoleGrant
from lms.audit.models import AuditEvent
from lms.audit.policy import VIEW
from lms.organisation.models import OrgUnit
from lms.platform.access import Actor, is_among
from lms.platform.db import db


def visible_to(actor: Actor) -> ColumnElement[bool]:
    top = actor.is_at_top
    scope = actor.units_where(VIEW)
    staff = select(RoleGrant.user_id).where(RoleGrant.unit_id.in_(scope))
    by_theirs = is_among(AuditEvent.actor_user_id, staff, row_by_row=top)
    if top and actor.has(VIEW):
        by_theirs = or_(by_theirs, ~_has_roles())
    here = is_among(AuditEvent.unit_id, scope, row_by_row=top)
    return or_(here, and_(_belongs_to_no_place(), by_theirs))


def can_view(actor: Actor, event: AuditEvent) -> bool:
    """The same rule for one event."""
    if event.unit_id is not None and db.session.get(OrgUnit, event.unit_id) is not None:
        return actor.may(VIEW, at_unit=event.unit_id)
    places = set(
        db.session.scalars(
            select(RoleGrant.unit_id).where(RoleGrant.user_id == event.actor_user_id)
        )
    )
    if not places:
        return actor.is_at_top and actor.has(VIEW)
    return any(actor.may(VIEW, at_unit=unit_id) for unit_id in places)


def _belongs_to_no_place() -> ColumnElement[bool]:
    place = select(OrgUnit.id).where(OrgUnit.id == AuditEvent.unit_id).correlate(AuditEvent)
    return ~place.exists()


def _has_roles() -> ColumnElement[bool]:
    held = select(RoleGrant.id).where(RoleGrant.user_id == AuditEvent.actor_user_id)
    return held.correlate(AuditEvent).exists()
