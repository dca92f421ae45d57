"""Codes of an authenticator app, and recovery codes: each is taken once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Authenticator, AuthenticatorKind, RecoveryCode
from lms.platform import clock
from lms.platform.crypto import CannotUnseal, keyed_hash, seal, unseal
from lms.platform.ids import grouped, letters_of, short_code

DRIFT = 1
"""How many half minutes the clock of a telephone may be early or late."""

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12


def new_secret() -> str:
    """What an app computes its codes from: 160 random bits in base 32."""
    return pyotp.random_base32()


def otpauth(secret: str, email: str, issuer: str) -> str:
    """What an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str) -> int | None:
    """The half minute that the code belongs to, now or one beside it."""
    totp, now = pyotp.TOTP(secret), _half_minute(clock.now())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def takes_code(user_id: int, code: str, session: Session) -> bool:
    """Whether one of the account's apps says this code now and it was not used before; now it is."""
    apps = select(Authenticator).filter_by(user_id=user_id, kind=AuthenticatorKind.TOTP)
    for app in session.scalars(apps.order_by(Authenticator.id)):
        step = step_of(secret_of(app), code)
        if step is not None and _use(app, step, session):
            return True
    return False


def _use(app: Authenticator, step: int, session: Session) -> bool:
    unused = or_(Authenticator.last_step.is_(None), Authenticator.last_step < step)
    used = session.execute(
        update(Authenticator)
        .where(Authenticator.id == app.id, unused)
        .values(last_step=step, last_used_at=clock.now())
        .returning(Authenticator.id)
    )
    return used.one_or_none() is not None


def sealed_secret(secret: str, user_id: int) -> bytes:
    """The secret as it is kept; it opens for this account alone."""
    return seal(secret, f"authenticator.secret.{user_id}")


def secret_of(app: Authenticator) -> str:
    """What the app computes its codes from."""
    if app.sealed_secret is None:
        raise CannotUnseal("A passkey has no secret.")
    return unseal(app.sealed_secret, f"authenticator.secret.{app.user_id}")


def make_recovery_codes(user_id: int, session: Session) -> list[str]:
    """Ten new codes instead of those the account has; only here are they seen."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [short_code(RECOVERY_LENGTH) for _number in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=_hash(user_id, one)) for one in codes)
    session.flush()
    return [grouped(code) for code in codes]


def takes_recovery_code(user_id: int, typed: str, session: Session) -> bool:
    """Whether this is a recovery code of the account that was not used before; now it is."""
    code = letters_of(typed)
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hash(user_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    return used.one_or_none() is not None


def _hash(user_id: int, code: str) -> str:
    return keyed_hash("recovery code", f"{user_id} {code}")


def _half_minute(at: datetime) -> int:
    return int(at.timestamp()) // 30
