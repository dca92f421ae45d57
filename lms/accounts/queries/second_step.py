"""Second factors, and sign-ins that wait for one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, func, select

from lms.accounts.models import (
    Authenticator,
    PendingSignIn,
    RecoveryCode,
    RoleGrant,
    UserAccount,
)
from lms.accounts.policy import in_force
from lms.accounts.roles import Role
from lms.platform import clock
from lms.platform.db import db

PENDING_LIMIT = timedelta(minutes=10)


def has_authenticator(user_id: int) -> bool:
    """Whether the account has a second factor."""
    query = select(Authenticator.id).where(Authenticator.user_id == user_id).limit(1)
    return db.session.scalar(query) is not None


def authenticators(user_id: int) -> Select[Authenticator]:
    """The second factors of an account, oldest first."""
    return select(Authenticator).filter_by(user_id=user_id).order_by(Authenticator.id)


def recovery_codes_left(user_id: int) -> int:
    """How many of its recovery codes the account has not used."""
    query = select(func.count()).select_from(RecoveryCode)
    left = query.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


def needs_second_factor(user_id: int) -> bool:
    """Whether one of the roles that the account holds today is more than a trainee's."""
    more = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id, RoleGrant.role != Role.TRAINEE, in_force()
    )
    return db.session.scalar(more.limit(1)) is not None


def pending_sign_in(token_hash: str) -> PendingSignIn | None:
    """The sign-in that waits for its second step under this token, unless it waited too long."""
    query = (
        select(PendingSignIn)
        .join(UserAccount, UserAccount.id == PendingSignIn.user_id)
        .where(
            PendingSignIn.token_hash == token_hash,
            PendingSignIn.created_at > clock.now() - PENDING_LIMIT,
            UserAccount.is_disabled.is_(False),
        )
    )
    return db.session.scalar(query)
