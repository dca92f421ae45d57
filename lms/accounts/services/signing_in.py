"""Signing in and out, and going on in another role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select

from lms.accounts.errors import NoRole, TooManyTries, WrongCredentials
from lms.accounts.models import FailedSignIn, RoleGrant, SignIn, UserAccount
from lms.accounts.queries import active_grants
from lms.accounts.services.accounts import hasher
from lms.platform import clock
from lms.platform.db import aside, db
from lms.platform.i18n.numbers import number

TRIES_OF_ACCOUNT = 5
TRIES_OF_CLIENT = 20
WINDOW = timedelta(minutes=5)

_NO_SUCH_ACCOUNT = hasher.hash(
    secrets.token_hex(16)
)  # verified against, so that time tells nothing


def sign_in(email: str, password: str, *, client: str) -> tuple[UserAccount, str]:
    """Check the credentials and open a sign-in; returns the account and the cookie's token.

    Raises:
        TooManyTries: for this account or from this client within the last minutes.
        WrongCredentials: the same for an unknown account, a wrong password and a disabled account.
        NoRole: when the account holds no role today.
    """
    email = email.strip().lower()
    keys = {_key("account", email): TRIES_OF_ACCOUNT, _key("client", client): TRIES_OF_CLIENT}
    _refuse_guessing(keys)
    user = db.session.scalar(select(UserAccount).filter_by(email=email))
    if not _password_fits(user, password) or user is None or user.is_disabled:
        db.session.rollback()
        with aside() as session:
            session.add_all(FailedSignIn(key=key) for key in keys)
        raise WrongCredentials
    grant = next(iter(active_grants(user.id)), None)
    if grant is None:
        raise NoRole
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.key == _key("account", email)))
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token_hash=hash_token(token), user_id=user.id, grant_id=grant.id))
    db.session.flush()
    return user, token


def sign_out(token: str) -> None:
    """End the sign-in; its cookie opens nothing any more."""
    row = db.session.scalar(select(SignIn).filter_by(token_hash=hash_token(token)))
    if row is not None:
        row.ended_at = clock.now()
        db.session.flush()


def switch_role(token: str, grant: RoleGrant) -> None:
    """Go on in another of the account's roles."""
    row = db.session.scalars(select(SignIn).filter_by(token_hash=hash_token(token))).one()
    row.grant_id = grant.id
    db.session.flush()


def hash_token(token: str) -> str:
    """What is kept of a sign-in token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def _refuse_guessing(keys: dict[str, int]) -> None:
    since = clock.now() - WINDOW
    query = (
        select(FailedSignIn.key, func.count())
        .where(FailedSignIn.key.in_(keys), FailedSignIn.at > since)
        .group_by(FailedSignIn.key)
    )
    counts = dict(db.session.execute(query).all())
    if any(counts.get(key, 0) >= limit for key, limit in keys.items()):
        raise TooManyTries(minutes=number(WINDOW.seconds // 60))


def _password_fits(user: UserAccount | None, password: str) -> bool:
    try:
        return hasher.verify(user.password_hash if user else _NO_SUCH_ACCOUNT, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
