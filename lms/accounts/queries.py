"""Open sign-ins, and the roles an account holds today."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.platform import clock
from lms.platform.db import db

IDLE_LIMIT = timedelta(hours=8)
ABSOLUTE_LIMIT = timedelta(hours=12)


def active_grants(user_id: int) -> list[RoleGrant]:
    """The roles that the account holds today, oldest first."""
    today = clock.today()
    query = (
        select(RoleGrant)
        .options(joinedload(RoleGrant.unit))
        .where(
            RoleGrant.user_id == user_id,
            or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= today),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
        .order_by(RoleGrant.id)
    )
    return list(db.session.scalars(query))


def display_names(account_ids: Collection[int]) -> dict[int, str]:
    """The names shown for these accounts."""
    if not account_ids:
        return {}
    query = select(UserAccount.id, UserAccount.display_name)
    return dict(db.session.execute(query.where(UserAccount.id.in_(account_ids))).all())


def open_sign_in(token_hash: str) -> tuple[SignIn, UserAccount, RoleGrant] | None:
    """The sign-in with this token, unless it ended, grew too old, or its role ended; one query."""
    now, today = clock.now(), clock.today()
    query = (
        select(SignIn, UserAccount, RoleGrant)
        .join(UserAccount, UserAccount.id == SignIn.user_id)
        .join(RoleGrant, RoleGrant.id == SignIn.grant_id)
        .where(
            SignIn.token_hash == token_hash,
            SignIn.ended_at.is_(None),
            SignIn.created_at > now - ABSOLUTE_LIMIT,
            SignIn.last_seen_at > now - IDLE_LIMIT,
            UserAccount.is_disabled.is_(False),
            or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= today),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1], row[2])
