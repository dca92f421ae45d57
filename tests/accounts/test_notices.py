"""V6.3.7: owners hear by mail what is done to the ways into their accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.accounts import services
from lms.accounts.roles import Role
from lms.accounts.services.notices import tell_invited, tell_password_changed, tell_reset
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES, Preferences
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory
from tests.support.smtp import text_of

OLD, NEW = "كلمة مرور طويلة", "another of my own"


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


def test_a_changed_password_is_told(app, account, mailbox):
    browser = Browser(app).sign_in(account)
    assert browser.post("/account", {"current": OLD, "password": "short"}).status_code == 422
    assert mailbox.mails == []

    browser.post("/account", {"current": OLD, "password": NEW})

    mail = mailbox.wait_for("nadia@example.org")
    assert mail["Subject"] == "Your password was changed"
    assert "http://localhost/forgotten" in text_of(mail)


def test_another_email_is_told_at_the_address_from_before(app, account, mailbox):
    admin = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=account.grants[0].unit)
    browser = Browser(app).sign_in(admin)
    facts = {"display_name": "Nadia", "email": "nadia@example.org", "person": ""}

    browser.post(f"/accounts/{account.id}/edit", {**facts, "display_name": "Nadia S."})
    assert mailbox.mails == []

    browser.post(f"/accounts/{account.id}/edit", {**facts, "email": "thief@example.org"})
    mail = mailbox.wait_for("nadia@example.org")
    assert mail["Subject"] == "The email of your account was changed"
    assert "thief@example.org" not in text_of(mail)
    assert mailbox.to("thief@example.org") == []


def test_a_sign_in_from_another_browser_is_told_and_no_other(app, account, mailbox):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    newer = firefox.replace("140", "141")
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1"
    db.session.commit()
    for agent in (firefox, newer):
        services.sign_in(account.email, OLD, client="here", agent=agent)
        db.session.commit()
    assert mailbox.mails == []

    services.sign_in(account.email, OLD, client="here", agent=iphone)
    db.session.commit()
    mail = mailbox.wait_for(account.email)
    assert mail["Subject"] == "A sign-in from another browser"
    assert "Safari, iPhone" in text_of(mail)


@pytest.mark.parametrize("language", LANGUAGES)
def test_owners_are_told_in_their_language_and_digits(app, account, mailbox, language):
    account.language = language
    account.digits = Preferences(language=language).digits
    account.calendar = Preferences(language=language).calendar
    until = clock.now() + timedelta(hours=1)
    tell_invited(account, "https://example.org/invitation/x", until)
    tell_reset(account, "https://example.org/reset/x", until)
    tell_password_changed(account)
    db.session.commit()

    mails = [mailbox.wait_for("nadia@example.org", n) for n in (1, 2, 3)]
    texts = [text_of(mail) for mail in mails]
    assert {mail["Content-Language"] for mail in mails} == {language}
    assert len({mail["Subject"] for mail in mails}) == 3
    for text in texts:
        assert "Nadia" in text
        assert "%(" not in text
    if language != "en":
        assert not any("password" in text for text in texts)


def test_a_name_with_line_breaks_adds_neither_header_nor_paragraph(app, account, mailbox):
    account.display_name = "Nadia\r\nBcc: all@example.org\n\nOpen http://evil.example.com"
    tell_password_changed(account)
    db.session.commit()

    mail = mailbox.wait_for("nadia@example.org")
    assert mail["Bcc"] is None
    first = text_of(mail).splitlines()[0]
    assert first.startswith("Good day, Nadia Bcc: all@example.org Open")
