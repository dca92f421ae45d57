"""S30: a look outside one's scope asks for a reason, reads only, lasts three hours, and is seen by all concerned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.accounts import policy, queries, services
from lms.accounts.errors import NotOutside, ReasonTooShort
from lms.accounts.models import OutsideLook, UserAccount
from lms.accounts.roles import OUTSIDE, WHILE_LOOKING, Role, holds
from lms.audit.models import AuditEvent
from lms.organisation.models import OrgUnit, UnitKind
from lms.people.models import Person
from lms.platform import clock
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import PersonFactory, UnitFactory, UserFactory, actor, country

WHY = "A transferred clerk asks for her record"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LOOKERS = [role for role in Role if holds(role, policy.LOOK.key)]


@pytest.fixture(autouse=True)
def november(app):
    with clock.frozen(NOW):
        yield


@pytest.fixture
def tree(app) -> dict[str, OrgUnit]:
    country = UnitFactory(code="GE", name_en="Georgia", kind=UnitKind.COUNTRY)
    return {
        "country": country,
        "kareli": UnitFactory(code="KAR", name_en="Kareli", parent=country),
        "gori": UnitFactory(code="GOR", name_en="Gori", parent=country),
        "khobi": UnitFactory(code="KHO", name_en="Khobi", parent=country),
    }


@pytest.fixture
def nino(tree) -> UserAccount:
    return UserFactory(display_name="Nino", role=Role.CENTRE_ADMINISTRATOR, unit=tree["kareli"])


@pytest.fixture
def people(tree) -> dict[str, Person]:
    return {name: PersonFactory(unit=tree[name]) for name in ("kareli", "gori", "khobi")}


def form(**changes: str) -> dict[str, str]:
    return {"unit": "Gori", "reason": WHY, **changes}


def reads(browser: Browser, people: dict[str, Person]) -> list[str]:
    return [
        name
        for name, person in people.items()
        if browser.get(f"/people/{person.id}").status_code == 200
    ]


def test_s30_a_look_opens_reading_at_one_place_for_three_hours(app, nino, people):
    browser = Browser(app).sign_in(nino)
    assert reads(browser, people) == ["kareli"]

    assert browser.get("/looks/new").status_code == 200
    assert browser.post("/looks/new", form()).headers["Location"] == "/places/GOR"

    assert reads(browser, people) == ["kareli", "gori"]
    assert "You are looking at Gori until" in browser.get("/people").text
    with clock.frozen(NOW + timedelta(hours=2, minutes=59)):
        assert reads(browser, people) == ["kareli", "gori"]
    with clock.frozen(NOW + timedelta(hours=3)):
        assert reads(browser, people) == ["kareli"]
        assert "You are looking at" not in browser.get("/people").text


def test_s30_it_ends_by_hand(app, nino, people):
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())
    look = db.session.scalars(select(OutsideLook)).one()

    assert browser.post(f"/looks/{look.id}/end").status_code == 302

    assert reads(browser, people) == ["kareli"]
    assert look.ended_at == NOW
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [one for one in actions if "look" in one] == [
        "accounts.look_outside",
        "accounts.end_look",
    ]


def test_the_next_look_ends_the_one_before(app, nino, people):
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())
    browser.post("/looks/new", form(unit="KHO"))

    assert reads(browser, people) == ["kareli", "khobi"]
    assert db.session.query(OutsideLook).filter_by(ended_at=None).count() == 1


def test_it_is_recorded_with_its_reason(app, nino, tree):
    Browser(app).sign_in(nino).post("/looks/new", form())

    event = db.session.scalars(select(AuditEvent).filter_by(action="accounts.look_outside")).one()
    assert (event.actor_user_id, event.unit_id, event.reason) == (nino.id, tree["gori"].id, WHY)


def test_s30_nothing_is_written_at_either_place_from_what_is_offered_meanwhile(app, nino, people):
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())

    for name in ("kareli", "gori"):
        page = browser.get(f"/people/{people[name].id}").text
        assert f"/people/{people[name].id}/edit" not in page
        assert browser.get(f"/people/{people[name].id}/edit").status_code == 403


def test_s30_what_was_begun_at_ones_own_place_can_be_sent(app, nino, people):
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())

    assert browser.post(f"/people/{people['gori'].id}/edit").status_code == 404
    assert browser.post(f"/people/{people['kareli'].id}/edit").status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "nowhere"}, "unit"),
        ({"unit": "KAR"}, "unit"),
        ({"unit": "GE"}, "unit"),
        ({"unit": "IRN"}, "unit"),
        ({"reason": ""}, "reason"),
        ({"reason": "because"}, "reason"),
        ({"reason": "a" + " " * 30 + "b"}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_opened(app, nino, changes, field):
    UnitFactory(code="IRN", name_en="Iran", country=country("IR"))
    browser = Browser(app).sign_in(nino)

    answer = browser.post("/looks/new", form(**changes))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.query(OutsideLook).count() == 0


def test_the_service_refuses_what_the_form_would_not_offer(tree):
    who = actor(Role.COORDINATOR, tree["kareli"])
    held = queries.active_grants(who.id)[0].id

    for place in ("kareli", "country"):
        with pytest.raises(NotOutside):
            services.look_outside(held, tree[place], WHY, by=who)
    with pytest.raises(ReasonTooShort):
        services.look_outside(held, tree["gori"], "why not", by=who)


@pytest.mark.parametrize("role", [role for role in Role if role not in LOOKERS])
def test_who_reads_no_people_does_not_look_outside(app, tree, role):
    browser = Browser(app).sign_in(UserFactory(role=role, unit=tree["kareli"]))

    assert browser.get("/looks/new").status_code == 403
    assert browser.post("/looks/new", form()).status_code == 403


def test_another_role_of_the_account_is_not_widened(app, nino, tree, people):
    other = services.grant_role(nino, Role.COORDINATOR, tree["khobi"])
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())
    browser.post("/switch-role", {"role": str(other.id)})

    assert reads(browser, people) == ["khobi"]


def test_it_ends_with_the_role(app, nino, people):
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())
    services.end_grant(nino.grants[0])

    assert reads(browser, people) == []


def test_a_look_of_somebody_else_is_not_ended(app, nino, tree):
    browser = Browser(app).sign_in(nino)
    browser.post("/looks/new", form())
    look = db.session.scalars(select(OutsideLook)).one()
    other = Browser(app).sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=tree["gori"]))

    assert other.post(f"/looks/{look.id}/end").status_code == 404
    assert look.ended_at is None


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        (Role.SYSTEM_ADMINISTRATOR, "country", True),
        (Role.AUDITOR, "country", True),
        (Role.CENTRE_ADMINISTRATOR, "gori", True),
        (Role.CENTRE_ADMINISTRATOR, "khobi", False),
        (Role.SYSTEM_ADMINISTRATOR, "khobi", False),
        (Role.COORDINATOR, "gori", False),
    ],
)
def test_s30_it_is_listed_for_whoever_answers_for_the_place(app, nino, tree, role, place, seen):
    mine = Browser(app).sign_in(nino)
    mine.post("/looks/new", form())
    other = Browser(app).sign_in(UserFactory(role=role, unit=tree[place]))

    assert WHY in mine.get("/looks").text
    assert (WHY in other.get("/looks").text) is seen


@pytest.mark.parametrize("role", Role)
def test_predicate_and_filter_agree_on_looks(tree, role):
    for name, place in (("kareli", "gori"), ("gori", "kareli"), ("khobi", "gori")):
        who = actor(Role.COORDINATOR, tree[name])
        held = queries.active_grants(who.id)[0].id
        services.look_outside(held, tree[place], WHY, by=who)
    for unit in tree.values():
        viewer = actor(role, unit)
        listed = set(db.session.scalars(queries.looks(viewer)))
        every = db.session.scalars(select(OutsideLook)).all()
        assert listed == {look for look in every if policy.can_view_look(viewer, look)}


def test_what_a_look_opens_is_reading_and_no_contacts():
    to_read = {key for key in OUTSIDE if key.partition(".")[2].startswith("view")}
    assert OUTSIDE - to_read == {"figures.exact"}  # how exactly figures are read
    assert not {"people.view_contacts", "people.view_id", "audit.view"} & WHILE_LOOKING
