"""What `lms bench pages` measures of a page is what the page takes, for whoever opens it."""

from __future__ import annotations

from flask import Flask

from lms.accounts.roles import Role
from lms.home.bench.measuring import Site, answer, clock_of, get, hello_app, listening, measure
from tests.support.client import Browser
from tests.support.factories import UserFactory


def cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("daftar")
    assert cookie is not None
    return f"daftar={cookie.value}"


def test_each_cookie_sees_its_own_page(sqlite_app: Flask) -> None:
    first, second = UserFactory(role=Role.TRAINER), UserFactory(role=Role.TRAINER)
    cookies = [cookie_of(Browser(sqlite_app).sign_in(user)) for user in (first, second)]

    names = [first.display_name, second.display_name]
    for cookie, name, other in zip(cookies, names, reversed(names), strict=True):
        status, body = get(sqlite_app, "/no-such-page", cookie)
        assert status == 404
        assert name in body.decode()
        assert other not in body.decode()


def test_a_browser_goes_on_with_the_cookie_it_was_given(sqlite_app: Flask) -> None:
    cookie = cookie_of(Browser(sqlite_app).sign_in(UserFactory(role=Role.TRAINER)))

    _status, _body, kept = answer(sqlite_app, "/no-such-page", cookie)
    assert kept != cookie  # the token of forms is in it
    assert answer(sqlite_app, "/no-such-page", kept)[2] == kept


def test_a_signed_in_page_asks_one_question_before_its_own(sqlite_app: Flask) -> None:
    cookie = cookie_of(Browser(sqlite_app).sign_in(UserFactory(role=Role.TRAINER)))

    with listening() as heard:
        get(sqlite_app, "/no-such-page", cookie)
    assert heard.questions == 1


def test_a_cost_is_more_than_a_hello(sqlite_app: Flask) -> None:
    cookie = cookie_of(Browser(sqlite_app).sign_in(UserFactory(role=Role.TRAINER)))

    site = Site(sqlite_app, cookie)
    cost, again, times = measure("/preferences", site, site, hello_app(), clock_of(sqlite_app))
    assert 0.5 < times < 2
    assert again.statements == cost.statements
    assert cost.statements >= 1
    assert cost.size > 1_000
    assert cost.hellos > 1
    assert 0 < cost.database < cost.hellos
    assert cost.first > 1
