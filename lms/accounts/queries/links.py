"""Links with which owners choose their password."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from lms.accounts.models import AccountLink, LinkPurpose, UserAccount
from lms.platform import clock


def open_link(token_hash: str, purpose: LinkPurpose) -> Select[AccountLink]:
    """The link with this token, while it works, with its account."""
    return (
        select(AccountLink)
        .join(AccountLink.user)
        .options(contains_eager(AccountLink.user))
        .where(
            AccountLink.token_hash == token_hash,
            AccountLink.purpose == purpose,
            AccountLink.ended_at.is_(None),
            AccountLink.expires_at > clock.now(),
            UserAccount.is_disabled.is_(False),
        )
    )


def invitation(account: UserAccount) -> Select[AccountLink]:
    """The link with which the owner of an account can choose their first password, if there is one."""
    return select(AccountLink).where(
        AccountLink.user_id == account.id,
        AccountLink.purpose == LinkPurpose.INVITATION,
        AccountLink.ended_at.is_(None),
        AccountLink.expires_at > clock.now(),
    )
