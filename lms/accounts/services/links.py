"""Links with which owners choose their password: nobody else ever does (ASVS V6.4.6).

A link is 256 random bits of which only the hash is kept. It works once, for a short while, until a newer one is made,
the password or the email changes, or the account is disabled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update

from lms.accounts.actor import actor_for
from lms.accounts.errors import (
    CannotSignIn,
    HasPassword,
    HasSingleSignOn,
    LinkOver,
    NeverInvited,
    OwnAccount,
)
from lms.accounts.models import AccountLink, LinkPurpose, UserAccount
from lms.accounts.queries import active_grants, open_link
from lms.accounts.services.accounts import end_links, end_sign_ins
from lms.accounts.services.notices import tell_invited, tell_password_changed, tell_reset
from lms.accounts.services.passwords import hash_password, known_of
from lms.accounts.services.signing_in import Entry, go_on, hash_token
from lms.audit.services import record
from lms.jobs.services import request
from lms.platform import clock, throttle
from lms.platform.access import NOBODY, Actor
from lms.platform.db import db
from lms.platform.ids import random_token
from lms.platform.links import absolute
from lms.platform.throttle import Limit

LASTS = {LinkPurpose.INVITATION: timedelta(hours=72), LinkPurpose.RESET: timedelta(minutes=30)}
RESETS_OF_ACCOUNT = Limit("reset of account", 3, timedelta(hours=1))
RESETS_OF_CLIENT = Limit("reset by client", 3, timedelta(hours=1))
SEND_RESET = "accounts.send_reset"


class MadeLink(NamedTuple):
    """A link in clear, which nobody can make out again, and when it ends."""

    url: str
    until: datetime


def invite(user: UserAccount, *, by: Actor | None = None) -> None:
    """Send the owner a link to choose their first password with; a link from before ends.

    Raises:
        OwnAccount, HasPassword, HasSingleSignOn, CannotSignIn
    """
    link = _invitation(user, by)
    tell_invited(user, *link)
    record("accounts.invite", actor=by, subject=user)


def link_to_hand_over(user: UserAccount, *, by: Actor | None = None) -> MadeLink:
    """The link of an invitation for whoever hands it over in person, where there is no mail; this is recorded.

    Only until a password is chosen: afterwards it would let its reader be somebody who has done things here.

    Raises:
        OwnAccount, HasPassword, HasSingleSignOn, CannotSignIn
    """
    link = _invitation(user, by)
    record("accounts.show_link", actor=by, subject=user)
    return link


def link_of_operator(user: UserAccount) -> MadeLink:
    """A link of either kind for whoever runs the server and could change the database anyway; that is recorded.

    Raises:
        CannotSignIn
    """
    purpose = LinkPurpose.RESET if user.password_hash else LinkPurpose.INVITATION
    link = make_link(user, purpose)
    record("accounts.show_link", actor=None, subject=user)
    return link


def withdraw_invitation(user: UserAccount, *, by: Actor) -> None:
    """Let the link of the invitation open nothing any more."""
    _refuse_own(user, by)
    if user.password_hash is not None:
        raise HasPassword
    if end_links(user):
        record("accounts.withdraw_invitation", actor=by, subject=user)


def send_reset(user: UserAccount, *, by: Actor | None = None) -> None:
    """Send the owner a link to choose a new password with; the present one works until they do.

    Raises:
        OwnAccount, NeverInvited, HasSingleSignOn, CannotSignIn
    """
    _refuse_own(user, by)
    if user.password_hash is None:
        raise HasSingleSignOn if user.is_linked else NeverInvited
    tell_reset(user, *make_link(user, LinkPurpose.RESET))
    record("accounts.send_reset", actor=by, subject=user)


def ask_for_reset(email: str, *, client: str) -> None:
    """Ask for such a link for one's own account. Whether there is one takes the same time and leaves the same behind:
    what differs is done by a job.

    Raises:
        TooManyTries: for this address, whether it is known or not, or from this client.
    """
    email = email.strip().lower()
    throttle.take(RESETS_OF_ACCOUNT.of(email), RESETS_OF_CLIENT.of(client))
    account_id = db.session.scalar(select(UserAccount.id).filter_by(email=email)) or 0
    request(SEND_RESET, {"account": account_id, "asked": random_token()}, by=NOBODY)


def answer_reset(account_id: int) -> None:
    """Send what was asked for, where there is an account that may have it."""
    user = db.session.get(UserAccount, account_id)
    if user is not None and user.password_hash is not None and not user.is_disabled:
        send_reset(user)


def make_link(user: UserAccount, purpose: LinkPurpose) -> MadeLink:
    """A new link; the one from before ends.

    Raises:
        CannotSignIn: the account is disabled.
    """
    # Two at once for one account take turns.
    db.session.execute(select(UserAccount.id).filter_by(id=user.id).with_for_update())
    if user.is_disabled:
        raise CannotSignIn
    end_links(user)
    token, now = random_token(), clock.now()
    until = now + LASTS[purpose]
    db.session.add(
        AccountLink(
            token_hash=hash_token(token), user_id=user.id, purpose=purpose, expires_at=until
        )
    )
    db.session.flush()
    return MadeLink(absolute(f"/{purpose}/{token}"), until)


def owner_of(token: str, purpose: LinkPurpose) -> UserAccount:
    """Whose link it is, as long as it works; looking uses nothing up, since mail programs open links to look.

    Raises:
        LinkOver
    """
    link = db.session.scalar(open_link(hash_token(token), purpose))
    if link is None:
        raise LinkOver
    return link.user


def choose_password(
    token: str, purpose: LinkPurpose, password: str, *, agent: str = ""
) -> Entry | None:
    """Use the link up: the account has this password, and whoever was signed in with it is not any more.

    Returns how far that brings its owner: a second step may follow. Nothing where the account holds no role today.

    Raises:
        LinkOver: or another was quicker.
        PasswordRefused: others would guess it. The link goes on working.
    """
    user = owner_of(token, purpose)
    user.password_hash = hash_password(password, known_of(user))
    used = db.session.execute(
        update(AccountLink)
        .where(
            AccountLink.token_hash == hash_token(token),
            AccountLink.ended_at.is_(None),
            AccountLink.expires_at > clock.now(),
        )
        .values(ended_at=clock.now())
        .returning(AccountLink.id)
    )
    if not used.all():
        raise LinkOver
    end_sign_ins(user)
    grant = next(iter(active_grants(user.id)), None)
    own = actor_for(user, grant) if grant else None
    if purpose is LinkPurpose.INVITATION:
        record("accounts.accept_invitation", actor=own, subject=user)
    else:
        record("accounts.set_password", actor=own, subject=user)
        tell_password_changed(user)
    return go_on(user, agent=agent) if grant else None


def _invitation(user: UserAccount, by: Actor | None) -> MadeLink:
    _refuse_own(user, by)
    if user.password_hash is not None:
        raise HasPassword
    if (
        user.is_linked
    ):  # whoever chose a password by the link would be somebody who has done things here
        raise HasSingleSignOn
    return make_link(user, LinkPurpose.INVITATION)


def _refuse_own(user: UserAccount, by: Actor | None) -> None:
    if by is not None and by.id == user.id:
        raise OwnAccount
