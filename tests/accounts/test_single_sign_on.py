"""Single sign-on, with a provider that is there: signing in, and whatever may come back instead."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from lms.accounts.models import (
    ExternalIdentity,
    SignIn,
)
from lms.platform import clock
from lms.platform.db import db
from lms.platform.throttle import CountedTry
from tests.accounts.sso import (
    BACK,
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
from tests.support.second_step import give_app, required

# ---- signing in


def test_whoever_is_linked_comes_in_and_goes_on_where_they_wanted_to(browser, provider, nadia):
    start = leave(browser, "/sign-in/provider?next=/people?q=amal")
    answer = come_back(browser, provider.visit(start, "nadia"))

    assert (answer.status_code, answer.location) == (302, "/people?q=amal")
    assert is_in(browser)
    assert db.session.scalars(select(CountedTry)).all() == []  # a right one counts for nothing
    (sign_in,) = db.session.scalars(select(SignIn)).all()
    assert (sign_in.user_id, sign_in.is_provided, sign_in.is_strong) == (nadia.id, True, False)


def test_the_sign_in_page_offers_it_only_where_it_is_configured(app, browser, running):
    assert "/sign-in/provider" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/provider").status_code == 404
    assert browser.get("/sign-in/provider/back?state=x&code=y").status_code == 404
    with configured(app, running, oidc_name_ar="حساب الوزارة"):
        page = browser.get("/sign-in?next=/people")
        assert "/sign-in/provider?next=/people" in page.text
        assert "Sign in with the ministry" in page.text
        assert "حساب الوزارة" in browser.get("/sign-in?lang=ar").text


def test_v10_2_1_what_is_asked_for_is_the_code_flow_with_challenge_state_and_nonce(
    browser, provider
):
    asked = {name: value for name, (value,) in parse_qs(urlsplit(leave(browser)).query).items()}

    assert asked["response_type"] == "code"
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT_ID, BACK)
    assert asked["code_challenge_method"] == "S256"
    assert {len(asked[name]) for name in ("code_challenge", "state", "nonce")} == {43}
    assert asked["scope"] == "openid profile email"
    assert SECRET not in str(asked)


def test_the_address_to_come_back_to_is_the_configured_one_whatever_the_request_says(
    browser, provider
):
    answer = browser.get("/sign-in/provider", headers={"Host": "evil.example"})

    assert parse_qs(urlsplit(answer.location).query)["redirect_uri"] == [BACK]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_a22_single_sign_on_never_leads_to_another_site(browser, provider, nadia, elsewhere):
    start = leave(browser, f"/sign-in/provider?next={elsewhere}")
    answer = come_back(browser, provider.visit(start, "nadia"))

    assert answer.location == "/"


def test_the_session_of_the_visitor_before_does_not_go_on(browser, provider, nadia):
    browser.get("/sign-in")
    with browser.client.session_transaction() as session:
        before = dict(session)
    go_and_return(browser, provider, "nadia")
    with browser.client.session_transaction() as session:
        assert session.get("csrf_token") != before["csrf_token"]
        assert "flows" not in session


def test_v10_1_1_no_token_reaches_the_browser(browser, provider, nadia):
    tokens: list[str] = []

    def encode(claims: dict[str, Any]) -> str:
        tokens.append(signed(claims, provider.key))
        return tokens[0]

    provider.encode = encode
    browser.get("/sign-in")
    answer = go_and_return(browser, provider, "nadia")
    sent = f"{answer.headers}{answer.text}{browser.get('/account').text}"

    with browser.client.session_transaction() as session:
        kept = f"{dict(session)}"
    for secret in (*tokens, *provider.tokens, SECRET):
        assert secret not in sent + kept
    assert len(provider.tokens) == 1


def test_no_sign_in_begins_on_another_site(browser, provider):
    answer = browser.get("/sign-in/provider", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.location.startswith("/sign-in?") or answer.location == "/sign-in"


def test_windows_side_by_side_do_not_disturb_each_other(browser, provider, nadia):
    first, second = leave(browser), leave(browser)

    assert come_back(browser, provider.visit(second, "nadia")).location == "/"
    assert come_back(browser, provider.visit(first, "nadia")).location == "/"  # is in already
    assert counts()["sign_in"] == 1


# ---- the second step


def test_the_second_step_of_the_product_follows(browser, provider, nadia):
    app_of_nadia, _codes = give_app(nadia)
    answer = go_and_return(browser, provider, "nadia")

    assert answer.location.startswith("/sign-in/code")
    assert not is_in(browser)
    browser.post("/sign-in/code", {"proof-code": app_of_nadia.now()})
    assert is_in(browser)
    assert db.session.scalars(select(SignIn)).one().is_provided


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "gold"}])
def test_v6_8_4_it_is_left_out_only_where_the_provider_says_by_a_configured_word_that_it_asked(
    app, browser, provider, nadia, said
):
    give_app(nadia)
    provider.people["nadia"] |= said
    assert go_and_return(browser, provider, "nadia").location.startswith("/sign-in/code")
    with configured(app, provider, oidc_second_factor=("mfa", "gold")):
        assert go_and_return(Browser(app), provider, "nadia").location == "/"


def test_v6_8_4_whoever_has_no_second_step_sets_one_up_unless_the_provider_asked(
    app, browser, provider, nadia
):
    with required(app):
        go_and_return(browser, provider, "nadia")
        assert browser.get("/people").location == "/account/second-step"
    provider.people["nadia"] |= {"amr": ["mfa"]}
    with required(app), configured(app, provider, oidc_second_factor=("mfa",)):
        other = Browser(app)
        go_and_return(other, provider, "nadia")
        assert other.get("/people").status_code == 200


@pytest.mark.parametrize("said", [{"acr": ["gold"]}, {"acr": {"gold": 1}}, {"amr": [{}, ["mfa"]]}])
def test_odd_words_about_a_second_step_are_none(app, browser, provider, nadia, said):
    give_app(nadia)
    provider.spoil = lambda claims: claims.update(said)
    with configured(app, provider, oidc_second_factor=("mfa", "gold")):
        assert go_and_return(browser, provider, "nadia").location.startswith("/sign-in/code")


# ---- who is let in


def test_v10_5_2_v6_8_1_an_account_is_found_by_issuer_and_subject_and_never_by_email(
    browser, provider, nadia
):
    provider.issue("impostor", email="nadia@example.org")
    before = counts()
    answer = go_and_return(browser, provider, "impostor")

    assert answer.status_code == 403
    assert "No account here belongs to this sign-in" in answer.text
    assert counts() == before
    nadias = db.session.scalars(select(ExternalIdentity)).one()
    nadias.issuer = "https://another.example"
    db.session.commit()
    assert go_and_return(browser, provider, "nadia").status_code == 403


def test_whoever_is_unknown_gets_no_account(browser, provider):
    answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 403
    assert 'href="/sign-in"' in answer.text
    assert counts()["user_account"] == 0
    assert not is_in(browser)


def test_a_disabled_account_stays_out_and_the_answer_is_that_for_an_unknown_one(
    browser, provider, nadia
):
    nadia.is_disabled = True
    db.session.commit()
    disabled = go_and_return(browser, provider, "nadia")
    provider.issue("nobody")
    unknown = go_and_return(browser, provider, "nobody")

    assert disabled.status_code == unknown.status_code == 403
    assert disabled.text.partition("<h1>")[2] == unknown.text.partition("<h1>")[2]
    assert counts()["sign_in"] == 0


def test_whoever_holds_no_role_any_more_is_told_so(browser, provider, nadia):
    nadia.grants[0].ended_at = clock.now()
    db.session.commit()
    answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 422
    assert "holds no role at present" in answer.text


# ---- signing out


def test_signing_out_ends_the_sign_in_and_offers_to_end_that_at_the_provider(
    browser, provider, nadia
):
    go_and_return(browser, provider, "nadia")
    answer = browser.post("/sign-out")

    assert answer.location == "/signed-out"
    page = browser.get("/signed-out").text
    assert f"{provider.url}/end?client_id=daftar" in page
    assert "post_logout_redirect_uri=http%3A%2F%2Flocalhost%2Fsign-in" in page
    assert not is_in(browser)


def test_where_the_provider_knows_no_signing_out_the_sign_in_page_follows(browser, provider, nadia):
    provider.described = {"end_session_endpoint": None}
    go_and_return(browser, provider, "nadia")
    browser.post("/sign-out")

    assert browser.get("/signed-out").location == "/sign-in"


def test_whoever_signed_in_by_password_is_asked_nothing_more_at_signing_out(
    browser, provider, nadia
):
    browser.sign_in(nadia)

    assert browser.post("/sign-out").location == "/sign-in"


def test_a_disabled_account_is_signed_out_at_once(browser, provider, nadia):
    go_and_return(browser, provider, "nadia")
    nadia.is_disabled = True
    db.session.commit()

    assert not is_in(browser)
