"""A real browser without a window, named by LMS_CHROMIUM as bin/test sets it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

AXE = Path(__file__).with_name("axe.min.js").read_text("utf-8")
# What passed is not even described: that takes five times as long as looking.
VIOLATIONS = """async ([only, without]) => {
  const { violations } = await axe.run({
    resultTypes: ["violations"],
    ...(only.length && { runOnly: only }),
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
  })
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)
}"""
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe whose answer depends on the colours."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A frame of its own for each document takes a fifth of the time of opening a page. The browser obeys only the last
    # of these lists: those that Playwright leaves out and that matter for pages of this machine stand here as well.
    "--disable-features=RenderDocument,PaintHolding,HttpsUpgrades,MediaRouter,OptimizationHints",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for whoever uses one alone; tests share that of the fixture `window`."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@contextmanager
def launched(playwright: Playwright, *, keeps_pages: bool = False) -> Iterator[Browser]:
    """The browser; without one the test fails, it is never left out.

    With `keeps_pages` it keeps pages whole for going back to them, as it does outside tests.
    """
    path = os.environ.get("LMS_CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: run bin/test, or name one in LMS_CHROMIUM"
    browser = playwright.chromium.launch(
        executable_path=path,
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else None,
    )
    yield browser
    browser.close()


def axe_violations(
    page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()
) -> list[str]:
    """What axe finds wrong with the page as it stands, each rule with the first element it means."""
    if not page.evaluate("() => 'axe' in window"):
        # Through the developer protocol, since the page's own policy rightly refuses injected scripts.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE})
        session.detach()
    found: list[str] = page.evaluate(VIOLATIONS, [[*only], [*without]])
    return found


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return int(
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )
