"""The plan of a fiscal year."""

import pytest

from lms.accounts.roles import Role
from lms.organisation.queries import fiscal_years
from lms.planning import services
from lms.planning.errors import ItemHasRuns, PlanExists, PlanIsEmpty, PlanStands
from lms.planning.models import PlanItem, PlanItemKind, PlanState, TrainingPlan
from lms.planning.rules import fiscal_year_text
from lms.planning.services import ItemFacts
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from tests.support.factories import (
    CourseFactory,
    PlanFactory,
    PlanItemFactory,
    RunFactory,
    UnitFactory,
    actor,
    country,
)


@pytest.fixture
def planner(app):
    return actor(Role.MINISTRY_ANALYST)


def test_a_unit_has_one_plan_for_a_year(app, planner):
    unit = UnitFactory()
    services.create_plan(unit, fiscal_year=2026, names={"en": "Plan"}, by=planner)
    with pytest.raises(PlanExists):
        services.create_plan(unit, fiscal_year=2026, names={"en": "Another"}, by=planner)
    assert db.session.query(TrainingPlan).count() == 1


def test_a_second_click_begins_no_second_plan(app, planner):
    unit = UnitFactory()
    plans = [
        services.create_plan(unit, fiscal_year=2026, names={"en": "Plan"}, by=planner)
        for _ in range(2)
    ]
    assert plans[0] is plans[1]


def test_an_item_may_state_nothing_but_its_name(app, planner):
    item = services.add_item(PlanFactory(), names={"en": "Workshop"}, facts=ItemFacts(), by=planner)
    assert (item.runs_planned, item.seats_planned, item.quarter) == (None, None, None)


def test_the_same_item_clicked_twice_is_one(app, planner):
    plan, facts = PlanFactory(), ItemFacts(seats_planned=30)
    for _ in range(2):
        services.add_item(plan, names={"en": "Workshop"}, facts=facts, by=planner)
    services.add_item(plan, names={"en": "Workshop"}, facts=ItemFacts(seats_planned=20), by=planner)
    assert [item.seats_planned for item in plan.items] == [30, 20]


def test_copies_last_years_items_in_order(app, planner):
    plan = PlanFactory(fiscal_year=2026)
    course = CourseFactory()
    PlanItemFactory(plan=plan, position=1, name_en="First", course=course, seats_planned=30)
    PlanItemFactory(plan=plan, position=2, name_en="Second", kind=PlanItemKind.WORKSHOP)
    db.session.expire(plan)

    copy = services.copy_plan(plan, fiscal_year=2027, names={"en": "Next"}, by=planner)

    assert [(item.name_en, item.course, item.seats_planned) for item in copy.items] == [
        ("First", course, 30),
        ("Second", None, None),
    ]
    assert copy.items[1].kind is PlanItemKind.WORKSHOP
    assert len(plan.items) == 2


def test_copying_twice_copies_once(app, planner):
    plan = PlanFactory(fiscal_year=2026)
    PlanItemFactory(plan=plan)
    db.session.expire(plan)
    for _ in range(2):
        copy = services.copy_plan(plan, fiscal_year=2027, names={"en": "Next"}, by=planner)
    assert len(copy.items) == 1


def test_an_approved_plan_stands(app, planner):
    plan = PlanFactory()
    item = services.add_item(plan, names={"en": "Workshop"}, facts=ItemFacts(), by=planner)
    services.approve_plan(plan, by=planner)
    changes = [
        lambda: services.add_item(plan, names={"en": "More"}, facts=ItemFacts(), by=planner),
        lambda: services.update_item(item, names={"en": "Other"}, facts=ItemFacts(), by=planner),
        lambda: services.remove_item(item, by=planner),
        lambda: services.update_plan(plan, names={"en": "Other"}, by=planner),
    ]
    for change in changes:
        with pytest.raises(PlanStands):
            change()


def test_taking_the_approval_back_makes_it_a_draft(app, planner):
    plan = PlanFactory(state=PlanState.APPROVED)
    services.reopen_plan(plan, "Two courses were added", by=planner)
    services.reopen_plan(plan, "Two courses were added", by=planner)
    assert plan.state is PlanState.DRAFT


def test_an_empty_plan_is_not_approved(app, planner):
    with pytest.raises(PlanIsEmpty):
        services.approve_plan(PlanFactory(), by=planner)


def test_a_closed_plan_is_not_approved_again(app, planner):
    with pytest.raises(PlanStands):
        services.approve_plan(PlanFactory(state=PlanState.CLOSED), by=planner)


def test_approving_twice_approves_once(app, planner):
    plan = PlanFactory()
    services.add_item(plan, names={"en": "Workshop"}, facts=ItemFacts(), by=planner)
    services.approve_plan(plan, by=planner)
    services.approve_plan(plan, by=planner)
    assert plan.state is PlanState.APPROVED


def test_an_item_with_runs_stays(app, planner):
    item = PlanItemFactory()
    RunFactory(plan_item=item)
    with pytest.raises(ItemHasRuns) as refusal:
        services.remove_item(item, by=planner)
    assert refusal.value.text.startswith("Course runs belong to this item: 1.")


def test_an_item_without_runs_goes(app, planner):
    item = PlanItemFactory()
    services.remove_item(item, by=planner)
    assert db.session.query(PlanItem).count() == 0


@pytest.mark.parametrize(
    ("code", "year", "expected"), [("EG", 2026, "2026/27"), ("GE", 2026, "2026")]
)
def test_names_a_fiscal_year_as_the_country_does(app, code, year, expected):
    assert fiscal_year_text(year, fiscal_years(UnitFactory(country=country(code)))) == expected


def test_shows_a_fiscal_year_in_the_readers_digits(app):
    with use_preferences(Preferences(language="fa")):
        assert fiscal_year_text(1405, fiscal_years(UnitFactory(country=country("IR")))) == "۱۴۰۵"
