"""Signing in and out, and going on in another role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lms.accounts.errors import NoRole, TooManyTries, WrongCredentials, WrongPassword
from lms.accounts.models import FailedSignIn, RoleGrant, SignIn, UserAccount
from lms.accounts.queries import active_grants
from lms.accounts.services.accounts import end_sign_ins
from lms.accounts.services.passwords import fits, hash_password, known_of
from lms.audit.services import record
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import aside, db
from lms.platform.i18n.numbers import number

TRIES_OF_ACCOUNT = 5
TRIES_OF_CLIENT = 20
WINDOW = timedelta(minutes=5)


def sign_in(email: str, password: str, *, client: str, agent: str = "") -> tuple[UserAccount, str]:
    """Check the credentials and open a sign-in; returns the account and the cookie's token.

    `client` is the address that guesses are counted by, `agent` what the browser says of itself.

    Raises:
        TooManyTries: for this account or from this client within the last minutes.
        WrongCredentials: the same for an unknown account, a wrong password and a disabled account.
        NoRole: when the account holds no role today.
    """
    email = email.strip().lower()
    keys = {key_of("account", email): TRIES_OF_ACCOUNT, key_of("client", client): TRIES_OF_CLIENT}
    refuse_guessing(keys)
    user = db.session.scalar(select(UserAccount).filter_by(email=email))
    if not fits(user.password_hash if user else None, password) or user is None or user.is_disabled:
        db.session.rollback()
        with aside() as session:
            session.add_all(FailedSignIn(key=key) for key in keys)
        raise WrongCredentials
    grant = next(iter(active_grants(user.id)), None)
    if grant is None:
        raise NoRole
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.key == key_of("account", email)))
    return user, open_sign_in_as(user.id, grant.id, agent)


def change_password(user: UserAccount, current: str, new: str, *, token: str, by: Actor) -> str:
    """Change one's own password; every sign-in ends, this one goes on under the new token that is returned (A13).

    Raises:
        WrongPassword: the current one is another.
        TooManyTries: it was guessed at too often within the last minutes.
        PasswordRefused: others would guess the new one.
    """
    key = key_of("account", user.email)
    refuse_guessing({key: TRIES_OF_ACCOUNT})
    if not fits(user.password_hash, current):
        db.session.rollback()
        with aside() as session:
            session.add(FailedSignIn(key=key))
        raise WrongPassword
    user.password_hash = hash_password(new, known_of(user))
    here = db.session.scalars(select(SignIn).filter_by(token_hash=hash_token(token))).one()
    end_sign_ins(user)
    record("accounts.change_password", actor=by, subject=user)
    return open_sign_in_as(user.id, here.grant_id, here.agent)


def end_other_sign_ins(user_id: int, token: str) -> int:
    """Sign the account out everywhere but here; returns how many sign-ins that ended."""
    ended = db.session.execute(
        update(SignIn)
        .where(
            SignIn.user_id == user_id,
            SignIn.ended_at.is_(None),
            SignIn.token_hash != hash_token(token),
        )
        .values(ended_at=clock.now())
        .returning(SignIn.id)
    )
    return len(ended.all())


def end_sign_in(row: SignIn) -> None:
    """End one sign-in, which the caller has fetched as the owner's own."""
    row.ended_at = row.ended_at or clock.now()
    db.session.flush()


def note_use(token: str, session: Session) -> None:
    """That the sign-in is in use now: what it idles is counted from here on."""
    session.execute(
        update(SignIn)
        .where(SignIn.token_hash == hash_token(token))
        .values(last_seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def open_sign_in_as(user_id: int, grant_id: int | None, agent: str) -> str:
    """A new sign-in of an account whose owner was made sure of; returns the cookie's token."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(token_hash=hash_token(token), user_id=user_id, grant_id=grant_id, agent=agent[:300])
    )
    db.session.flush()
    return token


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


def key_of(kind: str, value: str) -> str:
    """What tries are counted by: a hash, since an address or a name is nobody's business here."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def refuse_guessing(keys: dict[str, int]) -> None:
    """Raise `TooManyTries` where one of the keys has failed as often as it may within the window."""
    since = clock.now() - WINDOW
    query = (
        select(FailedSignIn.key, func.count())
        .where(FailedSignIn.key.in_(keys), FailedSignIn.at > since)
        .group_by(FailedSignIn.key)
    )
    counts = dict(db.session.execute(query).all())
    if any(counts.get(key, 0) >= limit for key, limit in keys.items()):
        raise TooManyTries(minutes=number(WINDOW.seconds // 60))
