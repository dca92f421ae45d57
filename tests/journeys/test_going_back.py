"""A computer that several people use: nobody reads by the back button what somebody else was shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Playwright, expect

from tests.support.chromium import launched
from tests.support.inspection import looking
from tests.support.server import Server
from tests.support.site import ACCOUNTS, Visitor

pytestmark = pytest.mark.browser


def test_after_signing_out_going_back_shows_nothing_any_more(
    site: Server, playwright: Playwright
) -> None:
    visitor = Visitor(site.url, ACCOUNTS["centre_administrator"])
    with (
        launched(playwright, keeps_pages=True) as window,
        looking(window, visitor, "en") as looker,
    ):
        page = looker.page
        page.goto(f"{site.url}/people")
        page.locator("details.menu:has(.avatar) > summary").click()
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_label("Password")).to_be_visible()

        page.go_back()

        expect(page.get_by_label("Password")).to_be_visible()
        assert "/sign-in" in page.url
