"""The roles that the provider of single sign-on gives: by the operator's file, read again at each sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts import services
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.accounts.rules import is_in_force
from lms.accounts.services.identities import PROVIDED_FOR
from lms.platform import clock
from lms.platform.db import db
from tests.accounts.sso import (
    CENTRE,
    QENA,
    configured,
    counts,
    go_and_return,
    held,
    is_in,
    linked,
    recorded,
    where,
)
from tests.support.client import Browser


def test_whoever_has_roles_by_the_mapping_gets_an_account(browser, mapped):
    mapped.issue("samir", groups=["training-qena", "somebody-elses"], name="Samir Fawzi")
    assert go_and_return(browser, mapped, "samir").location == "/"

    user = db.session.scalars(select(UserAccount)).one()
    assert (user.email, user.display_name) == ("samir@example.org", "Samir Fawzi")
    assert user.password_hash is None
    assert held(user) == {QENA}
    grant = user.grants[0]
    assert (grant.starts_on, grant.ends_on) == (clock.today(), clock.today() + PROVIDED_FOR)
    assert [
        recorded(f"accounts.{one}") for one in ("create", "link_identity", "provide_grant")
    ] == [
        1,
        1,
        1,
    ]


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"groups": []},
        {"groups": ["system_administrator", "*"]},
        {"groups": ["nowhere"]},
        {"groups": {"training-qena": True}},
        {"groups": ["training-qena"], "email_verified": False},
        {"roles": ["training-qena"]},
    ],
)
def test_whoever_has_none_gets_none(browser, mapped, claims):
    mapped.issue("samir", **claims)

    assert go_and_return(browser, mapped, "samir").status_code == 403
    assert counts()["user_account"] == 0


def test_roles_are_read_again_at_each_sign_in_and_end_at_once(app, browser, mapped):
    mapped.issue("nadia", groups=["training-qena", "training-centre"])
    user = linked("nadia", mapped, role=Role.TRAINEE)
    go_and_return(browser, mapped, "nadia")
    assert held(user) == {QENA, CENTRE}
    elsewhere = Browser(app).sign_in(user, next(g for g in user.grants if g.role is CENTRE[0]))
    assert is_in(elsewhere)

    mapped.people["nadia"]["groups"] = "training-qena"  # one group, as some providers say it
    go_and_return(Browser(app), mapped, "nadia")

    assert held(user) == {QENA}
    assert not is_in(elsewhere)
    assert is_in(browser)
    assert (recorded("accounts.provide_grant"), recorded("accounts.end_provided_grant")) == (2, 1)


def test_what_the_provider_no_longer_gives_ends_even_for_whoever_is_not_let_in(browser, mapped):
    mapped.issue("samir", groups=["training-qena"])
    go_and_return(browser, mapped, "samir")
    user = db.session.scalars(select(UserAccount)).one()
    browser.post("/sign-out")
    mapped.people["samir"]["groups"] = []
    answer = go_and_return(browser, mapped, "samir")

    assert answer.status_code == 422
    assert held(user) == set()


def test_roles_given_by_hand_are_left_alone_and_not_given_twice(browser, mapped):
    mapped.issue("nadia", groups=["training-qena"])
    user = linked("nadia", mapped, role=Role.TRAINEE)
    by_hand = services.grant_role(user, *where(QENA))
    db.session.commit()
    go_and_return(browser, mapped, "nadia")
    assert held(user) == set()
    assert held(user, by_provider=False) >= {QENA}

    services.end_grant(by_hand)
    db.session.commit()
    browser.post("/sign-out")
    go_and_return(browser, mapped, "nadia")
    assert held(user) == {QENA}
    services.grant_role(user, *where(QENA))  # beside the provider's, so that it outlasts that one
    db.session.commit()
    mapped.people["nadia"]["groups"] = []
    browser.post("/sign-out")
    go_and_return(browser, mapped, "nadia")
    assert (held(user), held(user, by_provider=False) >= {QENA}) == (set(), True)


def test_without_a_mapping_the_provider_changes_no_roles(app, browser, mapped, tmp_path):
    mapped.issue("nadia", groups=["training-qena"])
    user = linked("nadia", mapped)
    go_and_return(browser, mapped, "nadia")
    mapped.people["nadia"]["groups"] = []
    with configured(app, mapped, oidc_roles=""):
        go_and_return(Browser(app), mapped, "nadia")

    assert held(user) == {QENA}


def test_a_role_that_the_provider_does_not_repeat_runs_out(app, browser, mapped):
    mapped.issue("nadia", groups=["training-qena"])
    user = linked("nadia", mapped, role=Role.TRAINEE)
    go_and_return(browser, mapped, "nadia")
    later = clock.now() + PROVIDED_FOR + timedelta(days=1)
    with clock.frozen(later):
        by_password = Browser(app).sign_in(user, user.grants[0])
        assert is_in(by_password)
        assert [grant.role for grant in user.grants if is_in_force(grant)] == [Role.TRAINEE]
    assert recorded("accounts.end_provided_grant") == 0


def test_claims_that_only_the_user_info_tells_count_too(browser, mapped):
    mapped.of_user_info["nadia"] = {"groups": ["training-qena"], "email": "other@example.org"}
    user = linked("nadia", mapped, role=Role.TRAINEE)
    go_and_return(browser, mapped, "nadia")
    assert held(user) == {QENA}

    mapped.of_user_info["nadia"]["sub"] = "somebody else"
    assert go_and_return(Browser(browser.app), mapped, "nadia").status_code == 403
    assert held(user) == {QENA}


def test_an_email_that_only_the_user_info_tells_counts_with_what_it_says_of_it(browser, mapped):
    mapped.issue("samir", groups=["training-qena"])
    of_token = mapped.people["samir"]
    told = {"email": of_token.pop("email"), "email_verified": of_token.pop("email_verified")}
    mapped.of_user_info["samir"] = told | {"email_verified": False}
    of_token["email_verified"] = True  # of no email at all
    assert go_and_return(browser, mapped, "samir").status_code == 403

    mapped.of_user_info["samir"] = told
    assert go_and_return(browser, mapped, "samir").location == "/"
    assert db.session.scalars(select(UserAccount)).one().email == "samir@example.org"


def test_a_verified_email_of_the_user_info_does_not_vouch_for_that_of_the_token(browser, mapped):
    mapped.issue("samir", email_verified=False)
    mapped.of_user_info["samir"] = {"groups": ["training-qena"], "email_verified": True}

    assert go_and_return(browser, mapped, "samir").status_code == 403


def test_an_administrator_who_takes_a_provided_role_back_ends_it_now(app, browser, mapped):
    mapped.issue("nadia", groups=["training-qena"])
    user = linked("nadia", mapped, role=Role.TRAINEE)
    go_and_return(browser, mapped, "nadia")
    services.end_grant(next(grant for grant in user.grants if grant.is_provided))
    db.session.commit()

    assert held(user) == set()
    go_and_return(Browser(app), mapped, "nadia")
    assert held(user) == {QENA}
