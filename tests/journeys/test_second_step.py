"""The second step as people take it: an app, a passkey, a lost telephone; and being asked again before what weighs."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from lms.demo.accounts import DOMAIN, PASSWORD
from lms.platform import clock
from tests.support.reader import Reader
from tests.support.server import Server, demonstration, serving
from tests.support.site import run_in_egypt

pytestmark = pytest.mark.browser

RUNS = {"en": "SERV", "ar": "CONF"}
"""Closed, with people who passed and have no certificate yet."""

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration as a register in use: the second step is required, under a name that passkeys are made for."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    instance: Path = own / "guarded"
    shutil.copytree(demonstration(shared), instance)
    with serving(instance, name="localhost", LMS_SECOND_FACTOR="required") as server:
        yield server


class Phone:
    """An authenticator app, and the time of day, which goes on between two codes."""

    def __init__(self, server: Server, secret: str) -> None:
        self.server, self.totp = server, pyotp.TOTP(secret.replace(" ", ""))
        self.ahead = timedelta()

    def code(self) -> str:
        return self.totp.at(clock.now() + self.ahead)

    def wait(self, minutes: int) -> None:
        self.ahead += timedelta(minutes=minutes)
        self.server.go_to(clock.now() + self.ahead)


@pytest.fixture(params=["en", "ar"])
def at(request: pytest.FixtureRequest, window: Browser, guarded: Server) -> Iterator[Reader]:
    guarded.go_to(clock.now())
    reader = Reader(window, guarded, request.param)
    yield reader
    reader.context.close()


def give_password(at: Reader, account: str) -> None:
    at.page.goto(f"{at.site}/sign-in")
    at.fill("Email", f"{account}@{DOMAIN}")
    at.fill("Password", PASSWORD)
    at.press("Sign in")


def sign_out(at: Reader) -> None:
    at.page.locator(".topbar summary", has=at.page.locator(".avatar")).click()
    at.press("Sign out")
    at.page.wait_for_url("**/sign-in")


def is_in(at: Reader) -> None:
    expect(at.page.locator(".topbar .avatar")).to_be_visible()
    expect(at.page).not_to_have_url(re.compile("sign-in|second-step"))


def test_an_app_a_second_browser_a_form_that_waits_and_a_lost_telephone(
    at: Reader, guarded: Server, window: Browser
) -> None:
    guarded.lms("user", "reset-factor", f"centre@{DOMAIN}")
    give_password(at, "centre")
    at.reads("Set it up before you go on")
    phone, recovery = set_up_app(at, guarded)

    elsewhere = Reader(window, guarded, at.language)
    phone.wait(1)
    give_password(elsewhere, "centre")
    typed_in_arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    elsewhere.fill("Code of the app", phone.code().translate(typed_in_arabic))
    elsewhere.press("Sign in")
    is_in(elsewhere)

    at.page.goto(f"{at.site}/account")
    at.press("Sign out everywhere else")
    at.page.wait_for_load_state()
    elsewhere.page.goto(f"{at.site}/account")
    expect(elsewhere.page).to_have_url(re.compile("/sign-in"))
    elsewhere.context.close()

    issue_after_a_while(at, phone)

    sign_out(at)
    give_password(at, "centre")
    at.unfold("I do not have it with me")
    at.fill("Recovery code", recovery.lower())
    at.press("Use a recovery code")
    is_in(at)


def set_up_app(at: Reader, server: Server) -> tuple[Phone, str]:
    at.follow("Add an authenticator app")
    expect(
        at.page.get_by_role("img", name=at.say("QR code for the authenticator app"))
    ).to_be_visible()
    at.unfold("I cannot scan it")
    phone = Phone(server, at.page.locator("details .code").inner_text())
    at.fill("Code of the app", "000000")
    at.press("Add")
    at.reads("This is not the code that the app shows now.")
    at.fill("Code of the app", phone.code())
    at.press("Add")
    at.reads("Keep these now")
    codes = at.page.locator("main .code")
    expect(codes).to_have_count(10)
    fifth = codes.nth(4).inner_text()
    at.follow("I have kept them")
    is_in(at)
    return phone, fifth


def issue_after_a_while(at: Reader, phone: Phone) -> None:
    """What is pressed a quarter of an hour later waits for a code and is then done."""
    at.page.goto(f"{at.site}/runs/{run_in_egypt(RUNS[at.language])}/certificates/issue")
    button = at.page.locator("main form[method=post] button[type=submit]").last
    phone.wait(20)
    button.click()
    at.reads("Confirm that it is you")
    at.fill("Code of the app", "000000")
    at.press("Confirm and go on")
    at.reads("This is not right, or it was used before. Try again.")
    at.fill("Code of the app", phone.code())
    at.press("Confirm and go on")
    at.page.wait_for_url(f"**/runs/{run_in_egypt(RUNS[at.language])}/certificates")
    expect(at.page.locator("main .alert.ok")).to_be_visible()


def test_a_passkey_and_another_role(at: Reader, guarded: Server) -> None:
    guarded.lms("user", "reset-factor", f"trainer@{DOMAIN}")
    account = ("user", "grant", f"trainer@{DOMAIN}", "--role", "coordinator", "--unit", "EG-KN")
    guarded.lms(*account)
    device = at.context.new_cdp_session(at.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    give_password(at, "trainer")
    at.follow("Add a passkey")
    at.press("Make the passkey")
    at.reads("Keep these now")
    at.follow("I have kept them")
    sign_out(at)

    at.press("Sign in with a passkey")
    is_in(at)
    sign_out(at)

    give_password(at, "trainer")
    at.press("Use a passkey")
    is_in(at)

    menu = at.page.locator(".topbar summary", has=at.page.locator(".avatar"))
    before = at.page.locator(".mainnav a").all_inner_texts()
    menu.click()
    at.page.get_by_role("button", name=at.say("Coordinator")).click()
    expect(
        at.page.get_by_role("link", name=at.say("Nominations"), exact=True).first
    ).to_be_visible()
    assert at.page.locator(".mainnav a").all_inner_texts() != before


def test_without_script_there_is_no_button_that_does_nothing(
    guarded: Server, window: Browser
) -> None:
    at = Reader(window, guarded, "en", script=False)
    at.page.goto(f"{at.site}/sign-in")
    expect(at.page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    assert at.page.title().startswith("Sign in")
