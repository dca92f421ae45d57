"""Who decides on objections: officers of the unit concerned and of those above it, never anybody with a part in it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement

from lms.accounts.policy import is_somebody_else
from lms.objections.models import Objection
from lms.platform.access import Actor, Permission
from lms.platform.i18n import _l

DECIDE = Permission("objections.decide", _l("Decide on objections to what somebody else recorded"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The objections that are decided at the actor's places."""
    return Objection.unit_id.in_(actor.units_where(DECIDE))


def can_decide(actor: Actor, objection: Objection, *, recorded_by: Collection[int | None]) -> bool:
    """Whether the actor decides at that place, and is somebody else than who recorded and who objected."""
    return (
        actor.may(DECIDE, at_unit=objection.unit_id)
        and actor.person_id != objection.person_id
        and is_somebody_else(actor, {*recorded_by, objection.filed_by_id})
    )
