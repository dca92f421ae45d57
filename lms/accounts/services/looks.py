"""Looking at a place outside the scope of one's role: for a reason, for three hours, reading only."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.accounts.errors import NotOutside, ReasonTooShort
from lms.accounts.models import OutsideLook
from lms.accounts.policy import outside
from lms.accounts.queries import open_look
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db

LASTS = timedelta(hours=3)
SHORTEST_REASON = 10
"""Characters, the spaces between words included."""


def look_outside(grant_id: int, unit: OrgUnit, reason: str, *, by: Actor) -> OutsideLook:
    """Let the role read at the unit from now on; a look that lasted ends.

    Raises:
        NotOutside: a place of one's own, one that contains it, or one of another country.
        ReasonTooShort: to be understood later.
    """
    if db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == unit.id, outside(by))) is None:
        raise NotOutside
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort
    before = open_look(grant_id)
    if before is not None:
        end_look(before, by=by)
    opened_at = clock.now()
    look = OutsideLook(
        user_id=by.id,
        grant_id=grant_id,
        unit_id=unit.id,
        reason=reason,
        opened_at=opened_at,
        ends_at=opened_at + LASTS,
    )
    db.session.add(look)
    record("accounts.look_outside", actor=by, subject=look, unit_id=unit.id, reason=reason)
    return look


def end_look(look: OutsideLook, *, by: Actor) -> None:
    """End it by hand. One that has run out is only put away."""
    if look.ended_at is not None:
        return
    look.ended_at = min(clock.now(), look.ends_at)
    if look.ended_at < look.ends_at:
        record("accounts.end_look", actor=by, subject=look, unit_id=look.unit_id)
    db.session.flush()
