"""What follows from the days of a role, and from what a browser says of itself."""

from __future__ import annotations

from lms.accounts.models import RoleGrant
from lms.accounts.roles import Role
from lms.platform import clock


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
    return grant.ended_at is None and (grant.ends_on is None or grant.ends_on >= clock.today())


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
