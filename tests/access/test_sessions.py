"""G13: a cookie from before signing out, a new password, disabling or the loss of the role opens nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from lms.accounts import services
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.client import Browser
from tests.support.factories import UnitFactory, choose_password

OLD, NEW = "قلعة من رمل", "another of my own"


def sign_out(browser: Browser, account: UserAccount) -> None:
    browser.post("/sign-out")


def take_a_new_password(browser: Browser, account: UserAccount) -> None:
    assert browser.post("/account", {"current": OLD, "password": NEW}).status_code == 302


def choose_a_new_password_by_a_link(browser: Browser, account: UserAccount) -> None:
    choose_password(account, NEW)


def be_disabled(browser: Browser, account: UserAccount) -> None:
    services.disable(account)


def lose_the_role(browser: Browser, account: UserAccount) -> None:
    services.end_grant(account.grants[0])


WAYS = (sign_out, take_a_new_password, choose_a_new_password_by_a_link, be_disabled, lose_the_role)


@pytest.fixture(params=list(Role))
def account(app: Flask, request: pytest.FixtureRequest) -> UserAccount:
    user = services.create_account(
        email="hala@example.org",
        display_name="Hala",
        password=OLD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(user, request.param, UnitFactory())
    return user


def entered(app: Flask) -> tuple[Browser, str]:
    """Somebody who has just signed in, and a copy of their cookie."""
    browser = Browser(app)
    before = browser.get("/sign-in") and browser.client.get_cookie("daftar")
    answer = browser.post("/sign-in", {"email": "hala@example.org", "password": OLD})
    cookie = browser.client.get_cookie("daftar")
    assert answer.status_code == 302
    assert cookie is not None
    assert before is None or before.value != cookie.value
    return browser, cookie.value


@pytest.mark.parametrize("way", WAYS)
def test_g13_a_cookie_from_before_opens_nothing(
    app: Flask, account: UserAccount, way: Callable[[Browser, UserAccount], None]
) -> None:
    browser, cookie = entered(app)
    thief = Browser(app)
    thief.client.set_cookie("daftar", cookie)
    assert thief.get("/preferences").status_code == 200

    way(browser, account)
    db.session.commit()

    thief.client.set_cookie("daftar", cookie)
    assert thief.get("/preferences").status_code == 302
    assert thief.post("/preferences", {"language": "ar"}).status_code in (302, 400)
    assert db.session.get_one(UserAccount, account.id).language == "en"
