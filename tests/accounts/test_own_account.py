"""One's own account: its password, and where it is signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.accounts import rules, services
from lms.accounts.models import SignIn
from lms.accounts.queries import ABSOLUTE_LIMIT, IDLE_LIMIT
from lms.accounts.roles import Role
from lms.accounts.services import TRIES_OF_ACCOUNT
from lms.audit.models import AuditEvent
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory

OLD, NEW = "كلمة مرور طويلة", "another of my own"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def account(app):
    user = services.create_account(
        email="nadia@example.org",
        display_name="Nadia",
        password=OLD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(user, Role.TRAINER, UnitFactory())
    return user


def enter(app, password=OLD, agent=FIREFOX):
    browser = Browser(app)
    answer = browser.post(
        "/sign-in",
        {"email": "nadia@example.org", "password": password},
        headers={"User-Agent": agent},
    )
    return browser, answer.status_code


def is_in(browser):
    return browser.get("/account").status_code == 200


def test_a13_a_new_password_ends_every_other_sign_in_and_keeps_this_one(app, account):
    here, _ = enter(app)
    elsewhere, _ = enter(app)
    cookie = here.client.get_cookie("daftar").value

    answer = here.post("/account", {"current": OLD, "password": NEW})

    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert enter(app)[1] == 422
    assert enter(app, NEW)[1] == 302
    # The sign-in has a new number too: a copy of the cookie from before opens nothing.
    before = Browser(app)
    before.client.set_cookie("daftar", cookie)
    assert not is_in(before)


def test_the_change_is_on_record_without_the_password(app, account):
    here, _ = enter(app)
    here.post("/account", {"current": OLD, "password": NEW})

    event = db.session.query(AuditEvent).filter_by(action="accounts.change_password").one()
    assert (event.actor_user_id, event.details) == (account.id, {})


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"current": "not mine at all", "password": NEW}, "current"),
        ({"current": "", "password": NEW}, "current"),
        ({"current": OLD, "password": "short"}, "password"),
        ({"current": OLD, "password": ""}, "password"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_changes(app, account, sent, field):
    here, _ = enter(app)
    elsewhere, _ = enter(app)

    answer = here.post("/account", sent)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text or f'href="#{field}"' in answer.text
    assert is_in(elsewhere)
    assert enter(app)[1] == 302


def test_a16_guessing_the_present_password_is_slowed_down(app, account):
    here, _ = enter(app)
    for _ in range(TRIES_OF_ACCOUNT):
        assert here.post("/account", {"current": "a guess", "password": NEW}).status_code == 422
    assert here.post("/account", {"current": OLD, "password": NEW}).status_code == 429


def test_shows_where_one_is_signed_in_and_ends_one(app, account):
    here, _ = enter(app)
    enter(app, agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1")
    other = db.session.query(SignIn).order_by(SignIn.id.desc()).first().id

    page = here.get("/account").text
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page

    assert here.post(f"/account/sign-ins/{other}/end").status_code == 302
    assert "Safari, iPhone" not in here.get("/account").text


def test_signs_out_everywhere_else_at_once(app, account):
    here, _ = enter(app)
    others = [enter(app)[0] for _ in range(2)]

    here.post("/account/sign-ins/end-others")

    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_every_page_has_the_way_out(app, account):
    here, _ = enter(app)

    for path in (
        "/account",
        "/preferences",
        "/account/second-step",
        "/people/999999",
        "/search?q=a",
    ):
        assert 'action="/sign-out"' in here.get(path).text, path


def test_nobody_ends_the_sign_in_of_somebody_else(app, account):
    here, _ = enter(app)
    other = UserFactory(role=Role.TRAINER)
    Browser(app).sign_in(other)
    theirs = db.session.query(SignIn).filter_by(user_id=other.id).one()

    assert here.post(f"/account/sign-ins/{theirs.id}/end").status_code == 404
    db.session.refresh(theirs)
    assert theirs.ended_at is None


def test_a_sign_in_that_is_used_does_not_idle_and_ends_all_the_same_one_day(app, account):
    begin = clock.now()
    with clock.frozen(begin):
        here, _ = enter(app)
    with clock.frozen(begin + IDLE_LIMIT - timedelta(minutes=1)):
        assert is_in(here)
    with clock.frozen(begin + IDLE_LIMIT + timedelta(hours=1)):
        assert is_in(here)
    with clock.frozen(begin + ABSOLUTE_LIMIT + timedelta(minutes=1)):
        assert not is_in(here)


def test_that_it_is_used_is_noted_in_a_change_too(app, account):
    begin = clock.now()
    with clock.frozen(begin):
        here, _ = enter(app)
    later = begin + timedelta(hours=1)
    with clock.frozen(later):
        assert here.post("/switch-role", {"role": account.grants[0].id}).status_code == 302
    assert db.session.query(SignIn).one().last_seen_at == later


@pytest.mark.parametrize(
    ("agent", "known"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0 Safari/537.36 Edg/140.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile",
            ("Chrome", "Android"),
        ),
        ("", ("", "")),
        ("curl/8.0", ("", "")),
    ],
)
def test_tells_browsers_apart(agent, known):
    assert rules.device(agent) == known
