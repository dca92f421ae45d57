"""Accounts and the roles they hold; signing in and out."""

from lms.accounts.services.accounts import (
    create_account,
    disable,
    enable,
    set_password,
    set_preferences,
    update_account,
)
from lms.accounts.services.authenticators import (
    add_app,
    add_passkey,
    begin_app,
    remove,
    rename,
    renew_recovery_codes,
    reset_factors,
    secret_in,
)
from lms.accounts.services.codes import otpauth
from lms.accounts.services.first_run import FirstRun, is_untouched, set_up, set_up_code
from lms.accounts.services.grants import end_grant, grant_role
from lms.accounts.services.loans import end_loan, lend
from lms.accounts.services.looks import LASTS, end_look, look_outside
from lms.accounts.services.passkeys import (
    LONGEST_ANSWER,
    Asked,
    Site,
    options_to_make,
    options_to_use,
)
from lms.accounts.services.passwords import hash_password
from lms.accounts.services.proving import FRESH, Proof, complete, enter_by_passkey, prove
from lms.accounts.services.signing_in import (
    TRIES_OF_ACCOUNT,
    TRIES_OF_CLIENT,
    WINDOW,
    Entry,
    change_password,
    end_other_sign_ins,
    end_sign_in,
    go_on,
    hash_token,
    note_use,
    sign_in,
    sign_out,
    switch_role,
)

__all__ = [
    "FRESH",
    "LASTS",
    "LONGEST_ANSWER",
    "TRIES_OF_ACCOUNT",
    "TRIES_OF_CLIENT",
    "WINDOW",
    "Asked",
    "Entry",
    "FirstRun",
    "Proof",
    "Site",
    "add_app",
    "add_passkey",
    "begin_app",
    "change_password",
    "complete",
    "create_account",
    "disable",
    "enable",
    "end_grant",
    "end_loan",
    "end_look",
    "end_other_sign_ins",
    "end_sign_in",
    "enter_by_passkey",
    "go_on",
    "grant_role",
    "hash_password",
    "hash_token",
    "is_untouched",
    "lend",
    "look_outside",
    "note_use",
    "options_to_make",
    "options_to_use",
    "otpauth",
    "prove",
    "remove",
    "rename",
    "renew_recovery_codes",
    "reset_factors",
    "secret_in",
    "set_password",
    "set_preferences",
    "set_up",
    "set_up_code",
    "sign_in",
    "sign_out",
    "switch_role",
    "update_account",
]
