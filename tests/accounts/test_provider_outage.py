"""A provider of single sign-on that is not there, does not answer in time, or answers something else altogether."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response

from lms.accounts.services import TRIES_OF_CLIENT
from lms.platform.db import db
from tests.accounts.sso import (
    come_back,
    configured,
    counts,
    go_and_return,
)
from tests.support.provider import (
    dripping,
    failing,
    hanging,
    html,
)


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is refused depends on no database."""
    return sqlite_app


def tokens(**said: Any) -> Callable[[], Response]:
    return lambda: Response(json.dumps(said), content_type="application/json")


def nested() -> Response:
    return Response("[" * 200_000, content_type="application/json")


def endless() -> Response:
    return Response(" " * 600_000, content_type="application/json")


@pytest.mark.parametrize(
    ("path", "answer", "status"),
    [
        ("/.well-known/openid-configuration", failing, 503),
        ("/.well-known/openid-configuration", html, 502),
        ("/.well-known/openid-configuration", hanging(20), 503),
        ("/token", failing, 503),
        ("/token", html, 502),
        ("/token", hanging(20), 503),
        ("/token", dripping(20), 503),
        ("/token", tokens(access_token="two\r\nlines", id_token="a.b.c"), 502),
        ("/token", tokens(access_token=7, id_token=["a.b.c"]), 502),
        ("/token", nested, 502),
        ("/token", endless, 502),
        ("/keys", failing, 503),
        ("/keys", html, 502),
    ],
)
def test_a_provider_out_of_order_is_named_and_nothing_is_written(
    browser, provider, nadia, path, answer, status
):
    before, began = counts(), time.monotonic()
    provider.answers[path] = answer
    refusal = browser.get("/sign-in/provider")
    if refusal.status_code == 302:
        refusal = come_back(browser, provider.visit(refusal.location, "nadia"))

    assert refusal.status_code == status
    assert 'href="/sign-in"' in refusal.text
    assert time.monotonic() - began < 10
    assert counts() == before


def test_a_provider_that_is_not_there_is_waited_for_no_longer_than_is_set(app, browser, running):
    with configured(app, running, oidc_issuer="http://127.0.0.1:9"):
        assert browser.get("/sign-in/provider").status_code == 503
        assert browser.get("/sign-in").status_code == 200


def test_an_outage_of_the_provider_keeps_nobody_from_a_password(browser, provider, nadia):
    provider.answers["/token"] = html
    for _ in range(TRIES_OF_CLIENT + 1):
        assert go_and_return(browser, provider, "nadia").status_code == 502
    form = {"email": "nadia@example.org", "password": "not this one"}

    assert browser.post("/sign-in", form).status_code == 422


def test_a_provider_that_hangs_is_not_waited_for_by_everybody(browser, provider, nadia):
    provider.answers["/token"] = hanging(20)
    go_and_return(browser, provider, "nadia")
    for _ in range(3):
        assert go_and_return(browser, provider, "nadia").status_code == 503

    assert provider.asked.count("/token") == 1


def test_nobody_waits_for_the_provider_with_the_database_held(browser, provider, nadia):
    engine, wrote = db.engine, []

    def write_meanwhile() -> Response:
        with engine.begin() as another:
            wrote.append(another.exec_driver_sql("DELETE FROM counted_try"))
        return failing()

    provider.answers["/token"] = write_meanwhile
    go_and_return(browser, provider, "nadia")

    assert len(wrote) == 1
