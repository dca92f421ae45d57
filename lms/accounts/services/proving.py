"""Making sure that it is the owner: the second step of a sign-in, and once more before what weighs.

What was shown is judged in a transaction of its own, so that a code that was taken stays taken and a guess stays
counted whatever becomes of the request. Guesses at one account wait for each other: none is judged uncounted.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.accounts.errors import NoRole, SignInOver, WrongProof
from lms.accounts.models import (
    Authenticator,
    PendingSignIn,
    SignIn,
    UserAccount,
)
from lms.accounts.queries import active_grants, pending_sign_in
from lms.accounts.services.codes import takes_code, takes_recovery_code
from lms.accounts.services.notices import tell_second_step
from lms.accounts.services.passkeys import Asked, used
from lms.accounts.services.passwords import fits
from lms.accounts.services.signing_in import (
    GUESSES_OF_ACCOUNT,
    GUESSES_OF_CLIENT,
    TRIES_OF_ACCOUNT,
    WINDOW,
    Arrival,
    hash_token,
    log_proof,
    open_sign_in_as,
)
from lms.audit.services import record
from lms.platform import clock, throttle
from lms.platform.access import Actor
from lms.platform.db import aside, db
from lms.platform.throttle import Counted, Limit

FRESH = timedelta(minutes=15)
"""How long it is remembered that the owner was made sure of."""

GUESSES_AT_CODES = Limit("second step", TRIES_OF_ACCOUNT, WINDOW)


@dataclass(frozen=True)
class Proof:
    """What somebody shows: one of these is filled in."""

    code: str = ""
    recovery_code: str = ""
    passkey: str = ""  # the answer of the browser
    password: str = ""

    @property
    def kind(self) -> str:
        """Which of them it is, for the log."""
        kinds = {"passkey": self.passkey, "code": self.code, "recovery code": self.recovery_code}
        return next((kind for kind, shown in kinds.items() if shown), "password")


def complete(token: str, proof: Proof, *, asked: Asked, client: str, agent: str = "") -> str:
    """Let in whoever has taken the second step; returns the cookie's token, which is another.

    Raises:
        SignInOver: the first step was too long ago, was completed already, or the account may not be used any more.
        TooManyTries, WrongProof: about what was shown.
        NoRole: when the account holds no role today.
    """
    pending = pending_sign_in(hash_token(token))
    if pending is None:
        raise SignInOver
    user_id, is_provided = pending.user_id, pending.is_provided
    if not active_grants(user_id):
        raise NoRole
    _judge(user_id, proof, asked, client)
    taken = db.session.execute(
        delete(PendingSignIn)
        .where(PendingSignIn.token_hash == hash_token(token))
        .returning(PendingSignIn.id)
    )
    if taken.one_or_none() is None:
        raise SignInOver
    if proof.recovery_code:
        _note_recovery(user_id, by=None)
    arrival = Arrival(is_strong=False, shown_at=clock.now()) if is_provided else None
    return open_sign_in_as(user_id, active_grants(user_id)[0].id, agent, arrival=arrival)


def enter_by_passkey(answer: str, *, asked: Asked, client: str, agent: str = "") -> str:
    """Let in whoever holds a passkey and unlocked it: two factors in one step; returns the cookie's token.

    Raises:
        TooManyTries, WrongProof: the same for what is wrong with the key, unknown to us or of a disabled account.
        NoRole: when the account holds no role today.
    """
    db.session.rollback()  # SQLite has one writer
    guesses = GUESSES_OF_CLIENT.of(client)
    with aside() as session:
        throttle.refuse(guesses, session=session)
        passkey = used(answer, asked, session)
        user_id = passkey.user_id if passkey is not None else None
        if user_id is None:
            throttle.note(guesses, session=session)
    log_proof("passkey", user_id, client, taken=user_id is not None)
    user = db.session.get(UserAccount, user_id) if user_id is not None else None
    if user is None or user.is_disabled:
        raise WrongProof
    grants = active_grants(user.id)
    if not grants:
        raise NoRole
    return open_sign_in_as(user.id, grants[0].id, agent)


def prove(token: str, proof: Proof, *, by: Actor, asked: Asked, client: str) -> str:
    """Make sure once more of whoever is signed in; returns the token under which the sign-in goes on.

    Raises:
        TooManyTries, WrongProof: about what was shown.
    """
    new = secrets.token_urlsafe(32)
    if proof.password and _is_strong(token):
        raise WrongProof

    def go_on(session: Session) -> None:
        session.execute(
            update(SignIn)
            .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
            .values(token_hash=hash_token(new), proved_at=clock.now())
        )

    _judge(by.id, proof, asked, client, then=go_on)
    if proof.recovery_code:
        _note_recovery(by.id, by=by)
    return new


def _is_strong(token: str) -> bool:
    """Whether the sign-in began with a second factor at the provider of single sign-on."""
    query = select(SignIn.is_strong).where(SignIn.token_hash == hash_token(token))
    return bool(db.session.scalar(query))


def _note_recovery(user_id: int, *, by: Actor | None) -> None:
    user = _account(user_id)
    record("accounts.use_recovery_code", actor=by, subject=user)
    tell_second_step(user, "recovered")


def _judge(
    user_id: int,
    proof: Proof,
    asked: Asked,
    client: str,
    then: Callable[[Session], None] | None = None,
) -> None:
    of_account, of_client = _guesses(user_id, proof), GUESSES_OF_CLIENT.of(client)
    db.session.rollback()  # SQLite has one writer, and nothing was written yet
    with aside() as session:
        session.execute(
            select(UserAccount.id).where(UserAccount.id == user_id).with_for_update(key_share=True)
        )
        throttle.refuse(of_account, of_client, session=session)
        is_right = _shows(user_id, proof, asked, session)
        if is_right:
            throttle.forget(of_account, session=session)
            if then is not None:
                then(session)
        else:
            throttle.note(of_account, of_client, session=session)
    log_proof(proof.kind, user_id, client, taken=is_right)
    if not is_right:
        raise WrongProof


def _guesses(user_id: int, proof: Proof) -> Counted:
    """What guesses at the account are counted by; a password is guessed at no oftener here than at the sign-in."""
    if proof.password:
        return GUESSES_OF_ACCOUNT.of(_account(user_id).email)
    return GUESSES_AT_CODES.of(user_id)


def _shows(user_id: int, proof: Proof, asked: Asked, session: Session) -> bool:
    if proof.passkey:
        passkey = used(proof.passkey, asked, session)
        return passkey is not None and passkey.user_id == user_id
    if proof.code:
        return takes_code(user_id, proof.code, session)
    if proof.recovery_code:
        return takes_recovery_code(user_id, proof.recovery_code, session)
    # The password is enough only for whoever has nothing else.
    if session.scalar(select(Authenticator.id).where(Authenticator.user_id == user_id).limit(1)):
        return False
    return fits(session.get_one(UserAccount, user_id).password_hash, proof.password)


def _account(user_id: int) -> UserAccount:
    return db.session.get_one(UserAccount, user_id)
