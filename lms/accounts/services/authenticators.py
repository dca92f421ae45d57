"""Second factors: adding, naming, removing them, and taking them away from whoever lost theirs.

Whatever changes how an account is entered ends its other sign-ins, as a new password does: somebody who was in before
goes through the new door too.
"""

from __future__ import annotations

import json

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.errors import (
    LastAuthenticator,
    OwnAccount,
    PasskeyRefused,
    PasskeyTaken,
    SetUpTooOld,
    TooManyAuthenticators,
    WrongCode,
)
from lms.accounts.models import Authenticator, AuthenticatorKind, RecoveryCode, UserAccount
from lms.accounts.queries import has_authenticator
from lms.accounts.services.accounts import end_sign_ins
from lms.accounts.services.codes import (
    make_recovery_codes,
    new_secret,
    sealed_secret,
    step_of,
)
from lms.accounts.services.notices import tell_second_step
from lms.accounts.services.passkeys import LIFE, Asked, made
from lms.accounts.services.signing_in import end_other_sign_ins
from lms.audit.services import record
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.crypto import CannotUnseal, cipher
from lms.platform.db import db
from lms.platform.i18n.numbers import number
from lms.platform.text import fold_digits

MOST = 10
"""More than anybody has; fewer than a form that is sent again and again could make."""


def begin_app(user: UserAccount) -> tuple[str, str]:
    """A new secret for an app, and the same sealed: it travels with the form until a code confirms it."""
    secret = new_secret()
    plain = json.dumps([secret, clock.now().timestamp()])
    return secret, cipher().seal(plain, _set_up(user)).hex()


def secret_in(sealed: str, user: UserAccount) -> str:
    """The secret that was sealed for this account a short while ago.

    Raises:
        SetUpTooOld: or it is another's, or none of ours.
    """
    try:
        secret, at = json.loads(cipher().unseal(bytes.fromhex(sealed), _set_up(user)))
    except (CannotUnseal, ValueError) as error:
        raise SetUpTooOld from error
    if clock.now().timestamp() - at > LIFE.total_seconds():
        raise SetUpTooOld
    return str(secret)


def add_app(
    user: UserAccount, sealed: str, code: str, name: str, *, token: str, by: Actor
) -> list[str]:
    """Add the app that says this code; returns recovery codes where the account had no second factor before.

    Raises:
        SetUpTooOld, WrongCode, TooManyAuthenticators
    """
    secret = secret_in(sealed, user)
    step = step_of(secret, fold_digits(code).replace(" ", ""))
    if step is None:
        raise WrongCode
    app = Authenticator(
        kind=AuthenticatorKind.TOTP,
        sealed_secret=sealed_secret(secret, user.id),
        last_step=step,
    )
    return _add(user, app, name, token=token, by=by)


def add_passkey(
    user: UserAccount, answer: str, name: str, *, asked: Asked, token: str, by: Actor
) -> list[str]:
    """Add the passkey that the browser made; returns recovery codes where the account had no second factor before.

    Raises:
        PasskeyRefused, PasskeyTaken, TooManyAuthenticators
    """
    passkey = made(answer, asked, db.session())
    if passkey is None:
        raise PasskeyRefused
    return _add(user, passkey, name, token=token, by=by)


def rename(one: Authenticator, name: str) -> None:
    """Call it otherwise."""
    one.name = name
    db.session.flush()


def remove(
    user: UserAccount, one: Authenticator, *, may_be_last: bool, token: str, by: Actor
) -> None:
    """Take one's own factor away.

    Raises:
        LastAuthenticator: when it is the only one and a role needs one.
    """
    _wait_for_turn(user)
    others = select(Authenticator.id).filter_by(user_id=user.id)
    is_last = db.session.scalar(others.where(Authenticator.id != one.id).limit(1)) is None
    if is_last and not may_be_last:
        raise LastAuthenticator
    db.session.delete(one)
    if is_last:
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    end_other_sign_ins(user.id, token)
    record("accounts.remove_factor", actor=by, subject=user, details={"kind": one.kind.value})
    tell_second_step(user, "removed")
    db.session.flush()


def renew_recovery_codes(user: UserAccount, *, token: str, by: Actor) -> list[str]:
    """Ten new codes; those from before open nothing any more."""
    codes = make_recovery_codes(user.id, db.session())
    end_other_sign_ins(user.id, token)
    record("accounts.new_recovery_codes", actor=by, subject=user)
    tell_second_step(user, "renewed")
    return codes


def reset_factors(user: UserAccount, *, by: Actor | None = None) -> None:
    """Take all factors of somebody who lost them, with their sign-ins; at the next one they set up others."""
    if by is not None and by.id == user.id:
        raise OwnAccount
    _wait_for_turn(user)
    db.session.execute(delete(Authenticator).where(Authenticator.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    end_sign_ins(user)
    record("accounts.reset_factors", actor=by, subject=user)
    tell_second_step(user, "reset")
    db.session.flush()


def _add(user: UserAccount, one: Authenticator, name: str, *, token: str, by: Actor) -> list[str]:
    _wait_for_turn(user)
    count = select(func.count()).select_from(Authenticator).filter_by(user_id=user.id)
    if (db.session.scalar(count) or 0) >= MOST:
        raise TooManyAuthenticators(most=number(MOST))
    is_first = not has_authenticator(user.id)
    one.user_id, one.name = user.id, name
    try:
        with db.session.begin_nested():
            db.session.add(one)
    except IntegrityError as error:
        raise PasskeyTaken from error
    codes = make_recovery_codes(user.id, db.session()) if is_first else []
    end_other_sign_ins(user.id, token)
    record("accounts.add_factor", actor=by, subject=user, details={"kind": one.kind.value})
    tell_second_step(user, "added")
    return codes


def _wait_for_turn(user: UserAccount) -> None:
    """Changes of one account's factors come one after another: two of them do not each take the last but one."""
    db.session.execute(
        select(UserAccount.id).where(UserAccount.id == user.id).with_for_update(key_share=True)
    )


def _set_up(user: UserAccount) -> str:
    return f"authenticator.set-up.{user.id}"
