"""Every screen, as each role comes upon it by following links."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from playwright.sync_api import Browser
from werkzeug.routing import Map

from tests.support.inspection import looking
from tests.support.server import Server
from tests.support.site import ABROAD, ACCOUNTS, EVERYBODY, Found, Visitor, Walk

pytestmark = pytest.mark.browser

NOT_BY_LINK = {
    "static",
    "home.start",  # leads on to the first screen of the role
    "jobs.job",  # shown when something takes long
    "jobs.ask_export",  # where a list of very many people is asked for as a file
    "jobs.export_file",  # what comes of it
    "home.style",  # for development and tests
    "accounts.first_run",  # in a register without any account
    "accounts.invitation",  # by a link in a message, as the journeys of invitation and reset do
    "accounts.reset",
    "accounts.second_step",  # between the password and the register
    "accounts.confirm",  # before what weighs, a quarter of an hour after signing in
}

NOT_IN_THIS_STATE = {
    # Nobody who walks here has a second step at sign-in, and browsers make no passkeys for an address that is a number.
    "accounts.authenticator",
    "accounts.new_passkey",
    "certificates.confirm_return",  # no list waits for approval
    "people.ask_number",  # nobody of the demonstration has a number
}

Tour = Callable[[str], tuple[Visitor, Found]]


@pytest.fixture(scope="module")
def tour(site: Server, urls: Map) -> Tour:
    """What a role comes upon, walked once."""

    walk = Walk(urls)

    @cache
    def walked(role: str) -> tuple[Visitor, Found]:
        visitor = Visitor(site.url, EVERYBODY[role])
        return visitor, walk.of(visitor, role)

    return walked


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_link_leads_nowhere(tour: Tour, role: str) -> None:
    _visitor, found = tour(role)

    assert found.broken == []


def test_somebody_finds_every_screen_by_a_link(tour: Tour, urls: Map) -> None:
    screens = {rule.endpoint for rule in urls.iter_rules() if "GET" in (rule.methods or ())}
    found = {endpoint for role in EVERYBODY for endpoint in tour(role)[1].endpoints()}

    assert screens - found - NOT_BY_LINK - NOT_IN_THIS_STATE == set()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("role", EVERYBODY)
def test_nothing_is_wrong_with_any_page(
    tour: Tour, window: Browser, role: str, language: str
) -> None:
    visitor, found = tour(role)
    titles: dict[str, str] = {}
    problems = []
    others = {name for other in ACCOUNTS for name in tour(other)[1].screens}
    left_out = others if role in ABROAD else set()

    # Signed in anew, since some screens ask again who it is after a quarter of an hour.
    with looking(window, Visitor(visitor.site, EVERYBODY[role]), language) as looker:
        for screen in [found.screens[name] for name in found.screens if name not in left_out]:
            title = looker.open(screen.url)
            noticed = looker.problems()
            if title in titles:
                noticed.append(f"has the title of {titles[title]}: {title}")
            titles[title] = screen.url
            problems += [f"{screen.url}: {problem}" for problem in noticed]

    assert problems == []
