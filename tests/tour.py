"""`bin/tour`: every screen in four languages, light and dark, at two widths.

One role shows each screen: the first of ACCOUNTS that comes upon it by following links. Every language has a process.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from lms.app import create_app
from lms.config import ROOT
from lms.platform.i18n import LANGUAGES
from tests.conftest import settings_for
from tests.support.chromium import OF_COLOURS, axe_violations, chromium
from tests.support.inspection import DESKTOP, PHONE, SMALLEST, Looker, looking
from tests.support.lms_command import NOTED
from tests.support.server import demonstration, serving
from tests.support.site import (
    ACCOUNTS,
    Itinerary,
    Screen,
    Visitor,
    Walk,
    itinerary,
)

GALLERY = ROOT / "tour"
SCREENS = GALLERY / "screens"
"""What `lms wording pictures` takes over: a list of screens and a folder of pictures for each language."""
THEMES = ("light", "dark")
SIZES = (DESKTOP, PHONE)
LONGEST = 1800  # pixels of a page that are pictured


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/tour", description=__doc__)
    parser.add_argument("--check", action="store_true", help="take no pictures")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="only this one")
    asked = parser.parse_args()
    began = time.monotonic()
    if not asked.check:
        GALLERY.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="daftar-tour-") as folder:
        instance = Path(folder) / "served"
        shutil.copytree(demonstration(Path(folder)), instance)
        with serving(instance, **{NOTED: "1"}) as server:
            plan, broken = walked(server.url, Path(folder))
            problems = broken + take(server.url, plan, asked.language or [*LANGUAGES], asked.check)
    count = sum(len(screens) for screens in plan.values())
    say(f"{count} screens after {time.monotonic() - began:.0f} s, {len(problems)} problems")
    if not asked.check:
        say(f"see {GALLERY.relative_to(ROOT)}/")
    return 1 if problems else 0


def walked(site: str, folder: Path) -> tuple[Itinerary, list[str]]:
    """Which role shows which screens, and the links that lead nowhere."""
    walk = Walk(create_app(settings_for(f"sqlite:///{folder / 'none.db'}", folder)).url_map)
    found = {role: walk.of(Visitor(site, ACCOUNTS[role]), role) for role in ACCOUNTS}
    problems = [f"{role}: {link}" for role in ACCOUNTS for link in found[role].broken]
    for problem in problems:
        say(problem)
    return itinerary(found), problems


def take(site: str, plan: Itinerary, languages: list[str], only_check: bool) -> list[str]:
    """Look at everything, as many languages at once as there are processors; returns the problems."""
    problems = []
    with ProcessPoolExecutor(min(len(languages), os.cpu_count() or 1)) as pool:
        under_way = {
            pool.submit(in_one_language, site, plan, language, only_check): language
            for language in languages
        }
        for done in as_completed(under_way):
            say(f"{LANGUAGES[under_way[done]]}: {len(done.result())} problems")
            for problem in done.result():
                say(f"  {problem}")
            problems += done.result()
    return problems


def in_one_language(site: str, plan: Itinerary, language: str, only_check: bool) -> list[str]:
    """What is wrong with the screens in one language; their pictures unless only a check is wanted."""
    problems = []
    sheet = None if only_check else Sheet(language)
    with chromium() as browser:
        for role, screens in plan.items():
            with looking(browser, Visitor(site, ACCOUNTS[role]), language) as looker:
                for screen in screens:
                    looker.open(screen.url)
                    if sheet:
                        sheet.name(looker, screen)
                    noticed = looked_at(looker, sheet, screen, role)
                    problems += [f"{language} {role} {screen.url}: {what}" for what in noticed]
    if sheet:
        sheet.write()
    return problems


def looked_at(looker: Looker, sheet: Sheet | None, screen: Screen, role: str) -> list[str]:
    """What is wrong with the page that is open, in both themes and at both widths."""
    page = looker.page
    problems = [*looker.mistakes(), *looker.overflow(SMALLEST)]
    for size in SIZES:
        page.set_viewport_size(size)
        problems += looker.overflow(size)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            seen = f"{theme} {size['width']}"
            # Beyond its colours a page is the same in both themes.
            rules = () if theme == "light" else OF_COLOURS
            problems += [f"{seen}: {what}" for what in axe_violations(page, only=rules)]
            if sheet:
                sheet.add(page, screen, role, seen)
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    return problems


class Sheet:
    """All pictures of one language on a page."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._folder = GALLERY / language
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._shown: dict[tuple[str, str], list[str]] = {}
        self._words = SCREENS / language
        shutil.rmtree(self._words, ignore_errors=True)
        self._words.mkdir(parents=True)
        self._named: list[dict[str, object]] = []

    def name(self, looker: Looker, screen: Screen) -> None:
        """Keep what the screen is called, the messages that it shows, and its picture as it is read."""
        title = looker.page.title().split(" · ")[0]
        self._named.append(
            {
                "name": screen.endpoint,
                "title": title,
                "address": screen.url,
                "messages": looker.messages,
            }
        )
        _picture(looker.page).save(self._words / f"{screen.endpoint}.png", optimize=True)

    def add(self, page: Page, screen: Screen, role: str, seen: str) -> None:
        """Keep a picture of the page as it stands, at half its size."""
        name = f"{screen.endpoint} {seen}.png".replace(" ", "-")
        _picture(page, 2).save(self._folder / name)
        self._shown.setdefault((role, screen.url), []).append(f"{self.language}/{name}")

    def write(self) -> None:
        """The page itself, and the list of screens."""
        list_of_screens = json.dumps(self._named, ensure_ascii=False, indent=1)
        (SCREENS / f"{self.language}.json").write_text(list_of_screens, "utf-8")
        rows = "".join(
            f"<h2>{escape(role)} <code>{escape(url)}</code></h2>"
            + "".join(
                f'<a href="{name}"><img src="{name}" alt="" loading="lazy"></a>' for name in names
            )
            for (role, url), names in self._shown.items()
        )
        style = "body{font:14px sans-serif}img{max-block-size:420px;margin:4px;border:1px solid}"
        (GALLERY / f"{self.language}.html").write_text(
            f"<!doctype html><meta charset=utf-8><title>{self.language}</title>"
            f"<style>{style}</style>{rows}",
            "utf-8",
        )


def _picture(page: Page, smaller: int = 1) -> Image.Image:
    """The page as it stands, down to LONGEST, in few colours."""
    picture = Image.open(BytesIO(page.screenshot(full_page=True)))
    picture = picture.crop((0, 0, picture.width, min(picture.height, LONGEST)))
    return picture.reduce(smaller).convert("P", palette=Image.Palette.ADAPTIVE)


def say(text: str) -> None:
    print(text, file=sys.stdout, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    sys.exit(main())
