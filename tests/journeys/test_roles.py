"""Working in another role, standing in for a colleague, looking outside one's places, in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from lms.demo.accounts import DOMAIN, PASSWORD
from lms.platform import clock
from tests.support.reader import Reader
from tests.support.server import Server

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
WHY = "نقلت موظفة إلى قنا وتطلب سجلها"


@pytest.fixture(params=["en", "ar"])
def at(request: pytest.FixtureRequest, window: Browser, site: Server) -> Iterator[Reader]:
    reader = Reader(window, site, request.param)
    yield reader
    reader.context.close()


def enter(at: Reader, account: str) -> None:
    at.page.goto(f"{at.site}/sign-in")
    at.fill("Email", f"{account}@{DOMAIN}")
    at.fill("Password", PASSWORD)
    at.press("Sign in")
    at.page.wait_for_url(lambda url: "/sign-in" not in url)


def menu(at: Reader) -> None:
    """Open what stands under one's name."""
    at.page.locator(".topbar summary", has=at.page.locator(".avatar")).click()


def banner(at: Reader, label: str) -> Locator:
    """What stands above every page meanwhile."""
    return at.page.locator(f'.banner[aria-label="{at.say(label)}"]')


def test_a_colleague_stands_in_in_another_role_and_gives_it_back(at: Reader) -> None:
    today = clock.today()
    enter(at, "centre")
    menu(at)
    at.follow("My account")
    at.follow("Let somebody stand in…")
    at.fill("Colleague", "trainer@")
    at.fill("From", at.day(today))
    at.fill("To", at.day(today + 61 * DAY))
    at.press("Let them stand in")
    at.reads("Let somebody stand in for you")
    expect(at.page.locator("#ends_on-error")).to_be_visible()
    at.fill("To", at.day(today + 7 * DAY))
    at.press("Let them stand in")
    at.reads("Stand-ins")
    at.sign_out()

    enter(at, "trainer")
    expect(at.page.get_by_role("link", name=at.say("Nominations"))).to_have_count(0)
    menu(at)
    at.page.get_by_role("button", name=re.compile(at.say("Centre administrator"))).click()
    expect(banner(at, "Standing in")).to_be_visible()
    at.go("Nominations")
    expect(banner(at, "Standing in")).to_be_visible()
    menu(at)
    at.page.get_by_role("button", name=re.compile(f"^{at.say('Trainer')}")).click()
    expect(banner(at, "Standing in")).to_have_count(0)

    menu(at)
    at.follow("My account")
    at.press("Give back")
    at.reads("You no longer stand in there.")
    menu(at)
    expect(
        at.page.get_by_role("button", name=re.compile(at.say("Centre administrator")))
    ).to_have_count(0)


def test_looks_outside_for_a_reason_until_it_is_ended(at: Reader) -> None:
    enter(at, "coordinator")
    menu(at)
    at.follow("Looks outside")
    at.follow("Look outside")
    at.fill("Place", "EG-SAQ")
    at.fill("Reason", "?")
    at.press("Look outside")
    expect(at.page.locator("#reason-error")).to_be_visible()
    at.fill("Reason", WHY)
    at.press("Look outside")
    expect(banner(at, "Looking outside")).to_be_visible()
    expect(
        at.page.get_by_role("link", name=at.say("Nominate", context="navigation"), exact=True)
    ).to_have_count(0)

    at.press("End the look")
    at.reads("The look has ended.")
    at.reads_exactly(WHY)
    expect(banner(at, "Looking outside")).to_have_count(0)
    at.sign_out()

    enter(at, "centre")
    menu(at)
    at.follow("Looks outside")
    at.reads_exactly(WHY)
