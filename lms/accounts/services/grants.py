"""Giving roles and taking them back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from lms.accounts.errors import EndsBeforeStart, OwnAccount, RoleHeld
from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.queries import overlapping
from lms.accounts.roles import Role
from lms.accounts.services.accounts import end_sign_ins
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db


def grant_role(
    user: UserAccount,
    role: Role,
    unit: OrgUnit,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor | None = None,
) -> RoleGrant:
    """Let the account act in this role at the unit and all below it. The same again gives the same one.

    Raises:
        OwnAccount: for one's own account.
        EndsBeforeStart: about the days.
        RoleHeld: when it holds the role there in the same time already.
    """
    if by is not None and user.id in (by.id, by.acting_for):
        raise OwnAccount
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart
    same = overlapping(user, role, unit.id, starts_on, ends_on)
    by_hand = same.where(RoleGrant.lent_from_id.is_(None), RoleGrant.is_provided.is_(False))
    held = db.session.scalars(by_hand).first()
    if held is not None:
        return _same_again(held, starts_on, ends_on)
    grant = RoleGrant(
        user_id=user.id,
        role=role,
        unit_id=unit.id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=by.id or None if by is not None else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(grant)
    except IntegrityError as error:  # the same form sent twice at once
        raise RoleHeld from error
    if not user.is_demo:
        record_grant("accounts.grant", grant, by)
    db.session.expire(user, ["grants"])
    return grant


def end_grant(grant: RoleGrant, *, by: Actor | None = None) -> None:
    """Take the role back at once; whoever acts in it is signed out."""
    if by is not None and by.id == grant.user_id:
        raise OwnAccount
    if grant.ended_at is None:
        grant.ended_at = clock.now()
        end_sign_ins(grant.user, grant_id=grant.id)
        record_grant("accounts.end_grant", grant, by)
        db.session.flush()


def _same_again(held: RoleGrant, starts_on: date | None, ends_on: date | None) -> RoleGrant:
    if (held.starts_on, held.ends_on) != (starts_on, ends_on):
        raise RoleHeld
    return held


def record_grant(action: str, grant: RoleGrant, by: Actor | None) -> None:
    """Record what happened to a role, for the account that holds it."""
    record(
        action,
        actor=by,
        subject=grant.user,
        unit_id=grant.unit_id,
        details={
            "role": grant.role.value,
            "unit_id": grant.unit_id,
            "starts_on": grant.starts_on.isoformat() if grant.starts_on else None,
            "ends_on": grant.ends_on.isoformat() if grant.ends_on else None,
        },
    )
