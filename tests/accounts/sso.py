"""Single sign-on for tests: the register with a provider, and somebody who goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.accounts import single_sign_on
from lms.accounts.models import (
    ExternalIdentity,
    PendingSignIn,
    RoleGrant,
    SignIn,
    UserAccount,
)
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.organisation.models import OrgUnit
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import UserFactory
from tests.support.provider import CLIENT_ID, SECRET, Provider

BACK = "http://localhost/sign-in/provider/back"


MAPPING = """
claim = "groups"

[[role]]
value = "training-qena"
role = "coordinator"
unit = "QENA"

[[role]]
value = "training-centre"
role = "centre_administrator"
unit = "CENTRE"

[[role]]
value = "nowhere"
role = "trainer"
unit = "GONE"
"""
QENA, CENTRE = (Role.COORDINATOR, "QENA"), (Role.CENTRE_ADMINISTRATOR, "CENTRE")


@contextmanager
def configured(app: Flask, provider: Provider, **more: Any) -> Iterator[None]:
    """Meanwhile the provider is the one of the register."""
    provider.redirect_uris = {BACK}
    before = app.config["SETTINGS"]
    settings = replace(
        before,
        **{
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SECRET,
            "oidc_name_en": "the ministry",
            "oidc_timeout": 1,
            **more,
        },
    )
    app.config["SETTINGS"] = settings
    single_sign_on.init_app(app, settings)
    try:
        yield
    finally:
        app.config["SETTINGS"] = before
        single_sign_on.init_app(app, before)


def leave(browser: Browser, start: str = "/sign-in/provider") -> str:
    """The address at the provider that the browser is sent to."""
    answer = browser.get(start)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def come_back(browser: Browser, address: str) -> TestResponse:
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}")


def go_and_return(
    browser: Browser,
    provider: Provider,
    person: str,
    start: str = "/sign-in/provider",
    *,
    cancel: bool = False,
) -> TestResponse:
    """To the provider, in there as somebody, and back."""
    return come_back(browser, provider.visit(leave(browser, start), person, cancel=cancel))


def linked(person: str, provider: Provider, role: Role = Role.COORDINATOR) -> UserAccount:
    """An account of somebody who is known to the provider, linked."""
    user: UserAccount = UserFactory(email=f"{person}@example.org", role=role)
    subject = provider.people[person]["sub"]
    db.session.add(
        ExternalIdentity(user_id=user.id, issuer=provider.url, subject=subject, label=person)
    )
    db.session.commit()
    return user


def counts() -> dict[str, int]:
    """How many rows there are of what a sign-in may write."""
    models = (ExternalIdentity, SignIn, PendingSignIn, RoleGrant, UserAccount, AuditEvent)
    return {
        model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in models
    }


def is_in(browser: Browser) -> bool:
    return browser.get("/preferences").status_code == 200


def held(user: UserAccount, *, by_provider: bool = True) -> set[tuple[Role, str]]:
    return {
        (grant.role, grant.unit.code)
        for grant in db.session.scalars(select(RoleGrant).filter_by(user_id=user.id))
        if grant.ended_at is None and grant.is_provided is by_provider
    }


def where(role: tuple[Role, str]) -> tuple[Role, OrgUnit]:
    return role[0], db.session.scalars(select(OrgUnit).filter_by(code=role[1])).one()


def recorded(action: str) -> int:
    return len(db.session.scalars(select(AuditEvent).filter_by(action=action)).all())
