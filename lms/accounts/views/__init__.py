"""Screens for signing in, for one's own preferences, and for managing accounts."""

from lms.accounts.views import (
    account,
    accounts,
    editing,
    first_run,
    grants,
    loans,
    own,
    preferences,
    sign_in,
)
from lms.accounts.views.blueprint import bp

__all__ = [
    "account",
    "accounts",
    "bp",
    "editing",
    "first_run",
    "grants",
    "loans",
    "own",
    "preferences",
    "sign_in",
]
