"""Signing in and out, and reading in one's own way."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest

from lms.accounts import services
from lms.accounts.models import SignIn
from lms.accounts.roles import Role
from lms.accounts.services import TRIES_OF_ACCOUNT, WINDOW
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory

PASSWORD = "كلمة مرور طويلة"


@pytest.fixture
def account(app):
    user = services.create_account(
        email="Nadia@Example.org",
        display_name="Nadia",
        password=PASSWORD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(user, Role.TRAINER, UnitFactory())
    return user


def enter(browser: Browser, password: str = PASSWORD, email: str = "nadia@example.org", **kwargs):
    return browser.post("/sign-in", {"email": email, "password": password}, **kwargs)


def said(answer) -> str:
    """The page without what is typed, the form's token and the challenge for a passkey."""
    return re.sub(r'(value|data-options)="[^"]*"', "", answer.text)


def test_signs_in_with_a_password_in_any_script(browser, account):
    assert enter(browser).status_code == 302
    assert browser.get("/preferences").status_code == 200


def test_a17_an_unknown_account_and_a_wrong_password_get_the_same_answer(browser, account):
    wrong = enter(browser, "not this one")
    unknown = enter(browser, email="nobody@example.org")

    assert wrong.status_code == unknown.status_code == 422
    assert said(wrong) == said(unknown)


def test_the_log_says_who_was_let_in_by_what_and_who_was_not(browser, account, caplog):
    caplog.set_level(logging.INFO)
    enter(browser, "not this one")
    enter(browser, email="nobody@example.org")
    enter(browser)

    assert [one.getMessage() for one in caplog.records if "password" in one.getMessage()] == [
        f"password refused for account {account.id} from 127.0.0.1",
        "password refused for account None from 127.0.0.1",
        f"password taken for account {account.id} from 127.0.0.1",
    ]
    assert not any(word in caplog.text for word in ("not this one", PASSWORD, "example.org"))


def test_a16_guessing_is_slowed_down_and_the_owner_gets_in_later(browser, account):
    for _ in range(TRIES_OF_ACCOUNT):
        enter(browser, "a guess at it")
    assert enter(browser).status_code == 429

    with clock.frozen(clock.now() + WINDOW + timedelta(seconds=1)):
        assert enter(browser).status_code == 302


def test_a11_a_cookie_from_before_signing_out_opens_nothing(browser, account):
    enter(browser)
    cookie = browser.client.get_cookie("daftar").value
    browser.post("/sign-out")
    browser.client.set_cookie("daftar", cookie)

    assert browser.get("/preferences").status_code == 302


def test_a8_a_disabled_account_is_refused_at_its_next_request(browser, account):
    enter(browser)
    account.is_disabled = True

    assert browser.get("/preferences").status_code == 302


def test_a22_signing_in_never_leads_to_another_site(browser, account):
    for wished in ("https://example.com/", "//example.com", "/\\example.com", "javascript:1"):
        answer = enter(Browser(browser.app), query_string={"next": wished})
        assert answer.headers["Location"] == "/"


def test_an_idle_sign_in_ends(browser, account):
    enter(browser)
    db.session.query(SignIn).one().last_seen_at -= timedelta(hours=9)

    assert browser.get("/preferences").status_code == 302


def test_a_bad_email_is_told_at_the_field_and_kept(browser):
    answer = browser.post("/sign-in", {"email": "nadia at example", "password": "x"})

    assert answer.status_code == 422
    assert 'value="nadia at example"' in answer.text


def test_one_role_at_a_time_and_never_one_of_somebody_else(browser):
    user = UserFactory(role=Role.TRAINER)
    second = services.grant_role(user, Role.COORDINATOR, UnitFactory())
    foreign = UserFactory(role=Role.SYSTEM_ADMINISTRATOR).grants[0]
    browser.sign_in(user)

    assert browser.post("/switch-role", {"role": foreign.id}).status_code == 404
    assert browser.post("/switch-role", {"role": second.id}).status_code == 302
    assert db.session.query(SignIn).one().grant_id == second.id


def test_a_visitor_reads_in_the_language_chosen_until_another_is(browser):
    assert 'dir="rtl"' in browser.get("/sign-in?lang=ar").text
    assert 'lang="ar"' in browser.get("/sign-in").text
    assert 'lang="ka"' in browser.get("/sign-in?lang=ka").text


def test_preferences_are_kept_and_apply_at_once(browser):
    user = UserFactory(role=Role.TRAINER)
    browser.sign_in(user)
    chosen = {
        "language": "fa",
        "digits": "arabext",
        "calendar": "jalali",
        "second_calendar": "gregorian",
        "theme": "dark",
    }

    assert browser.post("/preferences", chosen).status_code == 302
    page = browser.get("/preferences").text

    assert 'lang="fa"' in page
    assert 'data-theme="dark"' in page
    assert (user.calendar, user.second_calendar) == ("jalali", "gregorian")


def test_a_choice_that_is_not_offered_is_refused(browser):
    browser.sign_in(UserFactory(role=Role.TRAINER))

    answer = browser.post("/preferences", {"language": "xx", "digits": "latn"})

    assert answer.status_code == 422
