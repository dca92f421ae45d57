"""What may be wrong with a screen, whoever looks at it: read by axe, by its console, on a narrow phone, in Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from lms.accounts.sessions import LANGUAGE_COOKIE
from lms.platform.i18n.catalogues import catalogue
from tests.support.chromium import OF_COLOURS, axe_violations, sideways
from tests.support.lms_command import MESSAGES
from tests.support.site import Visitor

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}

SHOWN_TEXTS = """() => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const foreign = (element) => element.closest("[lang]").lang !== document.documentElement.lang
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (element.checkVisibility() && !foreign(element)) texts.push(walker.currentNode.data)
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!foreign(element)) texts.push(element.getAttribute(name))
  return [document.title.split(" · ")[0], ...texts]
}"""


class Looker:
    """Somebody who looks at one page after another and notes what is wrong with each."""

    def __init__(self, page: Page, visitor: Visitor, language: str) -> None:
        self.page, self.language = page, language
        self._site = visitor.site
        self._said: list[str] = []
        self.messages: list[str] = []
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self._said.append(f"script: {error}"))
        page.on("response", self._note_refusal)

    def open(self, url: str) -> str:
        """Go to a page and return its title; `messages` are the keys of those it shows, where the server names them."""
        self._said.clear()
        answer = self.page.goto(f"{self._site}{url}")
        named = answer.headers.get(MESSAGES.lower(), "") if answer else ""
        self.messages = named.split(",") if named else []
        return self.page.title()

    def problems(self) -> list[str]:
        """What is wrong with the page that is open, as it is and on the smallest phone."""
        # Its colours, on which half of axe's time goes, are those of the English page; bin/tour looks at them in each.
        without = () if self.language == "en" else OF_COLOURS
        found = axe_violations(self.page, without=without)
        return [*self.mistakes(), *found, *self.overflow(SMALLEST)]

    def mistakes(self) -> list[str]:
        """What is wrong with the page at any width and in any colours."""
        found = [*self._said]
        if (headings := self.page.locator("h1").count()) != 1:
            found.append(f"{headings} headings of the first level")
        if self.language != "en":
            texts = self.page.evaluate(SHOWN_TEXTS)
            found += [f"in English: {text}" for text in left_in_english(texts, self.language)]
        return found

    def overflow(self, size: dict[str, int]) -> list[str]:
        """Whether the page scrolls sideways at another size; it is left as it was."""
        before = self.page.viewport_size
        self.page.set_viewport_size(size)
        too_far = sideways(self.page)
        self.page.set_viewport_size(before or DESKTOP)
        return [f"scrolls {too_far} px sideways at {size['width']} px"] if too_far else []

    def _note_message(self, message: ConsoleMessage) -> None:
        self._said.append(f"console: {message.text}")

    def _note_refusal(self, response: Response) -> None:
        if response.status >= 400:
            self._said.append(f"{response.status} {response.url}")


@contextmanager
def looking(
    browser: Browser, visitor: Visitor, language: str, *, viewport: dict[str, int] = DESKTOP
) -> Iterator[Looker]:
    """A window in which a visitor reads in one language."""
    context = browser.new_context(viewport=viewport, reduced_motion="reduce")
    context.add_cookies(visitor.cookies())
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": visitor.site}])
    yield Looker(context.new_page(), visitor, language)
    context.close()


def left_in_english(texts: list[str], language: str) -> list[str]:
    """Texts that the catalogue could have said in the language; a place says what names it has itself."""
    said = {}
    for key, text in catalogue(language).singular.items():
        context, message = ("", key) if isinstance(key, str) else key
        if context != "governorate":
            said[message] = text
    told = {text.strip() for text in texts}
    return sorted(text for text in told if said.get(text, text) != text and LETTERS.search(text))


LETTERS = re.compile("[A-Za-z]{2}")
