"""Accounts and the roles they hold; signing in and out."""

from lms.accounts.services.accounts import (
    create_account,
    disable,
    enable,
    set_password,
    set_preferences,
    update_account,
)
from lms.accounts.services.first_run import FirstRun, is_untouched, set_up, set_up_code
from lms.accounts.services.grants import end_grant, grant_role
from lms.accounts.services.loans import end_loan, lend
from lms.accounts.services.passwords import hash_password
from lms.accounts.services.signing_in import (
    TRIES_OF_ACCOUNT,
    TRIES_OF_CLIENT,
    WINDOW,
    change_password,
    end_other_sign_ins,
    end_sign_in,
    hash_token,
    note_use,
    sign_in,
    sign_out,
    switch_role,
)

__all__ = [
    "TRIES_OF_ACCOUNT",
    "TRIES_OF_CLIENT",
    "WINDOW",
    "FirstRun",
    "change_password",
    "create_account",
    "disable",
    "enable",
    "end_grant",
    "end_loan",
    "end_other_sign_ins",
    "end_sign_in",
    "grant_role",
    "hash_password",
    "hash_token",
    "is_untouched",
    "lend",
    "note_use",
    "set_password",
    "set_preferences",
    "set_up",
    "set_up_code",
    "sign_in",
    "sign_out",
    "switch_role",
    "update_account",
]
