"""Screens for signing in, for one's own preferences, and for managing accounts."""

from lms.accounts.views import (
    account,
    accounts,
    authenticators,
    confirming,
    editing,
    first_run,
    grants,
    invitations,
    links,
    loans,
    looks,
    own,
    preferences,
    rights,
    second_step,
    sign_in,
    single_sign_on,
)
from lms.accounts.views.blueprint import bp

__all__ = [
    "account",
    "accounts",
    "authenticators",
    "bp",
    "confirming",
    "editing",
    "first_run",
    "grants",
    "invitations",
    "links",
    "loans",
    "looks",
    "own",
    "preferences",
    "rights",
    "second_step",
    "sign_in",
    "single_sign_on",
]
