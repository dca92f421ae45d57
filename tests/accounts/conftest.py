"""A mail server, a provider of single sign-on that people are sent to, and an administrator with a subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lms.accounts import services
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.accounts.sso import MAPPING, configured, linked
from tests.support.factories import UnitFactory, UserFactory
from tests.support.provider import Provider, running_provider
from tests.support.smtp import Mailbox, mail_server

PASSWORD = "كلمة مرور طويلة"


@pytest.fixture
def mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as running:
        settings = replace(
            app.config["SETTINGS"], smtp_url=running.url, mail_from="register@example.org"
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield running


@pytest.fixture(scope="session")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(app: Flask, running: Provider) -> Iterator[Provider]:
    """As good as new, and the one of the register."""
    fresh = Provider(url=running.url, key=running.key, published=[running.key])
    running.__dict__.update(fresh.__dict__)
    running.issue("nadia")
    with configured(app, running):
        yield running


@pytest.fixture
def nadia(provider: Provider) -> UserAccount:
    """A coordinator whose account is linked."""
    return linked("nadia", provider)


@pytest.fixture
def mapped(app: Flask, provider: Provider, tmp_path: Path) -> Iterator[Provider]:
    """The provider gives roles at two places."""
    UnitFactory(code="QENA")
    UnitFactory(code="CENTRE")
    db.session.commit()
    file = tmp_path / "roles.toml"
    file.write_text(MAPPING, "utf-8")
    with configured(app, provider, oidc_roles=str(file)):
        yield provider


@pytest.fixture
def place(app):
    return UnitFactory()


@pytest.fixture
def admin(app, place):
    user = services.create_account(
        email="nadia@example.org",
        display_name="Nadia",
        password=PASSWORD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(user, Role.SYSTEM_ADMINISTRATOR, place)
    return user


@pytest.fixture
def subject(place):
    return UserFactory(role=Role.TRAINER, unit=place)
