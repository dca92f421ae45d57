"""Who reads what was done, and how it is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select

from lms.accounts.actor import AccountActor, actor_for
from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent, AuditLink
from lms.audit.services import record, refusal
from lms.home.policy import can_view, visible_to
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.platform import clock
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.platform.tracing import traced
from tests.support.factories import (
    PersonFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
    actor,
)
from tests.support.statements import counted_statements

NOON = datetime(2026, 11, 16, 10, tzinfo=UTC)


class Register:
    """Two governorates with a centre each and a clerk in each, and somebody who audits the first."""

    def __init__(self) -> None:
        self.country = UnitFactory(code="EG")
        self.giza = UnitFactory(code="GIZA", parent=self.country, name_en="Giza")
        self.qena = UnitFactory(code="QENA", parent=self.country, name_en="Qena")
        self.centre = UnitFactory(code="OWN", parent=self.giza, name_en="Own centre")
        self.clerk = UserFactory(
            role=Role.COORDINATOR, unit=self.centre, display_name="Mona Own", email="mona@x.org"
        )
        self.other = UserFactory(
            role=Role.COORDINATOR, unit=self.qena, display_name="Ali Other", email="ali@x.org"
        )
        self.auditor = UserFactory(role=Role.AUDITOR, unit=self.giza)
        self.top = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=self.country)


@pytest.fixture
def register(app):
    with clock.frozen(NOON):
        register = Register()
        db.session.commit()
        yield register


@pytest.fixture
def done(register):
    """An event each: at the own centre, elsewhere, and three at no place."""
    mona = acting(register.clerk)
    ali = acting(register.other)
    run = RunFactory(code="KPI-1", unit=register.centre)
    events = {
        "own": record(
            "scheduling.postpone_run",
            actor=mona,
            subject=run,
            unit_id=register.centre.id,
            details={"before": "open", "after": "postponed"},
            reason="The hall is flooded",
        ),
        "elsewhere": record(
            "organisation.close", actor=ali, subject=register.qena, unit_id=register.qena.id
        ),
        "refused": refusal("accounts.users", "/accounts", status=403, actor=mona),
        "refused elsewhere": refusal("accounts.users", "/accounts", status=403, actor=ali),
        "of the system": record("accounts.create", actor=None, subject=register.clerk),
    }
    db.session.add_all(events.values())
    db.session.commit()
    return events


def acting(user: UserAccount) -> AccountActor:
    return actor_for(user, user.grants[0])


def seen(viewer, events):
    found = set(db.session.scalars(select(AuditEvent.id).where(visible_to(viewer))))
    assert found == {event.id for event in events.values() if can_view(viewer, event)}
    return {name for name, event in events.items() if event.id in found}


def test_an_auditor_reads_what_was_done_at_the_own_places_and_by_their_staff(register, done):
    viewer = acting(register.auditor)
    assert seen(viewer, done) == {"own", "refused"}


def test_who_is_at_the_top_reads_everything(register, done):
    viewer = acting(register.top)
    assert seen(viewer, done) == set(done)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}))
def test_nobody_else_reads_any(register, done, role):
    assert seen(actor(role, register.country), done) == set()


def test_what_was_done_to_a_place_that_is_gone_is_read_by_whom_its_author_belongs_to(register):
    mona = acting(register.clerk)
    gone = UnitFactory(parent=register.giza)
    event = record("organisation.delete", actor=mona, subject=gone, unit_id=gone.id)
    db.session.flush()
    db.session.execute(delete(UnitAncestor).where(UnitAncestor.unit_id == gone.id))
    db.session.execute(delete(OrgUnit).where(OrgUnit.id == gone.id))
    db.session.commit()
    db.session.expire_all()

    auditor = acting(register.auditor)
    elsewhere = actor(Role.AUDITOR, register.qena)
    assert seen(auditor, {"gone": event}) == {"gone"}
    assert seen(elsewhere, {"gone": event}) == set()


def test_another_country_is_not_read_from_the_top_of_this_one(register, done):
    abroad = UnitFactory(code="ELSEWHERE")
    viewer = actor(Role.SYSTEM_ADMINISTRATOR, abroad)
    assert seen(viewer, done) == {"of the system"}


def test_the_list_says_who_did_what_to_what_where_and_why(register, done, browser):
    page = browser.sign_in(register.top).get("/audit").text

    for words in (
        "Course run postponed",
        "Mona Own",
        "Coordinator",
        'href="/runs/KPI-1"',
        "Own centre",
        "The hall is flooded",
        "16 Nov 2026, 12:00",
        "Asked for what is not open to them",
        "the system itself",
    ):
        assert words in page
    assert "&lt;" not in page


def test_what_nobody_signed_in_for_is_told_so(register, browser):
    record("accounts.create", actor=NOBODY, subject=register.clerk)
    db.session.commit()
    assert "without an account" in browser.sign_in(register.top).get("/audit").text


def test_records_that_the_reader_may_not_open_are_named_and_not_linked(register, done, browser):
    page = browser.sign_in(register.auditor).get("/audit").text

    assert "Course run" in page
    assert "/runs/" not in page
    assert "Ali Other" not in page


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 5),
        ("?from=2026-11-16&to=2026-11-16", 5),
        ("?from=2026-11-17", 0),
        ("?to=2026-11-15", 0),
        ("?about=scheduling", 1),
        ("?about=audit", 2),
        ("?role=coordinator", 4),
        ("?role=system", 1),
        ("?result=refused", 2),
        ("?result=done", 3),
        ("?q=mona", 2),
        ("?q=ali@x.org", 2),
        ("?q=nobody", 0),
    ],
)
def test_filters(register, done, browser, asked, count):
    page = browser.sign_in(register.top).get(f"/audit{asked}")

    assert page.status_code == 200
    assert page.text.count('<th scope="row"') == count


@pytest.mark.parametrize(
    "asked", ["?from=never", "?about=nothing", "?role=king", "?result=perhaps", "?q=" + "x" * 300]
)
def test_a_filter_that_means_nothing_shows_nothing(register, done, browser, asked):
    page = browser.sign_in(register.top).get(f"/audit{asked}")

    assert page.status_code == 400
    assert '<th scope="row"' not in page.text


def test_what_one_request_did_is_found_by_its_number(register, browser):
    with traced("0123456789abcdef"):
        record("accounts.create", actor=None, subject=register.clerk)
    db.session.commit()

    page = browser.sign_in(register.top).get("/audit?q=0123456789abcdef").text
    assert page.count('<th scope="row"') == 1


def test_before_anything_was_done_the_list_says_so(register, browser):
    assert "Nothing was recorded yet" in browser.sign_in(register.auditor).get("/audit").text


def test_an_entry_shows_before_and_after_and_its_place_in_the_chain(register, done, browser):
    page = browser.sign_in(register.auditor).get(f"/audit/{done['own'].id}").text
    link = db.session.scalars(select(AuditLink).filter_by(event_id=done["own"].id)).one()

    assert "Nominations open" in page
    assert "Postponed" in page
    assert "The hall is flooded" in page
    assert link.hash in page


def test_an_entry_out_of_sight_does_not_exist(register, done, browser):
    visitor = browser.sign_in(register.auditor)
    assert visitor.get(f"/audit/{done['elsewhere'].id}").status_code == 404
    assert visitor.get("/audit/999999").status_code == 404


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"before": 20, "after": 30},
        {"before": {"closed_on": None}, "after": {"closed_on": "2026-11-01"}},
        {"before": {"is_mobile": False}, "after": {"is_mobile": True}},
        {"after": {"names": {"en": "A"}}, "clashes_with": [1, 2]},
        {"role": "trainer", "unit_id": 1, "starts_on": None, "ends_on": "2026-11-01"},
        {"before": {}, "after": {}, "personal": ["full_name", "sort_key"]},
    ],
)
def test_an_entry_of_any_kind_is_told(register, browser, details):
    event = record(
        "organisation.update",
        actor=None,
        subject=register.centre,
        unit_id=register.centre.id,
        details=details,
    )
    db.session.commit()
    assert browser.sign_in(register.auditor).get(f"/audit/{event.id}").status_code == 200


def test_neither_page_shows_a_personal_value_of_whom_it_was_done_to(register, browser):
    person = PersonFactory(full_name="سعاد المجهولة", unit=register.centre, phone="+201001234567")
    event = record(
        "person.update",
        actor=None,
        subject=person,
        unit_id=register.centre.id,
        details={"before": {}, "after": {}, "personal": ["full_name", "phone"]},
    )
    db.session.commit()
    visitor = browser.sign_in(register.auditor)

    for address in ("/audit", f"/audit/{event.id}", "/audit?format=csv"):
        page = visitor.get(address).get_data(as_text=True)
        assert f"{person.id}" in page
        assert "سعاد" not in page
        assert "201001234567" not in page


def test_the_file_says_the_same_without_markup(register, done, browser):
    answer = browser.sign_in(register.top).get("/audit?format=csv").get_data(as_text=True)

    assert "Course run KPI-1" in answer
    assert "<" not in answer


def test_a_page_of_the_list_costs_as_much_however_long_it_is(register, done, browser):
    visitor = browser.sign_in(register.top)
    visitor.get("/audit")
    for _ in range(40):
        record("accounts.disable", actor=None, subject=register.clerk)
    db.session.commit()

    with counted_statements() as statements:
        visitor.get("/audit")
    assert len(statements) <= 10


def test_the_list_of_accounts_leads_to_it(register, browser):
    assert 'href="/audit"' in browser.sign_in(register.top).get("/accounts").text


def test_an_account_that_is_gone_is_not_named(register, done, browser):
    db.session.execute(delete(RoleGrant).where(RoleGrant.user_id == register.other.id))
    db.session.delete(db.session.merge(register.other))
    db.session.commit()

    page = browser.sign_in(register.top).get("/audit").text
    assert "an account that is no more" in page
