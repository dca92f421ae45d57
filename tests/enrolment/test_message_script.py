"""The script of the message form counts parts as the server does."""

from __future__ import annotations

import json
import random
from html import escape

import pytest
from playwright.sync_api import Browser, Page

from lms.config import ROOT
from lms.enrolment.rules.messages import Frame, parts
from lms.notifications.rules import GSM_ALPHABET, GSM_EXTENSION, GSM_LENGTHS, UTF16_LENGTHS

pytestmark = pytest.mark.browser

FRAME = Frame("Course, from 1 May:\n", "", 3)
LETTERS = "aA@ \n€[~مگლ😀’"


@pytest.fixture(scope="module")
def page(window: Browser) -> Page:
    counting = {
        "frames": [FRAME._asdict()],
        "alphabet": GSM_ALPHABET,
        "extension": GSM_EXTENSION,
        "lengths": [GSM_LENGTHS, UTF16_LENGTHS],
        "most": 6,
    }
    opened = window.new_page()
    opened.set_content(
        f"<form data-message data-counting='{escape(json.dumps(counting))}'>"
        "<textarea name=text></textarea><input type=radio name=ways value=sms checked>"
        "<p data-parts hidden><b data-each>٠</b><b data-total>٠</b><i data-over hidden>!</i></p>"
        "</form>"
    )
    opened.add_script_tag(path=ROOT / "static" / "js" / "message.js")
    return opened


def shown(page: Page, text: str) -> tuple[str, str, bool]:
    page.locator("textarea").fill(text)
    each, total = page.locator("[data-each]"), page.locator("[data-total]")
    return each.inner_text(), total.inner_text(), page.locator("[data-over]").is_visible()


def arabic(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def test_it_counts_what_the_server_counts(page):
    chance = random.Random(70)
    texts = ["a" * n for n in (1, 140, 141, 286, 287)] + ["م" * n for n in (50, 51, 114, 115)]
    texts += ["€" * n for n in (70, 71, 142, 143)] + ["😀" * 57, "a" * 133 + "€" * 40]
    for _n in range(40):
        letters = chance.sample(LETTERS, chance.randint(1, 5))
        texts.append("x" + "".join(chance.choices(letters, k=chance.randint(1, 400))) + "x")
    for text in texts:
        lines = [line.strip() for line in text.split("\n")]
        counted = parts([FRAME], "\n".join(lines))
        said = (arabic(counted.most), arabic(counted.total), counted.most > 6)
        assert shown(page, text) == said, repr(text)


def test_it_says_nothing_of_an_empty_text(page):
    shown(page, "  \n ")
    assert page.locator("[data-parts]").is_hidden()
