"""Date fields in a browser: what is typed is said back by the server's tables, and a calendar opens for keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.calendars import DateRefused, parse_date
from lms.platform.i18n.dates import date_text, echo_text
from tests.support.chromium import axe_violations
from tests.support.inspection import looking
from tests.support.server import Server
from tests.support.site import ACCOUNTS, Visitor

pytestmark = pytest.mark.browser

TEXTS = """2026-11-17|2026/11/17|20261117|17/11/2026|17.11.2026|٢٠٢٦/١١/١٧|۱۷/۱۱/۲۰۲۶|١٧‏/١١‏/٢٠٢٦|2026،11،17
17 November 2026|17 nov 2026|November 17, 2026|Tuesday, 17th of November 2026|١٧ نوفمبر ٢٠٢٦|الثلاثاء ١٧ نوفمبر ٢٠٢٦ م
17 تشرين الثاني 2026|۱۷ نوامبر ۲۰۲۶|17 ნოემბერი, 2026|2026 წლის 17 ნოემბერს|1405/8/26 ه.ش|26 آبان 1405|۲۶ آبان ماه ۱۴۰۵
1448/6/7 هـ|7 Jumada II 1448|٧ جمادى الآخرة ١٤٤٨ هـ|7 جمادى الثانية 1448|1405/8/26|1448/6/7|5/6/2026|1/9/2016|06.05.2026
13/5/2026|1403/12/30 ش|1402/12/30 ش|30 Esfand 1402|2025-02-29|2024-02-29|11/17/2026|1 Muharram 1342|30 Muharram 1448
2026-11-17 00:00:00|1 Muharram 1500|2077-11-17|1924-07-31|1924-08-01|2040-01-01|2028-03-01|1343/1/1 هـ|0026-11-17|soon
17/11/26"""
READERS = [
    ("en", "gregorian", ""),
    ("ar", "hijri", "gregorian"),
    ("ar", "gregorian", "hijri"),
    ("fa", "jalali", "hijri"),
    ("ka", "gregorian", "jalali"),
]


@pytest.fixture
def open_form(site: Server, window: Browser) -> Iterator:
    """A form with a first day, for a reader of a language."""
    held = []

    def opened(language: str) -> Page:
        looker = looking(window, Visitor(site.url, ACCOUNTS["centre_administrator"]), language)
        page = looker.__enter__().page
        held.append(looker)
        page.goto(f"{site.url}/runs/new")
        return page

    yield opened
    for looker in held:
        looker.__exit__(None, None, None)


def field(page: Page):
    return page.locator("input[data-date]").first


@pytest.mark.parametrize(("language", "calendar", "second"), READERS)
def test_the_field_says_back_what_the_server_would_read(open_form, language, calendar, second):
    page = open_form(language)
    country = parse_qs(urlsplit(field(page).get_attribute("data-date")).query)["for"][0][3:]
    reader = Preferences(
        language, calendar=calendar, second_calendar=second or None, country=country
    )
    with use_preferences(reader):
        other = {"ar": "hijri", "fa": "jalali"}.get(language, "")
        if second not in ("", "gregorian"):
            other = second
        field(page).evaluate(
            "(input, set) => Object.assign(input.dataset, set)",
            {"calendar": calendar, "second": second, "other": other, "digits": reader.digits},
        )
        field(page).fill("2026-11-17")
        expect(page.locator(".second-cal").first).not_to_be_empty()  # the tables are there
        texts = [text for line in TEXTS.splitlines() for text in line.split("|")]
        differing = []
        for text in texts:
            said = typed(page, text)
            read, refused = by_the_server(text, calendar, language)
            if said != read and not (read == "" and is_said_shorter(said, refused)):
                differing.append((text, said, read or refused))
    assert differing == []


def typed(page: Page, text: str) -> str:
    """What the field says once it has heard the text."""
    said: str = field(page).evaluate(
        """async (input, text) => {
          input.value = text
          input.dispatchEvent(new Event("input", { bubbles: true }))
          await new Promise(done => setTimeout(done))
          return document.getElementById(`${input.id}-second`).textContent
        }""",
        text,
    )
    return said


def by_the_server(text: str, calendar: str, language: str) -> tuple[str, str]:
    try:
        return echo_text(parse_date(text, calendar, language)), ""
    except DateRefused as refusal:
        return "", refusal.reason


def is_said_shorter(said: str, refused: str) -> bool:
    """A refusal may be left to the server, or be said without the length of the month."""
    same = said.rstrip(".،") in refused or refused.startswith(said.rstrip("."))
    return said == "" or same or said.split(":")[-1].strip(" .") in refused


def test_the_calendar_is_worked_by_keys_and_gives_the_focus_back(open_form):
    page = open_form("en")
    day = field(page)
    day.fill("2040-10-08")
    expect(page.locator(f"#{day.get_attribute('id')}-second")).to_contain_text(
        "Monday 8 October 2040"
    )
    button = page.get_by_role("button", name="Choose a date").first
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Choose a date")
    expect(dialog.get_by_role("heading")).to_have_text("October 2040")
    standing = page.locator(":focus")
    expect(standing).to_have_attribute("aria-selected", "true")
    assert axe_violations(page) == []

    for key, number in [
        ("ArrowRight", "9"), ("ArrowDown", "16"), ("ArrowLeft", "15"), ("ArrowUp", "8"),
        ("PageDown", "8"), ("PageUp", "8"), ("Shift+PageDown", "8"), ("Shift+PageUp", "8"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(standing).to_have_text(number)
    page.keyboard.press("Home")
    week_begins = standing.get_attribute("data-day")
    page.keyboard.press("End")
    assert int(standing.get_attribute("data-day")) == int(week_begins) + 6

    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    expect(day).to_have_value("2040-10-08")

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(day).to_have_value("2040-10-09")
    expect(button).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_arabic_the_arrows_follow_the_page(open_form, theme):
    page = open_form("ar")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 844})
    day = field(page)
    day.evaluate("input => { input.dataset.second = 'hijri' }")
    with use_preferences(Preferences("ar")):
        day.fill(date_text(date(2040, 10, 8), "typed"))
        page.get_by_role("button", name="اختيار تاريخ").first.click()
        page.keyboard.press("ArrowLeft")
        expect(page.locator(":focus")).to_have_text("٩")
        expect(page.get_by_role("dialog").locator("small")).to_contain_text("رمضان ١٤٦٢")
        assert axe_violations(page) == []
        page.keyboard.press("Enter")
        expect(day).to_have_value(date_text(date(2040, 10, 9), "typed"))


def test_without_script_there_is_no_button(site: Server, window: Browser):
    visitor = Visitor(site.url, ACCOUNTS["centre_administrator"])
    page = visitor.get("/runs/new").text
    assert "data-pick hidden" in page


def test_a_list_is_narrowed_by_days_that_are_said_back_or_chosen(site, window):
    visitor = Visitor(site.url, ACCOUNTS["system_administrator"])
    with looking(window, visitor, "ar") as looker:
        page = looker.page
        page.goto(f"{site.url}/audit")
        first = page.locator("input[name=from]")
        first.fill("2026-11-20")
        said = page.locator("#audit-log-from-second")
        expect(said).to_have_text("الجمعة ٢٠ نوفمبر ٢٠٢٦")

        page.locator("[data-pick]").first.click()
        page.keyboard.press("ArrowRight")  # back in time, from right to left
        page.keyboard.press("Enter")
        expect(first).to_have_value("٢٠٢٦/١١/١٩")
        page.keyboard.press("Tab")
        first.press("Enter")
        expect(said).to_have_text("الخميس ١٩ نوفمبر ٢٠٢٦")
        expect(page.locator("[data-pick]").first).to_be_visible()
        assert axe_violations(page) == []
