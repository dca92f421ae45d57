"""`lms user`."""

from __future__ import annotations

import re

import pytest
from click.testing import Result

from lms.accounts import services
from lms.accounts.models import LinkPurpose, UserAccount
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.platform.db import db
from tests.support.factories import UnitFactory, UserFactory


def run(app, *arguments: str, typed: str = "") -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["user", *arguments], input=typed)
    db.session.expire_all()
    return result


def create(
    app, email: str = "hala@example.org", unit: str = "EG", password: str = "a long password"
):
    return run(
        app,
        *("create", email, "--name", "Hala", "--role", "system_administrator"),
        *("--unit", unit, "--password-stdin"),
        typed=f"{password}\n",
    )


def test_makes_the_first_account(app):
    UnitFactory(code="EG")

    assert create(app).output == "hala@example.org can sign in as system_administrator at EG.\n"
    user = db.session.query(UserAccount).one()
    assert services.sign_in(user.email, "a long password", client="here")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "nowhere"}, "there is no place with the code 'nowhere'"),
        ({"password": "short"}, "at least eight characters"),
        ({"email": "taken@example.org"}, "Another account uses this email."),
    ],
)
def test_says_in_one_line_why_not_and_makes_nothing(app, changes, said):
    UnitFactory(code="EG")
    UserFactory(email="taken@example.org")

    refused = create(app, **changes)

    assert refused.exit_code != 0
    assert said in refused.output
    assert db.session.query(UserAccount).count() == 1


def test_gives_further_roles(app):
    UserFactory(email="hala@example.org")
    UnitFactory(code="SAQ")

    arguments = ("grant", "hala@example.org", "--role", "trainer", "--unit", "SAQ")
    given = run(app, *arguments, "--from", "2026-01-01", "--to", "2999-12-31")

    assert given.output == "hala@example.org is trainer at SAQ.\n"
    grant = db.session.query(UserAccount).one().grants[0]
    assert (grant.role, grant.ends_on.year) == (Role.TRAINER, 2999)
    assert "there is no account" in run(app, "grant", "x@y.zz", *arguments[2:]).output


def test_without_a_password_prints_the_link_on_which_its_owner_chooses_one(app):
    UnitFactory(code="EG")

    said = run(
        app,
        *("create", "hala@example.org", "--name", "Hala", "--role", "trainer", "--unit", "EG"),
    ).output

    assert db.session.query(UserAccount).one().password_hash is None
    assert "(invited)" in run(app, "list").output
    token = re.findall(r" http://localhost/invitation/(\S+)\n", said)[0]
    services.choose_password(token, LinkPurpose.INVITATION, "a long password")
    db.session.commit()
    assert services.sign_in("hala@example.org", "a long password", client="here")


def test_prints_a_link_for_a_new_password_and_records_that(app):
    UserFactory(email="hala@example.org", role=Role.TRAINER)

    said = run(app, "link", "hala@example.org").output

    token = re.findall(r" http://localhost/reset/(\S+)\n", said)[0]
    services.choose_password(token, LinkPurpose.RESET, "another password")
    db.session.commit()
    assert services.sign_in("hala@example.org", "another password", client="here")
    assert db.session.query(AuditEvent).filter_by(action="accounts.show_link").count() == 1


def test_lists_accounts_with_their_roles(app):
    UserFactory(email="a@example.org", role=Role.TRAINER, unit=UnitFactory(code="SAQ"))
    UserFactory(email="b@example.org", is_disabled=True)

    assert run(app, "list").output == (
        "a@example.org: trainer at SAQ\nb@example.org (disabled): no role\n"
    )
    assert run(app, "list", "--role", "trainer").output == "a@example.org: trainer at SAQ\n"
