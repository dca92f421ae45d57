"""Making accounts, giving roles and taking them back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.accounts import queries, services
from lms.accounts.errors import (
    EmailTaken,
    EndsBeforeStart,
    OwnAccount,
    PasswordTooShort,
    PersonTaken,
    RoleHeld,
)
from lms.accounts.models import SignIn, UserAccount
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.factories import PersonFactory, UnitFactory, UserFactory, actor, choose_password


def make(email: str = "nadia@example.org", **changes) -> UserAccount:
    facts = {
        "display_name": "Nadia",
        "password": "a long password",
        "preferences": Preferences(language="ar"),
        **changes,
    }
    return services.create_account(email=email, **facts)


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_an_email_belongs_to_one_account_however_it_is_written(app):
    make()

    with pytest.raises(EmailTaken):
        make(" NADIA@example.org ")


def test_a_person_has_one_account(app):
    person = PersonFactory()
    make(person=person)

    with pytest.raises(PersonTaken):
        make("other@example.org", person=person)


def test_a_password_has_eight_characters_of_any_script(app):
    with pytest.raises(PasswordTooShort):
        make(password="سبعة حر")
    assert make(password="كلمة سر!").password_hash.startswith("$argon2id$")


def test_what_is_personal_is_recorded_as_changed_and_not_told(app):
    user, by = make(), actor(Role.SYSTEM_ADMINISTRATOR)
    same = {"email": user.email, "person": None, "by": by}

    services.update_account(user, display_name=user.display_name, **same)
    services.update_account(user, display_name="Nadia El Sherbiny", **same)

    assert actions() == ["accounts.create", "accounts.update"]
    event = db.session.scalars(select(AuditEvent)).all()[-1]
    assert event.details == {"before": {}, "after": {}, "personal": ["display_name"]}
    assert db.session.scalars(select(UserAccount.id).where(queries.named("sherb"))).all() == [
        user.id
    ]


def test_an_email_is_not_changed_to_that_of_another(app):
    make("other@example.org")

    with pytest.raises(EmailTaken):
        services.update_account(
            make(),
            email="Other@example.org",
            display_name="Nadia",
            person=None,
            by=actor(Role.SYSTEM_ADMINISTRATOR),
        )


def test_the_same_role_given_twice_is_one(app):
    user, unit = make(), UnitFactory()

    first = services.grant_role(user, Role.TRAINER, unit)
    second = services.grant_role(user, Role.TRAINER, unit)

    assert first is second
    assert actions() == ["accounts.create", "accounts.grant"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(None, date(2999, 1, 1)), (date(2998, 1, 1), None), (date(2998, 1, 1), date(2999, 1, 1))],
)
def test_a_role_that_is_held_cannot_be_given_for_a_part_of_the_time(app, starts_on, ends_on):
    user, unit = make(), UnitFactory()
    services.grant_role(user, Role.TRAINER, unit)

    with pytest.raises(RoleHeld):
        services.grant_role(user, Role.TRAINER, unit, starts_on=starts_on, ends_on=ends_on)


def test_a_role_can_be_given_again_for_another_time(app):
    user, unit = make(), UnitFactory()
    services.grant_role(user, Role.TRAINER, unit, ends_on=date(2998, 12, 31))

    services.grant_role(user, Role.TRAINER, unit, starts_on=date(2999, 1, 1))

    assert len(user.grants) == 2


def test_a_role_ends_after_it_begins(app):
    with pytest.raises(EndsBeforeStart):
        services.grant_role(
            make(),
            Role.TRAINER,
            UnitFactory(),
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
        )


def test_a_role_that_was_taken_back_can_be_given_again(app):
    user, unit = make(), UnitFactory()
    first = services.grant_role(user, Role.TRAINER, unit)
    for _ in range(2):
        services.end_grant(first)

    assert queries.active_grants(user.id) == []
    assert services.grant_role(user, Role.TRAINER, unit) is not first
    assert actions().count("accounts.end_grant") == 1


def test_nobody_changes_their_own_account(app):
    by = actor(Role.SYSTEM_ADMINISTRATOR)
    own = db.session.get(UserAccount, by.id)
    facts = {"email": own.email, "display_name": "Me", "person": None}

    for change in (
        lambda: services.disable(own, by=by),
        lambda: services.enable(own, by=by),
        lambda: services.send_reset(own, by=by),
        lambda: services.invite(own, by=by),
        lambda: services.link_to_hand_over(own, by=by),
        lambda: services.withdraw_invitation(own, by=by),
        lambda: services.update_account(own, **facts, by=by),
        lambda: services.grant_role(own, Role.CENTRE_ADMINISTRATOR, UnitFactory(), by=by),
        lambda: services.end_grant(own.grants[0], by=by),
    ):
        with pytest.raises(OwnAccount):
            change()


@pytest.mark.parametrize("how", ["disable", "password", "role"])
def test_s30_what_takes_rights_away_ends_open_sign_ins(app, how):
    user = make()
    grant = services.grant_role(user, Role.TRAINER, UnitFactory())
    db.session.commit()
    services.sign_in(user.email, "a long password", client="here")
    other = UserFactory(role=Role.TRAINER)
    db.session.add(SignIn(token_hash="x", user_id=other.id, grant_id=other.grants[0].id))

    match how:
        case "disable":
            services.disable(user)
        case "password":
            choose_password(user, "another password")
        case "role":
            services.end_grant(grant)

    open_ones = db.session.scalars(select(SignIn.user_id).where(SignIn.ended_at.is_(None))).all()
    assert open_ones == [other.id]


def test_disabling_twice_is_recorded_once_and_taken_back(app):
    user = make()

    for change in (services.disable, services.disable, services.enable, services.enable):
        change(user)

    assert actions() == ["accounts.create", "accounts.disable", "accounts.enable"]


def test_demonstration_accounts_leave_no_record(app):
    user = make(is_demo=True)
    services.grant_role(user, Role.TRAINER, UnitFactory())

    assert actions() == []
