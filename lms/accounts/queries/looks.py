"""Looks outside one's scope."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.accounts.models import OutsideLook, RoleGrant, UserAccount
from lms.accounts.policy import looks_visible_to, outside
from lms.organisation.models import OrgUnit
from lms.organisation.queries import named, open_on
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import sort_column


def places_outside(text: str, viewer: Actor, most: int) -> Select[OrgUnit]:
    """The open places that may be meant by a text and that a look would open."""
    return (
        select(OrgUnit)
        .options(joinedload(OrgUnit.parent))
        .where(outside(viewer), OrgUnit.id.in_(open_on(clock.today())), named(text))
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
        .limit(most)
    )


def looks(viewer: Actor) -> Select[OutsideLook]:
    """The looks outside that the viewer may know of, the latest first."""
    return (
        select(OutsideLook)
        .join(UserAccount, UserAccount.id == OutsideLook.user_id)
        .join(OrgUnit, OrgUnit.id == OutsideLook.unit_id)
        .options(
            contains_eager(OutsideLook.user),
            contains_eager(OutsideLook.unit),
            joinedload(OutsideLook.grant).joinedload(RoleGrant.unit),
        )
        .where(looks_visible_to(viewer))
        .order_by(OutsideLook.id.desc())
    )


def open_look(grant_id: int) -> OutsideLook | None:
    """The look that lasts, or that nobody has ended yet."""
    query = select(OutsideLook).where(
        OutsideLook.grant_id == grant_id, OutsideLook.ended_at.is_(None)
    )
    return db.session.scalars(query.with_for_update()).one_or_none()
