"""What `lms bench pages` measures of translation; and that no list looks its messages up row by row."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.accounts.roles import Role
from lms.home.bench.measuring import Site, get
from lms.home.bench.pages import ORDER, cookie_of, list_pages
from lms.home.bench.register import Register
from lms.home.bench.translating import (
    MOST_TIMES,
    as_in_code,
    looked_up,
    looking_up,
    translation,
)
from lms.platform.db import transaction
from lms.platform.i18n import messages

A_PAGE_AND_MORE = 120


def test_no_list_looks_a_message_up_row_by_row(sqlite_app: Flask) -> None:
    cookies = filled(sqlite_app)
    again_and_again = {}
    pages = [*list_pages(sqlite_app, cookies)]
    for page in pages:
        [(message, times)] = looked_up(Site(sqlite_app, cookies[page.role]), page.path).most_common(
            1
        )
        if times > MOST_TIMES:
            again_and_again[page.path] = message, times
    assert len(pages) > 15
    assert again_and_again == {}


def test_the_same_page_is_measured_with_its_messages_and_as_the_code_has_them(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = filled(sqlite_app, Role.MINISTRY_ANALYST)[Role.MINISTRY_ANALYST]
    site = Site(sqlite_app, cookie)
    _status, in_arabic = get(sqlite_app, "/people", cookie)
    with looking_up(as_in_code):
        _status, plain = get(sqlite_app, "/people", cookie)
    assert "لكل صفحة" in in_arabic.decode() or "الصفحة" in in_arabic.decode()
    assert b'lang="ar" dir="rtl"' in plain
    assert get(sqlite_app, "/people", cookie)[1] == in_arabic  # put back
    assert messages.lookup.__name__ == "lookup"

    found = translation(site, "/people")
    assert 0 <= found.share < 0.5
    assert found.look_ups > 20
    assert found.most <= MOST_TIMES


def filled(app: Flask, *only: Role) -> dict[Role, str]:
    """Whoever may open lists, in a register with more rows than a page of a list has."""
    with transaction():
        register = Register()
        register.grow(A_PAGE_AND_MORE)
        tokens = {role: register.sign_in(role) for role in only or ORDER}
    return {role: cookie_of(app, token) for role, token in tokens.items()}
