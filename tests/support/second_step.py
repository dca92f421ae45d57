"""Second steps for tests: who requires them, and apps that say codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pyotp
from flask import Flask

from lms.accounts.models import Authenticator, AuthenticatorKind, UserAccount
from lms.accounts.services.codes import make_recovery_codes, new_secret, sealed_secret
from lms.platform.db import db


@contextmanager
def required(app: Flask) -> Iterator[None]:
    """Meanwhile every role but trainee needs a second step."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, second_factor="required")
    try:
        yield
    finally:
        app.config["SETTINGS"] = before


def give_app(user: UserAccount) -> tuple[pyotp.TOTP, list[str]]:
    """An authenticator app of the account, which says codes, and its recovery codes."""
    secret = new_secret()
    db.session.add(
        Authenticator(
            user_id=user.id,
            kind=AuthenticatorKind.TOTP,
            name="Phone",
            sealed_secret=sealed_secret(secret, user.id),
        )
    )
    db.session.flush()
    return pyotp.TOTP(secret), make_recovery_codes(user.id, db.session())
