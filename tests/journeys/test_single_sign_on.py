"""Single sign-on as people take it: to the provider and back, cancelled, signed out there too, linked by an owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support import steps
from tests.support.chromium import axe_violations, sideways
from tests.support.provider import CLIENT_ID, SECRET, Provider, running_provider
from tests.support.reader import PASSWORD, Reader
from tests.support.server import Server, empty, serving

pytestmark = pytest.mark.browser

NAMES = {"en": "the ministry", "ar": "الوزارة"}
ROLES = """
claim = "groups"

[[role]]
value = "analysts"
role = "ministry_analyst"
unit = "EG"
"""


@dataclass
class Register:
    """A register with a provider of single sign-on on another site."""

    server: Server
    provider: Provider


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder: Path = tmp_path_factory.mktemp("single-sign-on")
    instance, roles = folder / "empty", folder / "roles.toml"
    empty(instance)
    roles.write_text(ROLES, "utf-8")
    with (
        running_provider(host="localhost") as provider,
        serving(
            instance,
            LMS_OIDC_ISSUER=provider.url,
            LMS_OIDC_CLIENT_ID=CLIENT_ID,
            LMS_OIDC_CLIENT_SECRET=SECRET,
            LMS_OIDC_NAME_EN=NAMES["en"],
            LMS_OIDC_NAME_AR=NAMES["ar"],
            LMS_OIDC_ROLES=str(roles),
        ) as server,
    ):
        provider.redirect_uris = {f"{server.url}/sign-in/provider/back"}
        steps.begin(server, "EG")
        yield Register(server, provider)


def looks_right(at: Reader) -> None:
    assert axe_violations(at.page) == []
    assert sideways(at.page) == 0


def enter_there(at: Reader, name: str) -> None:
    at.page.get_by_label("Name").fill(name)
    at.page.get_by_role("button", name="Enter").click()


@pytest.mark.parametrize(("language", "phone"), [("en", False), ("ar", True)])
def test_single_sign_on(register: Register, window: Browser, language: str, phone: bool) -> None:
    mona, hala, owner = (f"{one}-{language}" for one in ("mona", "hala", "owner"))
    register.provider.issue(mona, groups=["analysts"])
    register.provider.issue(hala)
    role = ("--role", "system_administrator", "--unit", "EG", "--password-stdin")
    account = ("user", "create", f"{owner}@example.org", "--name", "Owner")
    register.server.lms(*account, *role, typed=PASSWORD)
    at, name = Reader(window, register.server, language, phone=phone), NAMES[language]

    at.page.goto(f"{at.site}/people")
    looks_right(at)
    at.follow("Sign in with %(provider)s", provider=name)
    at.page.get_by_role("button", name="Cancel").click()
    at.reads("You were not signed in")
    looks_right(at)
    at.follow("Try again")
    enter_there(at, mona)
    expect(at.page).to_have_url(f"{at.site}/people")

    at.sign_out()
    at.reads("You are signed out here")
    looks_right(at)
    at.follow("Sign out there too")
    expect(at.page).to_have_url(f"{at.site}/sign-in")

    at.follow("Sign in with %(provider)s", provider=name)
    enter_there(at, hala)
    at.reads("No account here belongs to this sign-in")
    looks_right(at)

    at.sign_in(owner)
    at.page.goto(f"{at.site}/account")
    looks_right(at)
    at.follow("Link single sign-on")
    enter_there(at, hala)
    at.reads_exactly(f"{hala}@example.org")
    looks_right(at)
    at.press("Link it")
    at.reads("Linked. Everywhere else you are signed out.")
    looks_right(at)
    at.sign_out()

    at.follow("Sign in with %(provider)s", provider=name)
    enter_there(at, hala)
    expect(at.page).to_have_url(f"{at.site}/places")
