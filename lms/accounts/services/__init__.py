"""Accounts and the roles they hold; signing in and out."""

from lms.accounts.services.accounts import (
    create_account,
    disable,
    enable,
    hash_password,
    set_password,
    set_preferences,
    update_account,
)
from lms.accounts.services.grants import end_grant, grant_role
from lms.accounts.services.signing_in import (
    TRIES_OF_ACCOUNT,
    TRIES_OF_CLIENT,
    WINDOW,
    hash_token,
    sign_in,
    sign_out,
    switch_role,
)

__all__ = [
    "TRIES_OF_ACCOUNT",
    "TRIES_OF_CLIENT",
    "WINDOW",
    "create_account",
    "disable",
    "enable",
    "end_grant",
    "grant_role",
    "hash_password",
    "hash_token",
    "set_password",
    "set_preferences",
    "sign_in",
    "sign_out",
    "switch_role",
    "update_account",
]
