"""The screens as people use them: by the words on links, buttons and labels, in the language they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time

from playwright.sync_api import Browser, Locator, Page, expect

from lms.accounts.sessions import LANGUAGE_COOKIE
from lms.platform.i18n import Preferences, _, _n, _p, use_preferences
from lms.platform.i18n.dates import date_text, time_text
from lms.platform.i18n.numbers import number
from lms.platform.text import fold_digits
from tests.support.inspection import DESKTOP, PHONE
from tests.support.server import Server

IN_ENGLISH = {"en": "English", "ar": "Arabic", "fa": "Persian", "ka": "Georgian"}
PASSWORD = "a long word of seven"


class Reader:
    """Whoever sits at a browser. The texts given here are English and are looked for in the language read."""

    def __init__(
        self,
        browser: Browser,
        server: Server,
        language: str,
        *,
        script: bool = True,
        phone: bool = False,
    ) -> None:
        self.site, self.language = server.url, language
        self.context = browser.new_context(
            java_script_enabled=script,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
        )
        self.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": server.url}])
        self.page: Page = self.context.new_page()

    @contextmanager
    def signed_in(self, account: str) -> Iterator[None]:
        """Sign in, work, and sign out again."""
        self.sign_in(account)
        yield
        self.sign_out()

    def sign_in(self, account: str, password: str = PASSWORD) -> None:
        self.page.goto(f"{self.site}/sign-in")
        self.fill("Email", f"{account}@example.org")
        self.fill("Password", password)
        self.press("Sign in")

    def sign_out(self) -> None:
        whose = self.page.locator(".topbar summary", has=self.page.locator(".avatar"))
        whose.click()
        self.press("Sign out")
        expect(whose).to_have_count(0)

    # ---- words

    def say(self, message: str, *, context: str = "", **values: object) -> str:
        """The message as it is read here."""
        with use_preferences(Preferences(language=self.language)):
            return _p(context, message, **values) if context else _(message, **values)

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """The message about n things as it is read here."""
        with use_preferences(Preferences(language=self.language)):
            return _n(one, many, n, **values)

    def own(self, label: str) -> str:
        """The label of a field that there is for each language: the one for the language read."""
        return f"{label} in {IN_ENGLISH[self.language]}"

    def number(self, value: int) -> str:
        with use_preferences(Preferences(language=self.language)):
            return number(value)

    def day(self, value: date, style: str = "typed") -> str:
        with use_preferences(Preferences(language=self.language)):
            return date_text(value, style)

    def hour(self, value: time) -> str:
        with use_preferences(Preferences(language=self.language)):
            return time_text(value)

    # ---- hands

    def go(self, label: str, *, context: str = "") -> None:
        """Choose an entry of the navigation."""
        menu = self.page.get_by_role("navigation", name=self.say("Main"))
        menu.get_by_role("link", name=self.say(label, context=context), exact=True).click()

    def tab(self, label: str) -> None:
        """Choose a tab of the course run."""
        tabs = self.page.get_by_role("navigation", name=self.say("Course run"))
        tabs.get_by_role("link", name=self.say(label), exact=True).click()

    def follow(self, label: str, *, context: str = "", **values: object) -> None:
        self.follow_exactly(self.say(label, context=context, **values))

    def follow_exactly(self, name: str) -> None:
        """Follow the first link of this name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, label: str, *, context: str = "", **values: object) -> None:
        self.press_exactly(self.say(label, context=context, **values))

    def press_exactly(self, name: str) -> None:
        """Press the first button of this name that is in sight."""
        button = self.page.get_by_role("button", name=name, exact=True)
        button.filter(visible=True).first.click()

    def download(self, label: str) -> bytes:
        """The file behind a link."""
        with self.page.expect_download() as coming:
            self.follow(label)
        return coming.value.path().read_bytes()

    def unfold(self, label: str) -> None:
        """Open what is folded away under these words."""
        self.page.locator("summary", has_text=self.say(label)).first.click()

    def fill(self, label: str, value: str) -> None:
        self.field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        """Choose the first option that contains the text."""
        field = self.page.get_by_role("combobox", name=self._named(label)).first
        found = field.locator("option", has_text=option).first
        field.select_option(value=found.get_attribute("value"))

    def tick(self, label: str, *, context: str = "") -> None:
        """Tick a box, or choose the answer of this name."""
        self.page.get_by_label(self.say(label, context=context), exact=True).first.check()

    def field(self, label: str) -> Locator:
        """The control under a label, whether it may stay empty or not."""
        return self.page.locator("main").get_by_label(self._named(label)).first

    def _named(self, label: str) -> re.Pattern[str]:
        words, optional = re.escape(self.say(label)), re.escape(self.say("(optional)"))
        return re.compile(rf"^\s*{words}\s*({optional})?\s*$")

    # ---- eyes

    def reads(self, message: str, *, context: str = "", **values: object) -> None:
        """See the text somewhere in the page."""
        self.reads_exactly(self.say(message, context=context, **values))

    def reads_exactly(self, text: str) -> None:
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()

    def row(self, text: str) -> Locator:
        """The row of a table that holds the text."""
        return self.page.get_by_role("row").filter(has_text=text).first

    def person(self, name: str) -> Locator:
        """Somebody on the sheet of a session."""
        return self.page.locator(".person", has_text=name)

    def tile(self, label: str) -> Locator:
        return self.page.locator(".tile", has_text=self.say(label)).first

    def figure(self, label: str) -> int:
        """The number on a tile."""
        return self.number_in(self.tile(label).locator(".figure"))

    def number_in(self, place: Locator) -> int:
        """The number that stands there, in whatever digits."""
        return int(re.sub(r"\D", "", fold_digits(place.inner_text())))
