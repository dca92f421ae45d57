"""Signing in and out, and going on in another role."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.errors import NoRole, WrongCredentials, WrongPassword
from lms.accounts.models import PendingSignIn, RoleGrant, SignIn, UserAccount
from lms.accounts.queries import active_grants, has_authenticator
from lms.accounts.services.accounts import end_links, end_sign_ins
from lms.accounts.services.notices import tell_new_browser, tell_password_changed
from lms.accounts.services.passwords import fits, hash_password, known_of
from lms.audit.services import record
from lms.platform import clock, throttle
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.throttle import Limit

log = logging.getLogger(__name__)

TRIES_OF_ACCOUNT = 5
TRIES_OF_CLIENT = 20
WINDOW = timedelta(minutes=5)
GUESSES_OF_ACCOUNT = Limit("account", TRIES_OF_ACCOUNT, WINDOW)
GUESSES_OF_CLIENT = Limit("client", TRIES_OF_CLIENT, WINDOW)


class Arrival(NamedTuple):
    """What the provider of single sign-on says of somebody who comes from there."""

    is_strong: bool  # it asked for a second factor
    shown_at: datetime | None  # when they showed it who they are


class Entry(NamedTuple):
    """How far somebody has come: in, or at the second step; with the cookie's token for it."""

    token: str
    is_complete: bool


def sign_in(email: str, password: str, *, client: str, agent: str = "") -> Entry:
    """Check the credentials and open a sign-in, or begin one where a second step is to come.

    `client` is the address that guesses are counted by, `agent` what the browser says of itself.

    Raises:
        TooManyTries: for this account or from this client within the last minutes.
        WrongCredentials: the same for an unknown account, a wrong password and a disabled account.
        NoRole: when the account holds no role today.
    """
    email = email.strip().lower()
    of_account, of_client = GUESSES_OF_ACCOUNT.of(email), GUESSES_OF_CLIENT.of(client)
    throttle.take(of_account, of_client)
    user = db.session.scalar(select(UserAccount).filter_by(email=email))
    if not fits(user.password_hash if user else None, password) or user is None or user.is_disabled:
        account_id = user.id if user is not None else None
        log_proof("password", account_id, client, taken=False)
        raise WrongCredentials
    log_proof("password", user.id, client, taken=True)
    entry = go_on(user, agent=agent)
    throttle.forget(of_account)
    throttle.give_back(of_client)
    return entry


def log_proof(kind: str, account_id: int | None, client: str, *, taken: bool) -> None:
    """Say in the log who was let in by what, and who was not; guesses at one account are seen there as they come."""
    level, outcome = (logging.INFO, "taken") if taken else (logging.WARNING, "refused")
    log.log(level, "%s %s for account %s from %s", kind, outcome, account_id, client)


def go_on(user: UserAccount, *, agent: str = "", arrival: Arrival | None = None) -> Entry:
    """Go on with whoever showed the first factor: the password, a link that their mail was sent, or single sign-on.

    Raises:
        NoRole: when the account holds no role today.
    """
    grant = next(iter(active_grants(user.id)), None)
    if grant is None:
        raise NoRole
    is_strong = arrival is not None and arrival.is_strong
    if is_strong or not has_authenticator(user.id):
        token = open_sign_in_as(user.id, grant.id, agent, arrival=arrival)
        return Entry(token, is_complete=True)
    token = secrets.token_urlsafe(32)
    db.session.add(
        PendingSignIn(
            token_hash=hash_token(token), user_id=user.id, is_provided=arrival is not None
        )
    )
    db.session.flush()
    return Entry(token, is_complete=False)


def change_password(user: UserAccount, current: str, new: str, *, token: str, by: Actor) -> str:
    """Change one's own password; every sign-in ends, this one goes on under the new token that is returned (A13).

    Raises:
        WrongPassword: the current one is another.
        TooManyTries: it was guessed at too often within the last minutes.
        PasswordRefused: others would guess the new one.
    """
    guesses = GUESSES_OF_ACCOUNT.of(user.email)
    throttle.refuse(guesses)
    if not fits(user.password_hash, current):
        db.session.rollback()
        throttle.note(guesses)
        raise WrongPassword
    user.password_hash = hash_password(new, known_of(user))
    here = db.session.scalars(select(SignIn).filter_by(token_hash=hash_token(token))).one()
    end_sign_ins(user)
    end_links(user)
    record("accounts.change_password", actor=by, subject=user)
    tell_password_changed(user)
    arrival = Arrival(here.is_strong, here.proved_at) if here.is_provided else None
    return open_sign_in_as(
        user.id, here.grant_id, here.agent, proved_at=here.proved_at, arrival=arrival
    )


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


def open_sign_in_as(
    user_id: int,
    grant_id: int | None,
    agent: str,
    *,
    proved_at: datetime | None = None,
    arrival: Arrival | None = None,
) -> str:
    """A new sign-in of an account; returns the cookie's token.

    Its owner was made sure of now or then; by single sign-on when the provider says so, or nobody knows when.
    """
    tell_new_browser(user_id, agent)
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            token_hash=hash_token(token),
            user_id=user_id,
            grant_id=grant_id,
            agent=agent[:300],
            proved_at=arrival.shown_at if arrival is not None else proved_at or clock.now(),
            is_provided=arrival is not None,
            is_strong=arrival is not None and arrival.is_strong,
        )
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
