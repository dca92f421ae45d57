"""What clicks and keys do where the script helps: none is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.inspection import looking
from tests.support.server import Server
from tests.support.site import ACCOUNTS, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def centre(site: Server, window: Browser) -> Iterator[Page]:
    """The browser of a centre administrator."""
    with looking(window, Visitor(site.url, ACCOUNTS["centre_administrator"]), "en") as looker:
        yield looker.page


def test_what_is_typed_while_the_course_fills_in_its_hours_stays(
    site: Server, centre: Page
) -> None:
    waiting: list[Route] = []
    centre.goto(f"{site.url}/runs/new")
    centre.route("**/runs/new", lambda route: waiting.append(route))
    with centre.expect_request("**/runs/new"):
        centre.get_by_role("combobox", name="Course", exact=True).select_option(index=1)
    centre.get_by_label("First day").fill("2040-10-08")
    centre.get_by_text("Place, plan and code").click()
    for route in waiting:
        route.continue_()

    expect(centre.get_by_label("Number of days")).not_to_have_value("")
    expect(centre.get_by_label("Plan item")).to_be_visible()
    expect(centre.get_by_label("First day")).to_have_value("2040-10-08")
