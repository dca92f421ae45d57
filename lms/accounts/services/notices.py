"""What owners of accounts are told by mail, whoever did it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.accounts.queries import active_grants
from lms.accounts.roles import LABELS
from lms.accounts.rules import device, device_text
from lms.notifications.services import send
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.dates import datetime_text
from lms.platform.links import absolute


def tell(
    user: UserAccount,
    notice: str,
    *,
    to: str | None = None,
    give_up_at: datetime | None = None,
    **facts: object,
) -> None:
    """Send `templates/accounts/mail/<notice>.txt` to the account's address, in its owner's language.

    Every notice can name its owner (`name`) and the moment (`when`); `to` is another address, where the one from
    before has to hear of it.
    """
    send(
        f"accounts/mail/{notice}",
        to=to or user.email,
        reader=reader_of(user),
        give_up_at=give_up_at,
        name=user.display_name,
        when=moment(user, clock.now()),
        **facts,
    )


def tell_invited(user: UserAccount, link: str, until: datetime) -> None:
    """That there is an account for them, and how they come to their password."""
    with use_preferences(reader_of(user)) as reader:
        grant = _first_grant(user)
        role = str(LABELS[grant.role]) if grant else ""
        place = grant.unit.name_in(reader.language) if grant else ""
    tell(
        user,
        "invitation",
        give_up_at=until,
        link=link,
        until=moment(user, until),
        role=role,
        place=place,
    )


def tell_reset(user: UserAccount, link: str, until: datetime) -> None:
    """How they come to a new password."""
    tell(user, "reset", give_up_at=until, link=link, until=moment(user, until))


def tell_password_changed(user: UserAccount) -> None:
    tell(user, "password_changed", link=absolute("/forgotten"))


def tell_email_changed(user: UserAccount, address_before: str) -> None:
    """To the address from before: whoever took the account over would read the new one."""
    if (
        user.password_hash is not None or user.is_linked
    ):  # an invitation that went astray is nobody's
        tell(user, "email_changed", to=address_before)


def tell_second_step(
    user: UserAccount, deed: Literal["added", "removed", "renewed", "recovered", "reset"]
) -> None:
    """What was done to the ways in, or by which of them somebody came (ASVS V6.3.7)."""
    tell(user, "second_step", deed=deed)


def tell_new_browser(user_id: int, agent: str) -> None:
    """That the account is entered from a browser that it was never entered from; not for the first one of all."""
    seen = set(db.session.scalars(select(SignIn.agent).filter_by(user_id=user_id).distinct()))
    if not seen or device(agent) in {device(one) for one in seen}:
        return
    user = db.session.get_one(UserAccount, user_id)
    with use_preferences(reader_of(user)):
        browser = device_text(agent)
    tell(user, "new_browser", browser=browser, link=absolute("/forgotten"))


def reader_of(user: UserAccount) -> Preferences:
    """How the owner of an account reads."""
    return Preferences(
        language=user.language,
        digits=user.digits,
        calendar=user.calendar,
        second_calendar=user.second_calendar,
    )


def moment(user: UserAccount, at: datetime) -> str:
    """A moment as the owner of an account would say it, at the place where they work."""
    grant = _first_grant(user)
    country = grant.unit.country if grant else None
    with use_preferences(reader_of(user)):
        return datetime_text(at, country.timezone if country else "UTC")


def _first_grant(user: UserAccount) -> RoleGrant | None:
    """The role the account begins with: held now, or to come."""
    held = active_grants(user.id)
    if held:
        return held[0]
    coming = select(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.ended_at.is_(None))
    return db.session.scalars(coming.order_by(RoleGrant.id)).first()
