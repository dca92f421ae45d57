"""What follows from the days of a role, and from what a browser says of itself."""

from __future__ import annotations

from datetime import date, timedelta

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.roles import Role
from lms.platform import clock
from lms.platform.i18n import _
from lms.platform.i18n.lists import listed

LONGEST_LOAN = 60
"""For so many days a role is lent at most, the first and the last included."""


def is_in_force(grant: RoleGrant) -> bool:
    """Whether the role is held today; `policy.in_force` says the same of rows."""
    has_begun = grant.starts_on is None or grant.starts_on <= clock.today()
    return is_lasting(grant) and has_begun and not is_at_closed_place(grant)


def is_at_closed_place(grant: RoleGrant) -> bool:
    """Whether its place was closed, so that it opens nothing; a trainee's own record stays theirs."""
    closed_on = grant.unit.closed_on
    return grant.role is not Role.TRAINEE and closed_on is not None and closed_on < clock.today()


def is_lasting(grant: RoleGrant) -> bool:
    """Whether it is held today or will be; `policy.lasting` says the same of rows."""
    is_over = grant.ended_at is not None or (
        grant.ends_on is not None and grant.ends_on < clock.today()
    )
    return not is_over and _is_lent_still(grant)


def _is_lent_still(grant: RoleGrant) -> bool:
    if grant.lent_from_id is None or grant.lent_from is None:
        return True
    return is_lasting(grant.lent_from) and not grant.lent_from.user.is_disabled


def longest_loan(starts_on: date) -> date:
    """The last day until which a role can be lent that is lent from this day on."""
    return starts_on + timedelta(days=LONGEST_LOAN - 1)


def account_state(account: UserAccount) -> str:
    """Whether its owner can sign in; `queries.in_state` says the same of rows."""
    return state_of(account.password_hash is not None or account.is_linked, account.is_disabled)


def state_of(is_entered: bool, is_disabled: bool) -> str:
    """The same of what is known of an account."""
    if is_disabled:
        return "disabled"
    return "active" if is_entered else "invited"


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Each says that it is also those after it, so the first that fits is meant."""

SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device(agent: str) -> tuple[str, str]:
    """The names of the browser and the system, empty where they are not known. What it says may be false."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return browser, system


def device_text(agent: str) -> str:
    """The same in words, for the reader."""
    known = listed(part for part in device(agent) if part)
    return known or _("A browser that is not known")
