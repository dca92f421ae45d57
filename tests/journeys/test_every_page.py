"""Every screen, come upon by following links, shown by one role."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from werkzeug.routing import Map

from tests.support.inspection import looking
from tests.support.server import Server
from tests.support.site import ACCOUNTS, Found, Visitor, Walk, itinerary

pytestmark = pytest.mark.browser

NOT_BY_LINK = {
    "static",
    "home.start",  # leads on to the first screen of the role
    "jobs.job",  # shown when something takes long
    "jobs.ask_export",  # where a list of very many people is asked for as a file
    "jobs.export_file",  # what comes of it
    "calendars.table",  # read by the script of date fields
    "home.style",  # for development and tests
    "accounts.first_run",  # in a register without any account
    "accounts.invitation",  # by a link in a message, as the journeys of invitation and reset do
    "accounts.reset",
    "accounts.second_step",  # between the password and the register
    "accounts.confirm",  # before what weighs, a quarter of an hour after signing in
    # where there is a provider of single sign-on, as in the journey of it
    *("accounts.leave_to_sign_in", "accounts.leave_to_link", "accounts.leave_to_confirm"),
    *("accounts.come_back", "accounts.ask_link", "accounts.signed_out"),
}

NOT_IN_THIS_STATE = {
    # Nobody who walks here has a second step at sign-in, and browsers make no passkeys for an address that is a number.
    "accounts.authenticator",
    "accounts.new_passkey",
    "certificates.confirm_return",  # no list waits for approval
    "people.ask_number",  # nobody of the demonstration has a number
}


@pytest.fixture(scope="module")
def found(site: Server, urls: Map) -> dict[str, Found]:
    """What each role comes upon."""
    walk = Walk(urls)
    return {role: walk.of(Visitor(site.url, ACCOUNTS[role]), role) for role in ACCOUNTS}


@pytest.mark.parametrize("role", ACCOUNTS)
def test_no_link_leads_nowhere(found: dict[str, Found], role: str) -> None:
    assert found[role].broken == []


def test_somebody_finds_every_screen_by_a_link(found: dict[str, Found], urls: Map) -> None:
    screens = {rule.endpoint for rule in urls.iter_rules() if "GET" in (rule.methods or ())}
    come_upon = {endpoint for one in found.values() for endpoint in one.endpoints()}

    assert screens - come_upon - NOT_BY_LINK - NOT_IN_THIS_STATE == set()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("role", ACCOUNTS)
def test_nothing_is_wrong_with_any_page(
    site: Server, found: dict[str, Found], window: Browser, role: str, language: str
) -> None:
    titles: dict[str, str] = {}
    problems = []

    # Signed in anew, since some screens ask again who it is after a quarter of an hour.
    with looking(window, Visitor(site.url, ACCOUNTS[role]), language) as looker:
        for screen in itinerary(found)[role]:
            title = looker.open(screen.url)
            noticed = looker.problems()
            if title in titles:
                noticed.append(f"has the title of {titles[title]}: {title}")
            titles[title] = screen.url
            problems += [f"{screen.url}: {problem}" for problem in noticed]

    assert problems == []
