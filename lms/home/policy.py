"""Whose doings somebody may read, and who decides that somebody is erased.

Read are what was done at one's places, and what theirs did that belongs to no place. A place that was deleted is none
any more. What nobody's staff did at no place is read at the top of the tree.

Erasing takes two: those who keep the records of a place enter a request, or people ask for themselves; a system
administrator of the place, who keeps no records, decides.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from lms.accounts.models import RoleGrant
from lms.audit.models import AuditEvent
from lms.audit.policy import VIEW
from lms.home.models import ErasureRequest
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.people.policy import can_manage
from lms.platform.access import Actor, Permission, is_among
from lms.platform.db import db
from lms.platform.i18n import _l

ENTER_ERASURE = Permission(
    "home.enter_erasure", _l("Enter that somebody asks for their data to be erased")
)
DECIDE_ERASURE = Permission("home.decide_erasure", _l("Decide whether somebody’s data is erased"))


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


def erasures_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The requests about people of one's places; those about nobody's people are decided at the top."""
    places = [
        ErasureRequest.unit_id.in_(actor.units_where(permission))
        for permission in (ENTER_ERASURE, DECIDE_ERASURE)
    ]
    if actor.is_at_top and actor.has(DECIDE_ERASURE):
        places.append(ErasureRequest.unit_id.is_(None))
    return or_(*places)


def can_view_erasure(actor: Actor, request: ErasureRequest) -> bool:
    if request.unit_id is None:
        return can_decide_erasure(actor, request)
    return actor.may(ENTER_ERASURE, at_unit=request.unit_id) or can_decide_erasure(actor, request)


def can_decide_erasure(actor: Actor, request: ErasureRequest) -> bool:
    """Whether the role reaches it; that it is somebody else than who entered it is a rule of deciding."""
    if request.unit_id is None:
        return actor.is_at_top and actor.has(DECIDE_ERASURE)
    return actor.may(DECIDE_ERASURE, at_unit=request.unit_id)


def can_enter_erasure(actor: Actor, person: Person) -> bool:
    return actor.has(ENTER_ERASURE) and can_manage(actor, person)
