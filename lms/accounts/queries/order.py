"""The order of lists of accounts."""

from __future__ import annotations

from typing import Any

from lms.accounts.models import UserAccount
from lms.platform.by_script import by_script
from lms.platform.i18n import language


def by_account_name() -> tuple[Any, ...]:
    """By what to order accounts for the reader, as people are."""
    return by_script(UserAccount.sort_key, language())
