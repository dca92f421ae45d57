"""What clicks and keys do where the script helps: few are needed, and none is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lms.demo.accounts import DOMAIN, PASSWORD
from tests.support.inspection import PHONE, looking
from tests.support.server import Server
from tests.support.site import ACCOUNTS, Visitor, run_in_egypt

pytestmark = pytest.mark.browser

OF_FIVE_DAYS = "Dealing with citizens in sign language, 22 h 30 min"


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


def test_where_one_stands_nothing_is_filled_in(site: Server, centre: Page) -> None:
    waiting: list[Route] = []
    centre.goto(f"{site.url}/runs/new")
    centre.route("**/runs/new", lambda route: waiting.append(route))
    with centre.expect_request("**/runs/new"):
        centre.get_by_role("combobox", name="Course", exact=True).select_option(index=1)
    centre.get_by_label("Number of days").focus()
    for route in waiting:
        route.continue_()

    expect(centre.get_by_label("Begins")).not_to_have_value("")
    centre.keyboard.type("2")
    expect(centre.get_by_label("Number of days")).to_have_value("2")


def test_thirty_people_are_marked_with_thirty_three_keys(site: Server, centre: Page) -> None:
    centre.goto(f"{site.url}/runs?state=in_progress")
    centre.locator("tbody").get_by_role("link").first.click()
    centre.get_by_role("link", name="Attendance", exact=True).click()
    centre.get_by_role("link", name=re.compile("^(Take attendance|Open sheet)")).first.click()
    people = centre.locator(".person")
    expect(people).to_have_count(30)
    sheet = centre.url
    centre.route(sheet, lambda route: route.fulfill(status=204))
    people.first.get_by_role("radio").first.focus()

    keys = [*"papppxlppepppapppppppppappppap", "Tab", "Tab", "Enter"]
    with centre.expect_request(sheet) as saved:
        for key in keys:
            centre.keyboard.press(key)

    sent = parse_qs(saved.value.post_data)
    marks = Counter(value[0] for name, value in sent.items() if name.startswith("mark-"))
    assert len(keys) == 33
    assert marks == {"present": 23, "absent": 4, "late": 1, "left_early": 1, "excused": 1}


def test_a_course_of_five_days_is_scheduled_in_seven_steps(site: Server, centre: Page) -> None:
    centre.goto(site.url)

    centre.get_by_role("link", name="Calendar", exact=True).click()
    centre.get_by_role("link", name="Week after").click()
    centre.get_by_role("link", name=re.compile("^New course run, Hall 2, Sunday")).click()
    centre.get_by_label("Course", exact=True).select_option(label=OF_FIVE_DAYS)
    expect(centre.get_by_label("Number of days")).not_to_have_value("")  # the course fills it in
    centre.get_by_label("Number of days").fill("5")
    centre.get_by_label("Lead trainer").select_option(index=1)
    centre.get_by_role("button", name="Create course run").click()

    expect(centre.locator("main")).to_contain_text("Hall 2")
    expect(centre.get_by_role("img", name=re.compile("^5 sessions"))).to_be_visible()


def test_staff_are_nominated_from_rows_in_four_steps(site: Server, window: Browser) -> None:
    with looking(window, Visitor(site.url, ACCOUNTS["coordinator"]), "en") as looker:
        page = looker.page
        looker.open(f"/runs/{run_in_egypt('PUB')}/nominate/staff")
        names = page.locator("tbody th > span > bdi").all_inner_texts()
        looker.open("/nominate")

        page.get_by_role("link", name="Dealing with the public").first.click()
        page.get_by_label("Names or ID numbers").fill("\n".join(names))
        page.get_by_role("button", name="Check").click()
        page.get_by_role("button", name=re.compile("^Send 2[0-9] nominations")).click()

        expect(page.get_by_role("status").first).to_contain_text(re.compile("2[0-9] nominations"))


def test_certificates_are_issued_by_two_people_with_two_clicks_each(
    site: Server, window: Browser, centre: Page
) -> None:
    account = ("user", "create", f"second@{DOMAIN}", "--name", "Second", "--password-stdin")
    role = ("--role", "centre_administrator", "--unit", "EG-SAQ")
    site.lms(*account, *role, typed=PASSWORD)
    with looking(window, Visitor(site.url, ACCOUNTS["system_administrator"]), "en") as looker:
        looker.open("/certificate-bodies")
        looker.page.get_by_role("link", name="Saqqara Training Centre").click()
        looker.page.get_by_label("Another officer approves each list").check()
        looker.page.get_by_role("button", name="Save").click()
    run = f"/runs/{run_in_egypt('SIGN')}"

    centre.goto(f"{site.url}{run}")
    centre.get_by_role("link", name="Issue certificates").click()
    centre.get_by_role("button", name="Send for approval").click()
    with looking(window, Visitor(site.url, "second"), "en") as looker:
        looker.open(run)
        looker.page.get_by_role("link", name="Issue certificates").click()
        looker.page.get_by_role("button", name="Approve and issue").click()

        expect(looker.page.get_by_role("status").first).to_contain_text("28 certificates issued.")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_phone_the_tab_one_stands_on_is_in_sight(
    site: Server, window: Browser, language: str
) -> None:
    visitor = Visitor(site.url, ACCOUNTS["centre_administrator"])
    with looking(window, visitor, language, viewport=PHONE) as looker:
        looker.open("/runs?state=closed")
        code = looker.page.locator("tbody").get_by_role("link").first.get_attribute("href")
        looker.open(f"{code}/certificates")

        expect(looker.page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)


def test_from_the_ministers_number_to_the_sheet_is_three_clicks(
    site: Server, window: Browser
) -> None:
    visitor = Visitor(site.url, ACCOUNTS["ministry_analyst"])
    with looking(window, visitor, "en") as looker:
        page = looker.page
        looker.open("/")
        for click in (
            page.locator("main a.tile").first,  # the number on the overview
            page.locator("tbody").get_by_role("link", name=re.compile("^[A-Z]+-")).first,  # its run
            page.get_by_role("link", name="Open sheet").first,
        ):
            click.click()

        expect(page.locator(".person").first).to_be_visible()


def test_a_trainee_opens_the_certificate_with_one_tap(site: Server, window: Browser) -> None:
    visitor = Visitor(site.url, ACCOUNTS["trainee"])
    with looking(window, visitor, "ar", viewport=PHONE) as looker:
        looker.open("/")
        page = looker.page
        way = page.locator("main a[href$='/file']").first
        while not way.count():  # the file is made in the background
            page.get_by_text("SAQ-").first.wait_for()
            page.reload()
        expect(way).to_be_visible()

        answer = page.request.get(f"{site.url}{way.get_attribute('href')}")

        assert answer.headers["content-type"] == "application/pdf"
