"""The screens for accounts: who manages whom, and what nobody can give themselves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from markupsafe import escape

from lms.accounts import policy, services
from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.accounts.roles import Role, holds
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.platform.access import PERMISSIONS
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import PersonFactory, UnitFactory, UserFactory
from tests.support.statements import counted_statements


@pytest.fixture
def tree(app) -> dict[str, OrgUnit]:
    country = UnitFactory(code="EG", name_en="Egypt")
    giza = UnitFactory(code="GZ", name_en="Giza", parent=country)
    return {
        "country": country,
        "giza": giza,
        "qena": UnitFactory(code="QN", name_en="Qena", parent=country),
        "centre": UnitFactory(code="SAQ", name_en="Saqqara", parent=giza),
    }


@pytest.fixture
def admin(browser, tree) -> Browser:
    return browser.sign_in(
        UserFactory(
            email="admin@example.org",
            display_name="Hala",
            role=Role.SYSTEM_ADMINISTRATOR,
            unit=tree["giza"],
        )
    )


@pytest.fixture
def nadia(tree) -> UserAccount:
    return UserFactory(
        email="nadia@example.org", display_name="نادية", role=Role.TRAINER, unit=tree["centre"]
    )


@pytest.fixture
def stranger(tree) -> UserAccount:
    return UserFactory(email="far@example.org", role=Role.TRAINER, unit=tree["qena"])


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*><bdi>([^<]+)', page)


def account(email: str) -> UserAccount | None:
    return db.session.query(UserAccount).filter_by(email=email).one_or_none()


# The list


def test_lists_the_accounts_of_ones_places_with_their_roles(admin, nadia, stranger):
    page = admin.get("/accounts").text

    assert listed(page) == ["Hala", "نادية"]
    assert "Trainer (Saqqara)" in page


def test_narrows_accounts(admin, nadia):
    services.disable(nadia)

    assert listed(admin.get("/accounts?role=trainer").text) == ["نادية"]
    assert listed(admin.get("/accounts?state=disabled").text) == ["نادية"]
    assert listed(admin.get("/accounts?state=active").text) == ["Hala"]
    assert listed(admin.get("/accounts?q=ناديه").text) == ["نادية"]
    assert listed(admin.get("/accounts?q=NADIA@").text) == ["نادية"]
    assert listed(admin.get("/accounts?q=%25").text) == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_accounts(admin, nadia, form):
    assert admin.get(f"/accounts?format={form}&sort=-signed_in").status_code == 200


def test_a_list_of_accounts_costs_few_statements(admin, tree):
    for _ in range(40):
        UserFactory(role=Role.TRAINER, unit=tree["centre"])
    admin.get("/accounts")

    with counted_statements() as statements:
        assert len(listed(admin.get("/accounts").text)) == 25

    assert len(statements) <= 10


@pytest.mark.parametrize("role", [role for role in Role if not holds(role, policy.MANAGE.key)])
def test_accounts_are_for_administrators(app, tree, nadia, role):
    other = Browser(app).sign_in(UserFactory(role=role, unit=tree["country"]))

    for path in ("", "/new", f"/{nadia.id}", f"/{nadia.id}/edit", f"/{nadia.id}/roles/new"):
        assert other.get(f"/accounts{path}").status_code == 403, path
    for path in ("/new", f"/{nadia.id}/disable", f"/{nadia.id}/roles/new"):
        assert other.post(f"/accounts{path}").status_code == 403, path


def test_outside_ones_scope_an_account_does_not_exist(admin, stranger):
    grant = stranger.grants[0]

    for path in ("", "/edit", "/roles/new"):
        assert admin.get(f"/accounts/{stranger.id}{path}").status_code == 404, path
    inviting = ("invitation", "invitation/show", "invitation/withdraw", "reset")
    for path in (*inviting, "edit", "roles/new", "disable", "enable", f"roles/{grant.id}/end"):
        assert admin.post(f"/accounts/{stranger.id}/{path}").status_code == 404, path
    assert not stranger.is_disabled


# Making one


def new(**changes: str) -> dict[str, str]:
    return {
        "display_name": "Mona Said",
        "email": "Mona@Example.org",
        "language": "ar",
        "role": "coordinator",
        "unit": "SAQ",
        "starts_on": "",
        "ends_on": "",
        "person": "",
        **changes,
    }


def test_makes_an_account_whose_owner_is_invited(admin, app):
    assert 'type="password"' not in admin.get("/accounts/new").text

    answer = admin.post("/accounts/new", new())

    made = account("mona@example.org")
    assert answer.headers["Location"] == f"/accounts/{made.id}"
    assert [(one.role, one.unit.code) for one in made.grants] == [(Role.COORDINATOR, "SAQ")]
    assert made.password_hash is None
    assert "Invited" in admin.get(f"/accounts/{made.id}").text
    assert listed(admin.get("/accounts?state=invited").text) == ["Mona Said"]


def test_links_the_account_to_the_person_chosen_among_namesakes(admin, tree):
    first, second = (
        PersonFactory(full_name="منى سعيد", unit=tree["centre"], job_title="Clerk")
        for _ in range(2)
    )

    asked = admin.post("/accounts/new", new(person="مني"))
    assert asked.status_code == 422
    assert "Clerk, Saqqara" in asked.text

    admin.post("/accounts/new", new(person=["مني", str(second.id)]))
    assert account("mona@example.org").person is second
    assert first.id != second.id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"email": ""}, "email"),
        ({"email": "mona at example"}, "email"),
        ({"email": "ADMIN@example.org"}, "email"),
        ({"language": "xx"}, "language"),
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"unit": ""}, "unit"),
        ({"unit": "QN"}, "unit"),
        ({"unit": "EG"}, "unit"),
        ({"starts_on": "31 February 2026"}, "starts_on"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on"),
        ({"person": "nobody"}, "person"),
    ],
)
def test_a9_a_wrong_field_is_told_and_no_account_is_made(admin, changes, field):
    answer = admin.post("/accounts/new", new(**changes))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.query(UserAccount).count() == 1
    assert db.session.query(RoleGrant).count() == 1


def test_somebody_outside_ones_scope_cannot_be_linked(admin, tree):
    person = PersonFactory(full_name="Far Away", unit=tree["qena"])

    assert admin.post("/accounts/new", new(person="far")).status_code == 422
    assert admin.post("/accounts/new", new(person=["far", str(person.id)])).status_code == 422


# One account


def test_shows_what_an_account_may_do_and_what_was_done_to_it(admin, nadia):
    services.end_grant(services.grant_role(nadia, Role.COORDINATOR, nadia.grants[0].unit))

    page = admin.get(f"/accounts/{nadia.id}").text

    assert "The account belongs to no person" in page
    assert "Role taken back" in page
    assert "Ended" in page


def test_changes_name_email_and_person(admin, nadia, tree):
    person = PersonFactory(full_name="نادية الشربيني", unit=tree["centre"])
    changed = {"display_name": "Nadia", "email": "n@example.org", "person": "الشربيني"}

    assert admin.get(f"/accounts/{nadia.id}/edit").status_code == 200
    assert admin.post(f"/accounts/{nadia.id}/edit", {**changed, "email": ""}).status_code == 422
    taken = {**changed, "email": "admin@example.org"}
    assert admin.post(f"/accounts/{nadia.id}/edit", taken).status_code == 422
    assert admin.post(f"/accounts/{nadia.id}/edit", changed).status_code == 302
    assert (nadia.display_name, nadia.email, nadia.person) == ("Nadia", "n@example.org", person)

    kept = {**changed, "person": "نادية الشربيني"}
    admin.post(f"/accounts/{nadia.id}/edit", kept)
    assert nadia.person is person
    assert "الشربيني" in admin.get(f"/accounts/{nadia.id}").text


def test_a9_fields_that_are_not_on_the_form_change_nothing(admin, nadia):
    admin.post(
        f"/accounts/{nadia.id}/edit",
        {
            "display_name": "N",
            "email": "n@example.org",
            "role": "system_administrator",
            "is_disabled": "y",
            "password_hash": "x",
        },
    )

    assert (nadia.display_name, nadia.is_disabled, nadia.password_hash) == ("N", False, "none")
    assert nadia.grants[0].role is Role.TRAINER


def test_a8_disables_at_once_and_enables_again(admin, nadia, app):
    hers = Browser(app).sign_in(nadia)
    assert hers.get("/preferences").status_code == 200

    admin.post(f"/accounts/{nadia.id}/disable")
    assert hers.get("/preferences").status_code == 302
    assert "cannot sign in any more" in admin.get(f"/accounts/{nadia.id}").text

    admin.post(f"/accounts/{nadia.id}/enable")
    assert not nadia.is_disabled
    assert db.session.query(SignIn).filter_by(user_id=nadia.id, ended_at=None).count() == 0


def test_an_account_with_roles_elsewhere_is_seen_but_not_changed(admin, nadia, tree):
    services.grant_role(nadia, Role.TRAINER, tree["qena"])

    page = admin.get(f"/accounts/{nadia.id}").text
    assert "roles at places that are not yours" in page
    for path in ("edit", "reset", "invitation", "invitation/show", "disable"):
        assert admin.post(f"/accounts/{nadia.id}/{path}").status_code == 403, path
    assert admin.get(f"/accounts/{nadia.id}/edit").status_code == 403


# Roles


def grant(**changes: str) -> dict[str, str]:
    return {"role": "coordinator", "unit": "SAQ", "starts_on": "", "ends_on": "", **changes}


def test_gives_a_role_and_takes_it_back(admin, nadia):
    assert admin.get(f"/accounts/{nadia.id}/roles/new").status_code == 200

    admin.post(f"/accounts/{nadia.id}/roles/new", grant(ends_on="2099-01-01"))
    given = db.session.query(RoleGrant).filter_by(role=Role.COORDINATOR).one()
    assert given.ends_on.year == 2099

    admin.post(f"/accounts/{nadia.id}/roles/{given.id}/end")
    assert given.ended_at is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"role": "trainer"}, "role"),
        ({"unit": "QN"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"ends_on": "soon"}, "ends_on"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on"),
    ],
)
def test_a9_a_role_outside_ones_places_or_without_sense_is_not_given(admin, nadia, changes, field):
    if changes.get("role") == "trainer":
        changes = {**changes, "ends_on": "2099-01-01"}  # part of the time in which it is held

    answer = admin.post(f"/accounts/{nadia.id}/roles/new", grant(**changes))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert len(nadia.grants) == 1


def test_a9_a_role_at_a_place_of_others_is_not_taken_back(admin, nadia, tree):
    elsewhere = services.grant_role(nadia, Role.TRAINER, tree["qena"])

    assert admin.post(f"/accounts/{nadia.id}/roles/{elsewhere.id}/end").status_code == 404
    assert admin.post(f"/accounts/{nadia.id}/roles/999/end").status_code == 404
    assert elsewhere.ended_at is None


def test_a9_nobody_gives_themselves_anything(admin):
    own = account("admin@example.org")

    assert "This is your own account" in admin.get(f"/accounts/{own.id}").text
    for path in ("edit", "roles/new"):
        assert admin.get(f"/accounts/{own.id}/{path}").status_code == 403, path
    for path in ("edit", "disable", "roles/new", f"roles/{own.grants[0].id}/end"):
        assert admin.post(f"/accounts/{own.id}/{path}", grant()).status_code == 403, path
    assert (len(own.grants), own.is_disabled, own.grants[0].ended_at) == (1, False, None)


# A centre administrator, who gives the roles of trainers and trainees


@pytest.fixture
def centre_admin(app, tree) -> Browser:
    return Browser(app).sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=tree["centre"]))


def test_a_centre_administrator_makes_an_account_for_a_trainer_and_for_nobody_with_more_rights(
    centre_admin,
):
    assert "Accounts and roles" in centre_admin.get("/people").text
    form = centre_admin.get("/accounts/new").text
    assert 'value="trainer"' in form
    assert 'value="centre_administrator"' not in form

    for role in ("system_administrator", "centre_administrator", "coordinator"):
        assert centre_admin.post("/accounts/new", new(role=role)).status_code == 422
    assert account("mona@example.org") is None

    assert centre_admin.post("/accounts/new", new(role="trainer")).status_code == 302
    assert [grant.role for grant in account("mona@example.org").grants] == [Role.TRAINER]


def test_a_centre_administrator_does_not_take_back_what_they_do_not_give(centre_admin, nadia, tree):
    above = services.grant_role(nadia, Role.COORDINATOR, tree["centre"])

    assert centre_admin.get(f"/accounts/{nadia.id}").status_code == 200
    assert centre_admin.post(f"/accounts/{nadia.id}/roles/{above.id}/end").status_code == 404
    assert centre_admin.post(f"/accounts/{nadia.id}/reset").status_code == 403
    assert above.ended_at is None

    services.end_grant(above)
    trainer = nadia.grants[0]
    assert centre_admin.post(f"/accounts/{nadia.id}/roles/{trainer.id}/end").status_code == 302
    assert trainer.ended_at is not None


def test_a_role_at_a_closed_place_says_so(admin, nadia, tree):
    tree["centre"].closed_on = clock.today() - timedelta(days=1)

    assert "Place closed" in admin.get(f"/accounts/{nadia.id}").text


# Who may do what


def test_says_who_may_do_what_in_words(admin):
    page = admin.get("/accounts/rights").text
    assert "Who may do what" in admin.get("/accounts").text
    for label in (permission.label for permission in PERMISSIONS.values()):
        assert str(escape(label)) in page
    assert "Trainer, Trainee" in page

    of_trainers = admin.get("/accounts/rights?role=trainer").text
    assert "Take attendance in the sessions one gives" in of_trainers
    assert "Issue certificates" not in of_trainers
    assert admin.get("/accounts/rights?role=emperor").status_code == 200


def test_an_account_says_what_it_may_do(admin, nadia):
    page = admin.get(f"/accounts/{nadia.id}").text

    assert "What it may do" in page
    assert "Take attendance in the sessions one gives" in page
    assert "Issue certificates" not in page
