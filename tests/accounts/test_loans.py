"""Standing in for a colleague: for days, never longer than the lender, and under one's own name."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.accounts import policy, queries, services
from lms.accounts.actor import AccountActor, actor_for
from lms.accounts.errors import (
    BeyondOwnRole,
    EndsBeforeStart,
    HoldsItAlready,
    LoanInThePast,
    LoanTooLong,
    NotAColleague,
    NotLendable,
    OwnAccount,
)
from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.roles import Role
from lms.accounts.rules import is_in_force, is_lasting
from lms.audit.models import AuditEvent
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november(app):
    with clock.frozen(NOW):
        yield


@pytest.fixture
def centre(app) -> OrgUnit:
    return UnitFactory(code="SAQ", name_en="Saqqara", parent=UnitFactory(name_en="Giza"))


@pytest.fixture
def hala(centre) -> UserAccount:
    return UserFactory(display_name="Hala", role=Role.CENTRE_ADMINISTRATOR, unit=centre)


@pytest.fixture
def salma(centre) -> UserAccount:
    return UserFactory(display_name="Salma", role=Role.TRAINER, unit=centre)


def acting(account: UserAccount, grant: RoleGrant | None = None) -> AccountActor:
    return actor_for(account, grant or account.grants[0])


def lend(
    hala: UserAccount, salma: UserAccount, first: date = TODAY, last: date = TODAY + 6 * DAY
) -> RoleGrant:
    return services.lend(hala.grants[0], salma, starts_on=first, ends_on=last, by=acting(hala))


def held_on(account: UserAccount, day: date) -> list[Role]:
    with clock.frozen(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        held = queries.active_grants(account.id)
        grants = db.session.scalars(select(RoleGrant).filter_by(user_id=account.id)).all()
        assert {grant.id for grant in held} == {one.id for one in grants if is_in_force(one)}
        lasting = set(db.session.scalars(select(RoleGrant.id).where(policy.lasting())))
        assert lasting == {
            one.id for one in db.session.scalars(select(RoleGrant)) if is_lasting(one)
        }
        return [grant.role for grant in held]


def test_a_lent_role_is_held_on_its_days_beside_ones_own(hala, salma):
    lend(hala, salma, TODAY + DAY, TODAY + 3 * DAY)

    both = [Role.TRAINER, Role.CENTRE_ADMINISTRATOR]
    days = [TODAY, TODAY + DAY, TODAY + 3 * DAY, TODAY + 4 * DAY]
    assert [held_on(salma, day) for day in days] == [[Role.TRAINER], both, both, [Role.TRAINER]]
    assert held_on(hala, TODAY + 2 * DAY) == [Role.CENTRE_ADMINISTRATOR]


def test_it_ends_when_the_lenders_role_is_taken_back(hala, salma):
    lend(hala, salma)
    services.end_grant(hala.grants[0])

    assert held_on(salma, TODAY) == [Role.TRAINER]


def test_it_ends_when_the_lenders_role_ends_by_its_date(hala, salma):
    lend(hala, salma)
    hala.grants[0].ends_on = TODAY + DAY
    db.session.flush()

    assert len(held_on(salma, TODAY + DAY)) == 2
    assert len(held_on(salma, TODAY + 2 * DAY)) == 1


def test_nobody_acts_for_an_account_that_is_disabled(hala, salma):
    lend(hala, salma)
    services.disable(hala)

    assert held_on(salma, TODAY) == [Role.TRAINER]


def test_it_is_taken_back_once(hala, salma):
    loan = lend(hala, salma)
    for _ in range(2):
        services.end_loan(loan, by=acting(hala))

    assert held_on(salma, TODAY) == [Role.TRAINER]
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert (actions.count("accounts.lend"), actions.count("accounts.end_loan")) == (1, 1)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (TODAY - DAY, TODAY, LoanInThePast),
        (TODAY + DAY, TODAY, EndsBeforeStart),
        (TODAY, TODAY + 60 * DAY, LoanTooLong),
    ],
)
def test_a_role_is_lent_for_sixty_days_from_today_at_most(hala, salma, first, last, refusal):
    with pytest.raises(refusal):
        lend(hala, salma, first, last)
    assert lend(hala, salma, TODAY, TODAY + 59 * DAY)


def test_a_role_is_not_lent_for_longer_than_it_is_held(hala, salma):
    hala.grants[0].ends_on = TODAY + 3 * DAY

    with pytest.raises(BeyondOwnRole):
        lend(hala, salma, TODAY, TODAY + 4 * DAY)


def test_a_lent_role_is_not_lent_on(hala, salma, centre):
    third = UserFactory(role=Role.TRAINER, unit=centre)
    loan = lend(hala, salma)

    with pytest.raises(NotLendable):
        services.lend(loan, third, starts_on=TODAY, ends_on=TODAY, by=acting(salma, loan))


def test_nobody_lends_the_role_of_another_or_one_that_is_not_lent(hala, salma):
    dates = {"starts_on": TODAY, "ends_on": TODAY}

    with pytest.raises(NotLendable):
        services.lend(hala.grants[0], salma, **dates, by=acting(salma))
    with pytest.raises(NotLendable):
        services.lend(salma.grants[0], hala, **dates, by=acting(salma))


def test_it_is_lent_to_a_colleague_of_the_place_only(hala, salma, centre):
    strangers = [
        hala,
        UserFactory(role=Role.TRAINER, unit=UnitFactory(parent=centre.parent)),
        UserFactory(role=Role.COORDINATOR, unit=centre.parent),
        UserFactory(role=Role.TRAINER, unit=centre, is_disabled=True),
    ]

    for stranger in strangers:
        with pytest.raises(NotAColleague):
            lend(hala, stranger)
    assert db.session.scalars(queries.colleagues(hala.grants[0])).all() == [salma]


def test_who_holds_the_role_in_that_time_does_not_stand_in(hala, salma, centre):
    lend(hala, salma)

    with pytest.raises(HoldsItAlready):
        lend(hala, salma, TODAY + 3 * DAY, TODAY + 9 * DAY)
    with pytest.raises(HoldsItAlready):
        lend(hala, UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=centre))


def test_a_lent_role_does_not_keep_the_role_from_being_given(hala, salma, centre):
    lend(hala, salma)

    given = services.grant_role(salma, Role.CENTRE_ADMINISTRATOR, centre)

    assert given.lent_from_id is None


def test_whoever_stands_in_gives_no_roles_and_changes_no_account_of_the_lender(hala, salma, centre):
    loan = lend(hala, salma)
    who = acting(salma, loan)

    assert who.acting_for == hala.id
    assert not who.has(policy.MANAGE)
    assert not policy.can_grant(who, UserFactory(), centre, Role.TRAINER)
    with pytest.raises(OwnAccount):
        services.grant_role(hala, Role.TRAINER, centre, by=who)


def test_what_is_done_is_recorded_under_ones_own_name_and_for_the_lender(hala, salma, centre):
    who = acting(salma, lend(hala, salma))

    event = record("organisation.update", actor=who, subject=centre, details={"before": 1})

    assert (event.actor_user_id, event.role) == (salma.id, Role.CENTRE_ADMINISTRATOR)
    assert event.details == {"before": 1, "acting_for": hala.id}


# The screens


def said(page: str) -> str:
    """The words of a page without the marks and elements that keep names apart."""
    return re.sub(r"</?bdi>|[\u2068\u2069]", "", page)


def form(**changes: str) -> dict[str, str]:
    return {
        "colleague": "salma",
        "starts_on": "2026-11-22",
        "ends_on": "2026-11-30",
        **changes,
    }


def test_lends_works_in_the_role_and_takes_it_back(app, hala, salma):
    hers, mine = Browser(app).sign_in(salma), Browser(app).sign_in(hala)
    grant = hala.grants[0]
    assert f"/account/roles/{grant.id}/lend" in mine.get("/account").text
    assert mine.get(f"/account/roles/{grant.id}/lend").status_code == 200

    assert mine.post(f"/account/roles/{grant.id}/lend", form()).status_code == 302

    loan = db.session.scalars(select(RoleGrant).where(RoleGrant.lent_from_id == grant.id)).one()
    assert hers.get("/runs/new").status_code == 403
    assert hers.post("/switch-role", {"role": str(loan.id)}).status_code == 302
    page = hers.get("/runs/new")
    assert page.status_code == 200
    assert (
        "You stand in for Hala until 30 November 2026: Centre administrator (Saqqara)." in page.text
    )

    assert mine.post(f"/account/loans/{loan.id}/end").status_code == 302
    assert hers.get("/runs/new").status_code == 302  # signed out
    assert "Stand-ins" not in mine.get("/account").text


def test_whoever_it_was_lent_to_gives_it_back(app, hala, salma):
    loan = lend(hala, salma)
    hers = Browser(app).sign_in(salma)
    assert "Give back" in hers.get("/account").text

    assert hers.post(f"/account/loans/{loan.id}/end").status_code == 302
    assert hers.get("/account").status_code == 200
    assert loan.ended_at is not None


def test_a_loan_of_others_is_nobody_elses(app, hala, salma, centre):
    loan = lend(hala, salma)
    other = Browser(app).sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=centre))

    assert other.post(f"/account/loans/{loan.id}/end").status_code == 404
    assert other.get(f"/account/roles/{hala.grants[0].id}/lend").status_code == 404
    assert other.post(f"/account/roles/{hala.grants[0].id}/lend", form()).status_code == 404
    assert loan.ended_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colleague": ""}, "colleague"),
        ({"colleague": "nobody"}, "colleague"),
        ({"colleague": "Hala"}, "colleague"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-11-21"}, "starts_on"),
        ({"ends_on": "31 November"}, "ends_on"),
        ({"ends_on": "2026-11-21"}, "ends_on"),
        ({"ends_on": "2027-01-21"}, "ends_on"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_lent(app, hala, salma, changes, field):
    browser = Browser(app).sign_in(hala)

    answer = browser.post(f"/account/roles/{hala.grants[0].id}/lend", form(**changes))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.query(RoleGrant).filter(RoleGrant.lent_from_id.is_not(None)).count() == 0


def test_administrators_see_who_stands_in_for_whom(app, hala, salma, centre):
    lend(hala, salma)
    admin = Browser(app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=centre.parent))

    assert "By Salma" in said(admin.get(f"/accounts/{hala.id}").text)
    assert "For Hala" in said(admin.get(f"/accounts/{salma.id}").text)


def test_the_record_says_for_whom(app, hala, salma, centre):
    loan = lend(hala, salma)
    Browser(app).sign_in(salma, loan).get("/accounts")
    admin = Browser(app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=centre.parent))

    assert "Salma for Hala" in said(admin.get("/audit?result=refused").text)
