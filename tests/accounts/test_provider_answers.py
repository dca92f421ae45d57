"""What may come back from the provider of single sign-on instead of what was asked for, and what becomes of it."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import OctKey, RSAKey

from lms.accounts.services import TRIES_OF_CLIENT
from lms.platform import clock
from tests.accounts.sso import (
    come_back,
    configured,
    counts,
    go_and_return,
    is_in,
    leave,
)
from tests.support.client import Browser
from tests.support.provider import (
    CLIENT_ID,
    SECRET,
    signed,
)

FOREIGN = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is refused depends on no database."""
    return sqlite_app


def other_issuer(claims: dict[str, Any]) -> None:
    claims["iss"] = "https://evil.example"


def other_audience(claims: dict[str, Any]) -> None:
    claims["aud"] = ["another client"]


def other_party(claims: dict[str, Any]) -> None:
    claims["azp"] = "another client"


def many_audiences(claims: dict[str, Any]) -> None:
    claims["aud"] = [CLIENT_ID, "another client"]


def other_nonce(claims: dict[str, Any]) -> None:
    claims["nonce"] = "of another sign-in"


def no_nonce(claims: dict[str, Any]) -> None:
    del claims["nonce"]


def no_subject(claims: dict[str, Any]) -> None:
    del claims["sub"]


def odd_subject(claims: dict[str, Any]) -> None:
    claims["sub"] = 7


def endless_subject(claims: dict[str, Any]) -> None:
    claims["sub"] = "x" * 256


def hidden_subject(claims: dict[str, Any]) -> None:
    claims["sub"] = "subject-nadia\x00"


def other_access_token(claims: dict[str, Any]) -> None:
    claims["at_hash"] = "of another token"


def odd_hash(claims: dict[str, Any]) -> None:
    claims["at_hash"] = 7


def odd_audience(claims: dict[str, Any]) -> None:
    claims["aud"] = {"daftar": 1}


def odd_times(claims: dict[str, Any]) -> None:
    claims["exp"] = "tomorrow"


def shown_long_ago(claims: dict[str, Any]) -> None:
    claims["auth_time"] = int(time.time()) - 13 * 3600


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(other_nonce, id="v10_5_1 nonce"),
        pytest.param(no_nonce, id="v10_5_1 no nonce"),
        pytest.param(other_issuer, id="issuer"),
        pytest.param(other_audience, id="v10_5_4 audience"),
        pytest.param(many_audiences, id="v10_5_4 audiences without azp"),
        pytest.param(other_party, id="v10_5_4 azp"),
        pytest.param(no_subject, id="no subject"),
        pytest.param(odd_subject, id="odd subject"),
        pytest.param(endless_subject, id="endless subject"),
        pytest.param(hidden_subject, id="hidden letters in the subject"),
        pytest.param(other_access_token, id="access token"),
        pytest.param(odd_hash, id="odd hash"),
        pytest.param(odd_audience, id="odd audience"),
        pytest.param(odd_times, id="odd times"),
        pytest.param(shown_long_ago, id="shown long ago"),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(browser, provider, nadia, spoil):
    provider.spoil = spoil
    before = counts()
    answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 403
    assert "This sign-in was not accepted" in answer.text
    assert counts() == before
    assert not is_in(browser)


def with_foreign_key(claims: dict[str, Any]) -> str:
    return signed(claims, FOREIGN)


def unsigned(claims: dict[str, Any]) -> str:
    parts = [{"alg": "none"}, claims]
    return (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts
        )
        + "."
    )


def with_the_secret(claims: dict[str, Any]) -> str:
    return signed(claims, OctKey.import_key(SECRET, {"kid": "first"}), "HS256")


def altered(claims: dict[str, Any]) -> str:
    header, payload, signature = with_foreign_key(claims).split(".")
    return ".".join((header, payload, signature[::-1]))


def no_token(claims: dict[str, Any]) -> str:
    return "not.a.token"


@pytest.mark.parametrize("encode", [with_foreign_key, unsigned, with_the_secret, altered, no_token])
def test_v6_8_2_a_token_without_the_providers_signature_is_refused(
    browser, provider, nadia, encode: Callable[[dict[str, Any]], str]
):
    provider.encode = encode
    before = counts()
    answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 403
    assert counts() == before


@pytest.mark.parametrize("off", [timedelta(minutes=-5), timedelta(minutes=5)])
def test_clocks_that_differ_are_named(browser, provider, nadia, off):
    def spoil(claims: dict[str, Any]) -> None:
        claims["iat"] += off.total_seconds()
        claims["exp"] = claims["iat"] + 60

    provider.spoil = spoil
    answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 403
    assert "clocks" in answer.text


def test_a_minute_between_the_clocks_does_not_matter(browser, provider, nadia):
    provider.spoil = lambda claims: claims.update(iat=claims["iat"] + 60)

    assert go_and_return(browser, provider, "nadia").location == "/"


def test_changed_keys_are_fetched_anew(browser, provider, nadia):
    go_and_return(browser, provider, "nadia")
    browser.post("/sign-out")
    provider.rotate()

    assert go_and_return(browser, provider, "nadia").location == "/"
    assert provider.asked.count("/keys") == 2


def test_its_description_and_keys_are_not_fetched_for_each_sign_in(browser, provider, nadia):
    for _ in range(3):
        go_and_return(browser, provider, "nadia")
        browser.post("/sign-out")

    assert provider.asked.count("/.well-known/openid-configuration") == 1
    assert provider.asked.count("/keys") == 1


def test_v10_1_2_an_answer_to_another_browser_is_refused(app, browser, provider, nadia):
    stolen = provider.visit(leave(browser), "nadia")
    other = Browser(app)

    assert come_back(other, stolen).status_code == 422
    leave(other)
    theirs = stolen.replace(
        parse_qs(urlsplit(stolen).query)["state"][0],
        parse_qs(urlsplit(leave(other)).query)["state"][0],
    )
    assert come_back(other, theirs).status_code == 403  # the challenge is another one
    assert not is_in(other)


def test_v10_5_1_an_answer_is_taken_once(app, browser, provider, nadia):
    with browser.client.session_transaction() as session:
        session["kept"] = True
    address = leave(browser)
    with browser.client.session_transaction() as session:
        flows = dict(session["flows"])
    back = provider.visit(address, "nadia")
    come_back(browser, back)
    browser.post("/sign-out")
    assert come_back(browser, back).status_code == 422
    with browser.client.session_transaction() as session:
        session["flows"] = flows  # a copy of the cookie from before
    assert come_back(browser, back).status_code == 403  # the provider takes the code once
    assert not is_in(browser)


def test_a_quarter_of_an_hour_is_long_enough(browser, provider, nadia):
    back = provider.visit(leave(browser), "nadia")
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        answer = come_back(browser, back)

    assert answer.status_code == 422
    assert "This took too long" in answer.text


@pytest.mark.parametrize("named", ["https://evil.example", None])
def test_v10_2_2_an_answer_of_another_provider_is_refused(browser, provider, nadia, named):
    provider.going_back = {"iss": named}
    before = counts()

    assert go_and_return(browser, provider, "nadia").status_code == 403
    assert counts() == before
    assert provider.asked.count("/token") == 0


def test_a_provider_that_does_not_name_itself_need_not(browser, provider, nadia):
    provider.described = {"authorization_response_iss_parameter_supported": False}
    provider.going_back = {"iss": None}

    assert go_and_return(browser, provider, "nadia").location == "/"


def test_whoever_cancels_is_told_so_and_led_back(browser, provider, nadia):
    answer = go_and_return(browser, provider, "", "/sign-in/provider?next=/people", cancel=True)

    assert answer.status_code == 403
    assert "You were not signed in" in answer.text
    assert 'href="/sign-in/provider?next=/people"' in answer.text
    assert 'href="/sign-in?next=/people"' in answer.text


@pytest.mark.parametrize(
    "described",
    [
        pytest.param({"issuer": "https://evil.example"}, id="v10_5_3 another issuer"),
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_v10_5_3_a_provider_that_describes_another_one_is_not_used(browser, provider, described):
    provider.described = described

    assert browser.get("/sign-in/provider").status_code == 502


def test_a_secret_that_the_provider_does_not_take_is_the_operators_matter(
    app, browser, provider, nadia, caplog
):
    with configured(app, provider, oidc_client_secret="another one"):
        answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 502
    assert "invalid_client" in caplog.text
    assert "another one" not in caplog.text


def test_the_secret_goes_in_the_form_where_the_provider_wants_it_there(browser, provider, nadia):
    provider.secret_goes_by = "client_secret_post"

    assert go_and_return(browser, provider, "nadia").location == "/"


# ---- limits, log


def test_refusals_are_counted_and_slowed_down(browser, provider, nadia):
    provider.spoil = other_nonce
    for _ in range(TRIES_OF_CLIENT):
        go_and_return(browser, provider, "nadia")
    asked = provider.asked.count("/token")
    answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert provider.asked.count("/token") == asked


def test_the_log_says_who_came_in_by_it_and_who_did_not(browser, provider, nadia, caplog):
    caplog.set_level(logging.INFO)
    provider.spoil = other_nonce
    go_and_return(browser, provider, "nadia")
    provider.spoil = lambda claims: None
    go_and_return(browser, provider, "nadia")

    assert "single sign-on refused for account None from 127.0.0.1" in caplog.text
    assert "single sign-on refused: claim nonce" in caplog.text
    assert f"single sign-on taken for account {nadia.id} from 127.0.0.1" in caplog.text
    for secret in (SECRET, "nadia@example.org", "eyJ"):
        assert secret not in caplog.text
