"""Loading staff from a file in the browser, and whether each screen on the way is as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.people.staff_lists import name, national_id, xlsx
from tests.support.inspection import looking
from tests.support.server import Server
from tests.support.site import Visitor

pytestmark = pytest.mark.browser

WORDS = {"en": ("Add 2 people", "2 people added."), "ar": ("إضافة شخصين", "أُضيف شخصان.")}


@pytest.mark.parametrize("language", WORDS)
def test_a_coordinator_loads_staff_from_a_file(
    site: Server, window: Browser, tmp_path: Path, language: str
) -> None:
    first = list(WORDS).index(language) * 10
    people = [(name(n), national_id(n), "", "") for n in (first, first + 1)]
    file = tmp_path / "staff.xlsx"
    file.write_bytes(xlsx([*people, ("", "12", "", "")]))
    add, added = WORDS[language]

    with looking(window, Visitor(site.url, "coordinator"), language) as looker:
        page = looker.page
        looker.open("/imports")
        page.set_input_files("input[type=file]", file)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/imports/*")
        noticed = looker.problems()
        page.get_by_role("button", name=add).click()
        page.get_by_text(added).wait_for()
        noticed += looker.problems()
        with page.expect_download() as refused:
            page.locator("a[href*='verdict=invalid']").first.click()

    assert noticed == []
    assert refused.value.suggested_filename.endswith(".xlsx")
