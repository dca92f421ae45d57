"""For accounts, the rule for one and the filter for lists say the same."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from lms.accounts import policy, queries, services
from lms.accounts.actor import AccountActor
from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.roles import GRANTABLE, HOLDERS, Role, holds
from lms.accounts.rules import is_in_force, is_lasting
from lms.accounts.views import rights
from lms.organisation.models import OrgUnit
from lms.organisation.queries import unit_by_code
from lms.organisation.services import correct_place, move_unit
from lms.platform import clock
from lms.platform.access import PERMISSIONS
from lms.platform.db import db
from tests.support.factories import UnitFactory, UserFactory, actor

DAY = timedelta(days=1)


@pytest.fixture
def tree(app) -> dict[str, OrgUnit]:
    country = UnitFactory()
    giza, qena = UnitFactory(parent=country), UnitFactory(parent=country)
    return {"country": country, "giza": giza, "qena": qena, "centre": UnitFactory(parent=giza)}


@pytest.fixture
def accounts(tree) -> list[UserAccount]:
    both = UserFactory(role=Role.TRAINER, unit=tree["centre"])
    services.grant_role(both, Role.TRAINER, tree["qena"])
    once = UserFactory(role=Role.TRAINER, unit=tree["centre"])
    services.end_grant(services.grant_role(once, Role.COORDINATOR, tree["qena"]))
    return [
        *(UserFactory(role=Role.COORDINATOR, unit=unit) for unit in tree.values()),
        both,
        once,
        UserFactory(),
    ]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("allowed", "filtered"),
    [(policy.can_view, policy.visible_to), (policy.can_manage, policy.manageable_by)],
)
def test_predicate_and_filter_agree_on_accounts(tree, accounts, role, allowed, filtered):
    for place in ("country", "giza"):
        who = actor(role, tree[place])
        everybody = db.session.scalars(select(UserAccount)).all()

        listed = set(db.session.scalars(select(UserAccount.id).where(filtered(who))))

        assert listed == {account.id for account in everybody if allowed(who, account)}


@pytest.mark.parametrize("role", Role)
def test_predicate_and_filter_agree_on_roles(tree, accounts, role):
    who = actor(role, tree["giza"])
    grants = db.session.scalars(select(RoleGrant)).all()

    listed = set(db.session.scalars(select(RoleGrant.id).where(policy.grants_manageable_by(who))))

    assert listed == {
        grant.id for grant in grants if policy.can_grant(who, grant.user, grant.unit, grant.role)
    }


@pytest.mark.parametrize("starts", [None, -1, 0, 1])
@pytest.mark.parametrize("ends", [None, -1, 0, 1])
def test_rows_and_rules_agree_on_what_is_held(app, starts, ends):
    today = clock.today()
    grant = RoleGrant(
        user=UserFactory(),
        role=Role.TRAINER,
        unit=UnitFactory(),
        starts_on=today + starts * DAY if starts is not None else None,
        ends_on=today + ends * DAY if ends is not None else None,
    )
    if starts is not None and ends is not None and starts > ends:
        return
    db.session.add(grant)
    db.session.flush()

    for rows, rule in ((policy.in_force(), is_in_force), (policy.lasting(), is_lasting)):
        found = db.session.scalar(select(RoleGrant.id).where(rows))
        assert (found is not None) == rule(grant)


def test_an_account_with_roles_elsewhere_is_changed_by_whoever_manages_all_of_them(tree, accounts):
    both = accounts[4]

    assert not policy.can_manage(actor(Role.SYSTEM_ADMINISTRATOR, tree["giza"]), both)
    assert policy.can_manage(actor(Role.SYSTEM_ADMINISTRATOR, tree["country"]), both)


def test_nobody_manages_their_own_account(tree):
    who = actor(Role.SYSTEM_ADMINISTRATOR, tree["country"])
    own = db.session.get(UserAccount, who.id)

    assert policy.can_view(who, own)
    assert not policy.can_manage(who, own)
    assert not policy.can_grant(who, own, tree["giza"], Role.TRAINER)


def test_a_role_that_ended_long_ago_binds_nobody(tree):
    account = UserFactory(role=Role.TRAINER, unit=tree["giza"])
    services.grant_role(
        account, Role.TRAINER, tree["qena"], starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1)
    )

    assert policy.can_manage(actor(Role.SYSTEM_ADMINISTRATOR, tree["giza"]), account)


# Who gives which role


def test_nobody_gives_a_role_by_which_they_would_give_more():
    for giver, given in GRANTABLE.items():
        if giver is not Role.SYSTEM_ADMINISTRATOR:
            assert giver not in given
            assert not given & GRANTABLE.keys()
    assert {role for role in Role if holds(role, policy.MANAGE.key)} == GRANTABLE.keys()


def test_a_centre_administrator_gives_the_roles_of_trainers_at_their_own_centre_only(tree):
    who = actor(Role.CENTRE_ADMINISTRATOR, tree["centre"])
    somebody = UserFactory(role=Role.TRAINER, unit=tree["centre"])

    assert policy.can_grant(who, somebody, tree["centre"], Role.TRAINER)
    assert not policy.can_grant(who, somebody, tree["giza"], Role.TRAINER)
    for role in set(Role) - {Role.TRAINER, Role.TRAINEE}:
        assert not policy.can_grant(who, somebody, tree["centre"], role)


def test_a_centre_administrator_does_not_change_the_account_of_somebody_with_more_rights(tree):
    who = actor(Role.CENTRE_ADMINISTRATOR, tree["centre"])

    assert policy.can_manage(who, UserFactory(role=Role.TRAINER, unit=tree["centre"]))
    assert not policy.can_manage(who, UserFactory(role=Role.COORDINATOR, unit=tree["centre"]))


# What follows from the tree


@pytest.mark.parametrize("role", Role)
def test_the_closing_of_a_place_ends_access_with_its_last_day_and_opening_it_again_gives_it_back(
    tree, role
):
    centre = tree["centre"]
    account = UserFactory(role=role, unit=centre)
    (held,) = account.grants

    for closed_on, kept in (
        (clock.today(), True),
        (clock.today() - DAY, role is Role.TRAINEE),  # their own record stays theirs
        (None, True),
    ):
        centre.closed_on = closed_on
        db.session.flush()
        assert (queries.active_grants(account.id) == [held]) is kept
        assert is_in_force(held) is kept


@pytest.mark.parametrize(
    "change",
    [move_unit, partial(move_unit, on=date(2026, 1, 1)), partial(correct_place, reason="Wrong")],
)
def test_a_place_that_moves_changes_access_at_once(tree, change):
    giza, qena = (actor(Role.COORDINATOR, tree[name]) for name in ("giza", "qena"))
    centre = tree["centre"]

    def sees(who: AccountActor) -> bool:
        return db.session.scalar(unit_by_code(centre.code, who)) is not None

    assert (sees(giza), sees(qena)) == (True, False)
    change(centre, tree["qena"], by=actor(Role.SYSTEM_ADMINISTRATOR, tree["country"]))
    assert (sees(giza), sees(qena)) == (False, True)


def test_what_reaches_the_whole_register_is_carried_at_the_top_alone(tree):
    head, below = (actor(Role.SYSTEM_ADMINISTRATOR, tree[name]) for name in ("country", "giza"))
    of_the_top = [one for one in PERMISSIONS.values() if one.is_at_top]
    assert {one.key for one in of_the_top} == {"calendars.manage", "wording.manage", "demo.remove"}
    for permission in of_the_top:
        assert head.has(permission)
        assert not below.has(permission)
        assert not below.may(permission, at_unit=tree["giza"].id)
        assert db.session.scalars(below.units_where(permission)).all() == []


def test_an_account_below_the_top_is_not_shown_with_rights_of_the_top():
    label = "Word the screens otherwise"

    def told(**where):
        found = rights.in_words(Role.SYSTEM_ADMINISTRATOR, **where)
        return {right.label for group in found for right in group.rights}

    assert told() - told(at_top=False) >= {label}
    assert told(at_top=False) < told()


def test_each_slice_with_rights_has_a_heading():
    assert {key.partition(".")[0] for key in HOLDERS} == rights.ABOUT.keys()
