"""The first run: from an empty register to one with a country, an institution and its first administrator.

Whoever comes first would own the register, so a code is asked for that only the machine it runs on shows.
"""

from __future__ import annotations

import hmac
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from lms.accounts.errors import SetUpAlready, WrongSetUpCode
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.accounts.services.accounts import create_account
from lms.accounts.services.grants import grant_role
from lms.accounts.services.signing_in import open_sign_in_as
from lms.organisation.models import UnitKind
from lms.organisation.reference import load_country, load_places
from lms.organisation.services import create_unit
from lms.platform import throttle
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.ids import normalise_code, public_code
from lms.platform.throttle import Limit

GUESSES_OF_CODE = Limit("set-up", 5, timedelta(minutes=5))
_LOCK = 0x0DAF5E70  # an arbitrary number that no other advisory lock of ours has


@dataclass(frozen=True)
class FirstRun:
    """What is said of the register: its country (ISO 3166-1), the institution, and who administers it."""

    country: str
    with_places: bool
    names: Mapping[str, str | None]
    kind: UnitKind
    code: str
    administrator: str
    email: str
    password: str
    preferences: Preferences


def is_untouched() -> bool:
    """Whether nobody has an account yet."""
    return db.session.scalar(select(UserAccount.id).limit(1)) is None


def set_up_code(file: Path) -> str:
    """The code of this installation, kept in a file that only its owner reads; made when first asked for."""
    if not file.exists():
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # readable by its owner
        with os.fdopen(handle, "w", encoding="ascii") as made:
            made.write(public_code() + "\n")
        with suppress(FileExistsError):  # another process made one in this moment, whole
            os.link(draft, file)
        os.unlink(draft)
    return file.read_text(encoding="ascii").strip()


def set_up(said: FirstRun, *, code: str, file: Path, client: str, agent: str) -> str:
    """Make the register what was said, and sign its administrator in; returns the cookie's token.

    Raises:
        SetUpAlready: somebody has an account, perhaps since this moment.
        WrongSetUpCode, TooManyTries: the code is another.
        PasswordRefused, CodeTaken, NameMissing: about what was said.
    """
    _refuse_wrong_code(code, file, client)
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    if not is_untouched():
        raise SetUpAlready
    country = load_country(said.country)
    if said.with_places:
        load_places(said.country, under=country)
    create_unit(code=said.code, kind=said.kind, parent=country, names=said.names)
    account = create_account(
        email=said.email,
        display_name=said.administrator,
        password=said.password,
        preferences=said.preferences,
    )
    grant = grant_role(account, Role.SYSTEM_ADMINISTRATOR, country)
    return open_sign_in_as(account.id, grant.id, agent)


def _refuse_wrong_code(code: str, file: Path, client: str) -> None:
    guesses = GUESSES_OF_CODE.of(client)
    throttle.refuse(guesses)
    typed = normalise_code(code)
    if typed is None or not hmac.compare_digest(typed, set_up_code(file)):
        db.session.rollback()
        throttle.note(guesses)
        raise WrongSetUpCode
