"""From the invitation in the mail to the first page, and from a forgotten password to a new one, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support import steps
from tests.support.chromium import axe_violations, sideways
from tests.support.reader import Reader
from tests.support.server import Server, empty, serving
from tests.support.smtp import Mailbox, link_in, mail_server

pytestmark = pytest.mark.browser

SECOND = "another of my own"


@dataclass
class Register:
    """A register that sends mail."""

    server: Server
    mailbox: Mailbox


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    instance = tmp_path / "empty"
    empty(instance)
    with (
        mail_server() as mailbox,
        serving(
            instance, LMS_SMTP_URL=mailbox.url, LMS_MAIL_FROM="Register <register@example.org>"
        ) as server,
    ):
        yield Register(server, mailbox)


def looks_right(at: Reader) -> None:
    assert axe_violations(at.page) == []
    assert sideways(at.page) == 0


@pytest.mark.parametrize(("language", "country", "place"), [("en", "GE", "GE"), ("ar", "EG", "EG")])
def test_invitation_and_reset(
    register: Register, window: Browser, language: str, country: str, place: str
) -> None:
    steps.begin(register.server, country)
    admin = Reader(window, register.server, language)
    owner = Reader(window, register.server, language, phone=True)

    with admin.signed_in("admin"):
        steps.invite(admin, "mona", "Ministry analyst", place)
        admin.reads("No password was chosen yet")

    invitation = register.mailbox.wait_for("mona@example.org")
    assert invitation["Subject"] == owner.say("Your account in the training register")
    owner.page.goto(link_in(invitation))
    owner.reads("Your account is ready")
    owner.reads("Ministry analyst")
    looks_right(owner)
    owner.fill("Password", "short")
    owner.press("Save the password and sign in")
    owner.reads("The password needs at least eight characters.")
    looks_right(owner)
    owner.fill("Password", steps.PASSWORD)
    owner.press("Save the password and sign in")
    owner.reads("Welcome. You sign in with this password.")
    owner.sign_out()

    owner.page.goto(link_in(invitation))
    owner.reads("This link does not work any more")
    looks_right(owner)

    owner.page.goto(f"{owner.site}/sign-in")
    owner.follow("Forgotten your password?")
    looks_right(owner)
    owner.fill("Email", "mona@example.org")
    owner.press("Send the link")
    owner.reads("Look into your mail")
    looks_right(owner)

    reset = register.mailbox.wait_for("mona@example.org", 2)
    assert reset["Subject"] == owner.say("Choose a new password")
    owner.page.goto(link_in(reset))
    looks_right(owner)
    owner.fill("Password", SECOND)
    owner.press("Save the password and sign in")
    owner.reads("Your new password is set. Everywhere else you are signed out.")
    owner.sign_out()
    changed = register.mailbox.wait_for("mona@example.org", 3)
    assert changed["Subject"] == owner.say("Your password was changed")

    owner.sign_in("mona", SECOND)
    expect(owner.page.locator(".topbar .avatar")).to_have_count(1)
    owner.sign_out()
