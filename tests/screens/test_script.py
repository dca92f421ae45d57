"""What the small script adds, and that its absence takes nothing away."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator

import pytest
from flask import Flask, render_template
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from lms.config import ROOT
from lms.home.style import sample
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.web import HEADERS
from tests.support.chromium import axe_violations, sideways

pytestmark = pytest.mark.browser

SITE = "http://localhost"
REVOKE = 'main > * button[popovertarget="revoke"]:not([popovertargetaction])'


class Parts:
    """The page of all parts, served out of the test's own hand."""

    def __init__(self, app: Flask, window: Browser) -> None:
        self.app, self.window = app, window
        self.contexts: list[BrowserContext] = []
        self.posts: list[str] = []

    def open(self, language: str = "en", theme: str = "light", **options: object) -> Page:
        with (
            self.app.test_request_context(),
            use_preferences(Preferences(language=language, theme=theme)),
        ):
            html = render_template("style/style.html", s=sample())
        context = self.window.new_context(**options)  # type: ignore[arg-type]
        self.contexts.append(context)
        context.route("**/*", lambda route: self._answer(route, html))
        page = context.new_page()
        page.goto(f"{SITE}/style")
        return page

    def wait_for_a_post(self) -> None:
        """Until something was sent; where nothing comes, what the test asserts next fails."""
        for _ in range(1000):
            if self.posts:
                return
            self.contexts[-1].pages[0].wait_for_timeout(20)

    def _answer(self, route: Route, html: str) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0].partition("#")[0]
        if route.request.method == "POST":
            self.posts.append(path)
            route.fulfill(status=204)
        elif path.startswith("/static/"):
            kind = mimetypes.guess_type(path)[0] or "font/woff2"
            route.fulfill(body=(ROOT / path.lstrip("/")).read_bytes(), content_type=kind)
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=HEADERS)


@pytest.fixture
def parts(sqlite_app: Flask, window: Browser) -> Iterator[Parts]:
    served = Parts(sqlite_app, window)
    yield served
    for context in served.contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar", "fa", "ka"])
def test_all_parts_are_accessible(parts, language, theme):
    page = parts.open(language, theme, viewport={"width": 1280, "height": 900})

    assert axe_violations(page) == []


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ka"])
def test_nothing_scrolls_sideways_on_the_smallest_phone(parts, language):
    assert sideways(parts.open(language, viewport={"width": 320, "height": 700})) == 0


def test_the_page_obeys_its_own_security_policy(parts):
    page = parts.open()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))

    page.reload()

    # A busy browser also says of a field with autofocus that something had the focus already.
    assert [text for text in refused if "Security Policy" in text] == []


def test_escape_closes_a_menu_and_gives_the_focus_back(parts):
    page = parts.open()
    page.click(".page-head details.menu summary")

    page.keyboard.press("Escape")

    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_a_dialog_is_modal_with_script(parts):
    page = parts.open()

    page.click(REVOKE)

    assert page.evaluate("document.getElementById('revoke').matches(':modal')")
    assert axe_violations(page) == []


def test_a_dialog_opens_and_closes_without_script(parts):
    page = parts.open(java_script_enabled=False)
    page.click(REVOKE)
    assert page.is_visible("#revoke h2")

    page.click("#revoke button[popovertargetaction]")

    page.wait_for_selector("#revoke h2", state="hidden")


def test_a_double_click_sends_once_and_the_button_keeps_its_label(parts):
    page = parts.open()
    button = page.locator("td form.inline button").first
    label = button.inner_text()

    button.dblclick()
    parts.wait_for_a_post()
    page.wait_for_timeout(200)  # a second one would have come with it

    assert len(parts.posts) == 1
    assert (button.inner_text(), button.get_attribute("aria-disabled")) == (label, "true")


def test_without_a_connection_a_form_stays_with_what_was_typed(parts):
    page = parts.open()
    page.context.set_offline(True)

    page.locator("td form.inline button").first.click()

    expect(page.locator("#connection")).to_have_text("No connection. Check it and try again.")
    assert (parts.posts, page.url) == ([], f"{SITE}/style")

    page.context.set_offline(False)
    page.locator("td form.inline button").first.click()
    parts.wait_for_a_post()
    expect(page.locator("#connection")).to_be_hidden()
    assert len(parts.posts) == 1


def test_counts_are_rewritten_in_the_digits_of_the_reader(parts):
    page = parts.open("ar")

    page.check("[data-all]")

    assert page.inner_text("#bulk [data-count]") == "٢"


def test_the_bulk_bar_leaves_with_the_last_choice(parts):
    page = parts.open()

    page.uncheck("[data-one] >> nth=0")

    assert page.is_hidden("#bulk")


@pytest.mark.parametrize(("pressed", "code"), [("l", "KeyL"), ("م", "KeyL")])
def test_a_key_marks_the_person_in_focus(parts, pressed, code):
    """On an Arabic keyboard the L key says م: its place counts."""
    page = parts.open("ar")
    page.locator("#marks .person >> nth=1").locator("input").first.focus()

    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
        [pressed, code],
    )

    assert page.is_checked('input[name="mark-2"][value="late"]')
    assert page.inner_text('#marks [data-n="present"]') == "١"
    assert page.is_visible("#marks [data-done]")


def test_arrows_move_between_people_without_marking(parts):
    page = parts.open()
    page.locator("#marks .person >> nth=0").locator("input:checked").focus()

    page.keyboard.press("ArrowDown")

    assert page.evaluate("document.activeElement.name") == "mark-2"
    assert page.locator('input[name="mark-2"]:checked').count() == 0
