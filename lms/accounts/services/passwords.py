"""Passwords: which are taken (A19), and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from lms.accounts.errors import (
    PasswordCommon,
    PasswordHasName,
    PasswordTooLong,
    PasswordTooShort,
)
from lms.accounts.models import UserAccount
from lms.accounts.queries import active_grants
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.platform.text import fold

SHORTEST, LONGEST = 8, 128
SHORTEST_NAME = 4
"""A shorter name stands in too many words to be refused for it."""

COMMON = frozenset(FREQUENCY_LISTS["passwords"])
"""The 30,000 passwords seen most often in leaks, as zxcvbn brings them."""

hasher = PasswordHasher()

NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$HyMk6DuM6+z+ADcHEdfP1Q$"
    "NYIG3IZEpIUeF+8nti8OV3o5k8LtOMBlSGyfJaql2bc"
)
"""Verified against where there is no account: of a random word that was not kept, and as costly as any other."""


def hash_password(password: str, known: Iterable[str] = ()) -> str:
    """The Argon2id hash of a password in any script, with everything that was typed.

    Args:
        known: what others know of the account and must not stand in it: its place, its name, its email.

    Raises:
        PasswordTooShort, PasswordTooLong: outside 8 to 128 characters.
        PasswordCommon: one of the most used.
        PasswordHasName: it contains something known.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort
    if len(password) > LONGEST:
        raise PasswordTooLong(most=number(LONGEST))
    if password.lower() in COMMON:
        raise PasswordCommon
    folded = fold(password)
    for name in known:
        if len(fold(name)) >= SHORTEST_NAME and fold(name) in folded:
            raise PasswordHasName(name=isolated(name))
    return hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept; without one it takes as long, so that time tells nothing."""
    try:
        return hasher.verify(NOBODYS if kept is None else kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def known_of(user: UserAccount) -> list[str]:
    """What others know of an account: its name, its email, and the names of the places where it holds roles."""
    places = [name for grant in active_grants(user.id) for name in grant.unit.names.values()]
    return [user.display_name, user.email.partition("@")[0], *(name for name in places if name)]
