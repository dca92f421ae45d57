"""Whose account it is that somebody comes to from the provider, and which roles it gives them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts import services
from lms.accounts.cli import cli
from lms.accounts.errors import HasSingleSignOn
from lms.accounts.models import AccountLink, ExternalIdentity, LinkPurpose, UserAccount
from lms.accounts.roles import Role
from lms.accounts.rules import account_state
from lms.accounts.services.links import make_link
from lms.platform import clock
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.accounts.sso import (
    BACK,
    configured,
    counts,
    go_and_return,
    held,
    is_in,
    linked,
    recorded,
)
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory, choose_password
from tests.support.provider import Provider
from tests.support.second_step import give_app
from tests.support.smtp import Mailbox


def invited(email: str) -> UserAccount:
    user = services.create_account(email=email, display_name="Nadia", preferences=Preferences())
    services.grant_role(user, Role.COORDINATOR, UnitFactory())
    make_link(user, LinkPurpose.INVITATION)
    db.session.commit()
    return user


# ---- accounts found by email, where that is allowed


def test_an_invitation_is_not_accepted_by_email_unless_the_operator_says_so(browser, provider):
    invited("nadia@example.org")

    assert go_and_return(browser, provider, "nadia").status_code == 403
    assert counts()["external_identity"] == 0


def test_where_the_operator_says_so_a_verified_email_accepts_an_invitation(app, browser, provider):
    user = invited("nadia@example.org")
    assert account_state(user) == "invited"
    with configured(app, provider, oidc_link_invited=True):
        assert go_and_return(browser, provider, "nadia").location == "/"

    assert is_in(browser)
    assert account_state(user) == "active"
    assert db.session.scalars(select(AccountLink)).one().ended_at is not None
    assert recorded("accounts.link_identity") == 1
    with configured(app, provider):  # from now on by its lasting name alone
        provider.people["nadia"] |= {"email": "moved@example.org", "email_verified": False}
        assert go_and_return(Browser(app), provider, "nadia").location == "/"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_email_that_nobody_verified_leads_nowhere(app, browser, provider, verified):
    invited("nadia@example.org")
    provider.issue("nadia", email_verified=verified)
    with configured(app, provider, oidc_link_invited=True):
        assert go_and_return(browser, provider, "nadia").status_code == 403


def test_an_account_in_use_is_never_taken_over_by_email(app, browser, mapped, tmp_path):
    UserFactory(email="nadia@example.org", role=Role.SYSTEM_ADMINISTRATOR)
    provider, before = mapped, counts()
    provider.issue("nadia", groups=["training-qena"])
    with configured(app, provider, oidc_link_invited=True, oidc_roles=str(tmp_path / "roles.toml")):
        answer = go_and_return(browser, provider, "nadia")

    assert answer.status_code == 403
    assert counts() == before


def test_v6_4_6_nobody_else_chooses_a_password_for_whoever_has_none(app, browser, provider):
    user = invited("nadia@example.org")
    with configured(app, provider, oidc_link_invited=True):
        go_and_return(browser, provider, "nadia")
    admin = Browser(app).sign_in(
        UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=user.grants[0].unit)
    )
    at = f"/accounts/{user.id}"

    for deed in ("invitation", "invitation/show", "reset"):
        assert admin.post(f"{at}/{deed}").status_code == 409
    page = admin.get(at).text
    assert "linked" in page
    assert "Send the invitation again" not in page
    assert "Send a link for a new password" not in page
    assert all(link.ended_at for link in db.session.scalars(select(AccountLink)))
    for make in (services.invite, services.link_to_hand_over, services.send_reset):
        with pytest.raises(HasSingleSignOn):
            make(user)


def test_another_email_of_a_linked_account_is_told_at_the_one_from_before(
    app, browser, provider, mailbox: Mailbox
):
    user = invited("nadia@example.org")
    with configured(app, provider, oidc_link_invited=True):
        go_and_return(browser, provider, "nadia")
    services.update_account(
        user, email="other@example.org", display_name="Nadia", person=None, by=NOBODY
    )
    db.session.commit()

    assert mailbox.wait_for("nadia@example.org")


# ---- linking and unlinking one's own account


def link_page(browser: Browser, provider: Provider, person: str = "nadia"):
    answer = go_and_return(browser, provider, person, "/account/single-sign-on/begin")
    assert answer.location == "/account/single-sign-on"
    return browser.get("/account/single-sign-on")


def test_the_owner_links_an_account_and_everywhere_else_is_signed_out(
    app, browser, provider, mailbox: Mailbox
):
    user = UserFactory(email="owner@example.org", role=Role.COORDINATOR)
    browser.sign_in(user)
    other = Browser(app).sign_in(user)
    with configured(app, provider):
        page = link_page(browser, provider)
        assert "nadia@example.org" in page.text
        assert counts()["external_identity"] == 0  # coming back links nothing
        assert browser.post("/account/single-sign-on").location == "/account"
        assert "nadia@example.org" in browser.get("/account").text
        assert not is_in(other)
        assert go_and_return(Browser(app), provider, "nadia").location == "/"
    assert recorded("accounts.link_identity") == 1
    assert "linked to single sign-on" in mailbox.wait_for("owner@example.org").get_content()


def test_whoever_is_not_sure_to_be_the_owner_links_nothing(app, browser, provider):
    user = UserFactory(role=Role.COORDINATOR)
    browser.sign_in(user)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert "/confirm" in browser.get("/account/single-sign-on/begin").location
        assert browser.post("/account/single-sign-on").status_code == 403
        assert browser.post("/account/single-sign-on/unlink").status_code == 403


def test_what_one_account_began_to_link_another_does_not_go_on_with(app, browser, provider):
    first, second = UserFactory(role=Role.COORDINATOR), UserFactory(role=Role.COORDINATOR)
    browser.sign_in(first)
    link_page(browser, provider)
    browser.sign_in(second)

    assert browser.get("/account/single-sign-on").location == "/account"
    assert browser.post("/account/single-sign-on").status_code == 422
    assert counts()["external_identity"] == 0


def test_an_identity_leads_to_one_account_and_an_account_to_one_identity(browser, provider, nadia):
    provider.issue("other")
    user = UserFactory(role=Role.COORDINATOR)
    browser.sign_in(user)
    link_page(browser, provider)
    assert browser.post("/account/single-sign-on").status_code == 409

    browser.sign_in(nadia)
    link_page(browser, provider, "other")
    assert browser.post("/account/single-sign-on").status_code == 409
    assert counts()["external_identity"] == 1


def test_unlinking_ends_what_came_from_there(app, browser, mapped):
    mapped.issue("nadia", groups=["training-qena"])
    user = linked("nadia", mapped, role=Role.TRAINEE)
    entered = Browser(app)
    go_and_return(entered, mapped, "nadia")
    browser.sign_in(user, user.grants[0])
    assert browser.post("/account/single-sign-on/unlink").location == "/account"

    assert held(user) == set()
    assert held(user, by_provider=False)
    assert not is_in(entered)
    assert recorded("accounts.unlink_identity") == 1
    assert go_and_return(Browser(app), mapped, "nadia").status_code == 403


def test_nobody_shuts_themselves_out(app, browser, provider):
    user = invited("nadia@example.org")
    with configured(app, provider, oidc_link_invited=True):
        go_and_return(browser, provider, "nadia")
        assert browser.post("/account/single-sign-on/unlink").status_code == 409
        assert "Change the password" not in browser.get("/account").text
    assert user.is_linked


# ---- making sure once more


def later(app: Flask, provider: Provider, browser: Browser):
    """A quarter of an hour after signing in by the provider."""
    go_and_return(browser, provider, "nadia")
    return clock.frozen(clock.now() + timedelta(minutes=16))


def shown_then(provider: Provider) -> None:
    now = int(clock.now().timestamp())
    provider.spoil = lambda claims: claims.update(iat=now, exp=now + 60, auth_time=now)


def test_v6_8_4_the_provider_makes_sure_once_more_when_it_says_when_it_did(
    app, browser, provider, nadia
):
    with later(app, provider, browser):
        assert browser.get("/account/second-step/app").location.startswith("/confirm")
        page = browser.get("/confirm?next=/account/second-step/app").text
        assert "/confirm/provider?next=/account/second-step/app" in page
        start = "/confirm/provider?next=/account/second-step/app"
        assert go_and_return(browser, provider, "nadia", start).status_code == 403  # of long ago
        shown_then(provider)
        answer = go_and_return(browser, provider, "nadia", start)
        assert answer.location == "/account/second-step/app"
        assert browser.get("/account/second-step/app").status_code == 200


def test_somebody_else_at_the_provider_makes_sure_of_nothing(app, browser, provider, nadia):
    provider.issue("other")
    linked("other", provider)
    with later(app, provider, browser):
        shown_then(provider)
        answer = go_and_return(browser, provider, "other", "/confirm/provider")
        assert answer.status_code == 422
        assert browser.get("/account/second-step/app").location.startswith("/confirm")


def test_whoever_has_a_second_step_shows_that_or_one_of_the_provider(app, browser, provider, nadia):
    give_app(nadia)
    browser.sign_in(nadia)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        shown_then(provider)
        assert go_and_return(browser, provider, "nadia", "/confirm/provider").status_code == 422
        provider.people["nadia"] |= {"amr": ["mfa"]}
        with configured(app, provider, oidc_second_factor=("mfa",)):
            assert go_and_return(browser, provider, "nadia", "/confirm/provider").location == "/"


def test_a_password_is_not_enough_where_the_provider_asked_for_more(app, browser, provider, nadia):
    choose_password(nadia, "a long word of seven")
    db.session.commit()
    provider.people["nadia"] |= {"amr": ["mfa"]}
    with configured(app, provider, oidc_second_factor=("mfa",)), later(app, provider, browser):
        assert 'name="proof-password"' not in browser.get("/confirm").text
        answer = browser.post("/confirm", {"proof-password": "a long word of seven"})
        assert answer.status_code == 422


def test_silent_single_sign_on_makes_sure_of_nobody(app, browser, provider, nadia):
    provider.spoil = lambda claims: claims.update(auth_time=claims["auth_time"] - 3600)
    assert go_and_return(browser, provider, "nadia").location == "/"

    assert browser.get("/account/second-step/app").location.startswith("/confirm")


# ---- for the operator


def test_the_list_of_accounts_says_who_is_linked_and_the_operator_unlinks(app, mapped):
    mapped.issue("nadia", groups=["training-qena"])
    user = linked("nadia", mapped, role=Role.TRAINEE)
    browser = Browser(app)
    go_and_return(browser, mapped, "nadia")
    code = next(g for g in user.grants if not g.is_provided).unit.code
    run = app.test_cli_runner().invoke

    said = run(cli, ["list"]).output
    assert f"nadia@example.org (single sign-on): trainee at {code}, coordinator at QENA*" in said
    assert run(cli, ["unlink", "nadia@example.org"]).output == "nadia@example.org is unlinked.\n"
    db.session.expire_all()
    assert not is_in(browser)
    assert db.session.scalars(select(ExternalIdentity)).all() == []
    assert "was not linked" in run(cli, ["unlink", "nadia@example.org"]).output


def test_the_operator_asks_the_provider_and_sees_which_places_are_not_there(app, mapped):
    run = app.test_cli_runner().invoke
    said = run(cli, ["provider"])
    assert said.exit_code == 1
    assert said.output.splitlines() == [
        f"{mapped.url} answers and signs with 1 keys.",
        f"It sends people back to {BACK}",
        "training-qena: coordinator at QENA",
        "training-centre: centre_administrator at CENTRE",
        "nowhere: trainer at GONE (there is no such place)",
    ]
    with configured(app, mapped, oidc_roles=""):
        assert run(cli, ["provider"]).exit_code == 0
        mapped.described = {"issuer": "https://another.example"}
    with configured(app, mapped):
        said = run(cli, ["provider"])
        assert said.exit_code == 1
        assert f"Error: {mapped.url}: It answered something" in said.output
