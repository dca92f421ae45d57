"""G22: identity numbers, passwords and tokens are planted, every page is opened, and none is found where it leaks."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest

from lms.accounts import services as accounts
from lms.accounts.roles import Role
from lms.people import services as people
from lms.people.rules import PersonData
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.logging import JsonLines
from tests.access.matrix import cells
from tests.access.register import Register, visitor
from tests.support.client import Browser
from tests.support.factories import actor
from tests.support.smtp import Mailbox, mail_server, text_of

NUMBER = "29001011234581"
PHONE = "+201001234567"
PASSWORD = "kanarienvogel im bergwerk"
WRONG = "ein anderer kanarienvogel"
EMAIL = "canary@example.org"
LINK = re.compile(r"(?:href|action|src)=\"?([^\"\s>]+)")


@pytest.fixture
def mailbox(register: Register, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """What the register sends."""
    with mail_server() as running:
        settings = replace(
            register.app.config["SETTINGS"], smtp_url=running.url, mail_from="register@example.org"
        )
        monkeypatch.setitem(register.app.config, "SETTINGS", settings)
        yield running


def test_g22_no_canary_is_found_in_logs_addresses_or_mail(
    register: Register, mailbox: Mailbox
) -> None:
    register.put_back()
    app, world = register.app, register.world
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        place = world.places["own"]
        data = PersonData(full_name="منى الكناري", country="EG", national_id=NUMBER, phone=PHONE)
        person = people.create_person(data, actor(Role.COORDINATOR, place), unit=place)
        account = accounts.create_account(
            email=EMAIL, display_name="Canary", password=PASSWORD, preferences=Preferences()
        )
        accounts.grant_role(account, Role.COORDINATOR, place)
        db.session.commit()
        register_values = {"people": person.id, "records": person.id}
        addresses, opened, shown = set(), 0, 0
        visitors = [
            visitor(app, world, name)
            for name in ("coordinator", "centre_administrator", "head_administrator", "auditor")
        ]
        browser = Browser(app)
        for password in (WRONG, PASSWORD):
            answer = browser.post("/sign-in", {"email": EMAIL, "password": password})
            addresses.update([*LINK.findall(answer.text), answer.location or ""])
        cookie = browser.client.get_cookie("daftar")
        browser.post("/forgotten", {"email": EMAIL})
        answer = visitors[0].post(
            f"/people/{person.id}/id-number", {"why": "other", "words": f"for {PHONE}"}
        )
        assert NUMBER in answer.text
        world.values["own"] = {**world.values["own"], **register_values}
        for one in [*visitors, browser]:
            for cell in cells(app, world, "coordinator"):
                if cell.method == "GET" and cell.relation in (None, "own"):
                    answer = one.get(cell.url)
                    opened += 1
                    page = answer.data.decode("utf-8", "replace")
                    answer.close()
                    assert NUMBER not in page, cell.url
                    shown += "••••4581" in page
                    addresses.update([*LINK.findall(page), answer.location or ""])
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        register.put_back()
    lines = log.getvalue()
    assert opened > 300
    assert shown > 0
    assert lines.count("\n") >= opened
    mails = [f"{mail['Subject']} {text_of(mail)}" for mail in mailbox.mails]
    assert mails
    secrets = [NUMBER, PHONE, PASSWORD, WRONG, cookie.value if cookie else "none"]
    found = [
        (secret, where)
        for where, texts, more in (
            ("log", [lines], [EMAIL]),
            ("address", [*map(unquote, addresses)], [EMAIL]),
            ("mail", mails, []),
        )
        for secret in [*secrets, *more]
        if any(secret in text for text in texts)
    ]
    assert found == []
