"""The screens of plans."""

from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.planning import services
from lms.planning.models import PlanItem, PlanItemKind, PlanState, Qualifier, TrainingPlan
from lms.platform.clock import frozen
from lms.platform.db import db
from tests.planning.pages import seen_in
from tests.support.factories import (
    CourseFactory,
    PlanFactory,
    PlanItemFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
    actor,
)


@pytest.fixture(autouse=True)
def november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_a_plan_asks_at_most_ten_questions(planner, unit, count_queries, rows):
    plan = PlanFactory(unit=unit)
    for _ in range(rows):
        PlanItemFactory(plan=plan, course=CourseFactory(unit=unit))
    with count_queries() as counted:
        assert planner.get(f"/plans/{plan.id}").status_code == 200
    assert len(counted) <= 10


def plan_form(unit, **changes):
    values = {"unit_id": unit.id, "fiscal_year": "2026", "name_en": "Plan 2026/27"}
    return {**values, **changes}


def test_begins_a_plan_and_fills_it(planner, unit):
    answer = planner.post("/plans/new", plan_form(unit))
    course = CourseFactory(unit=unit, name_en="Indicators")
    items = f"{answer.location}/items/new"
    assert planner.get(items).status_code == 200
    planner.post(items, {"kind": "course", "course_id": course.id, "seats_planned": "٣٠"})
    planner.post(items, {"kind": "workshop", "name_en": "Workshop"})
    page = planner.get(answer.location).text
    assert all(text in page for text in ("Indicators", "Workshop", "not stated", "1 not stated"))
    first, second = db.session.query(PlanItem).order_by(PlanItem.position)
    assert (first.seats_planned, second.seats_planned) == (30, None)
    assert second.kind is PlanItemKind.WORKSHOP


def test_a_plan_begun_twice_is_one(planner, unit):
    locations = {planner.post("/plans/new", plan_form(unit)).location for _ in range(2)}
    assert len(locations) == 1
    assert db.session.query(TrainingPlan).count() == 1


def test_a_second_plan_for_the_year_is_refused_at_its_field(planner, unit):
    planner.post("/plans/new", plan_form(unit))
    answer = planner.post("/plans/new", plan_form(unit, name_en="Another"))
    assert answer.status_code == 422
    assert 'href="#fiscal_year"' in answer.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fiscal_year": ""}, "fiscal_year"),
        ({"fiscal_year": "1900"}, "fiscal_year"),
        ({"name_en": " "}, "name_en"),
        ({"source": "x" * 301}, "source"),
    ],
)
def test_bad_input_for_a_plan_is_named_and_kept(planner, unit, changes, field):
    answer = planner.post("/plans/new", plan_form(unit, **changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(TrainingPlan).count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"name_en": ""}, "name_en"),
        ({"course_id": "999"}, "course_id"),
        ({"runs_planned": "0"}, "runs_planned"),
        ({"runs_planned": "1.5"}, "runs_planned"),
        ({"seats_planned": "-3"}, "seats_planned"),
        ({"seats_planned": "many"}, "seats_planned"),
        ({"quarter": "5"}, "quarter"),
        ({"audience": "x" * 301}, "audience"),
    ],
)
def test_bad_input_for_an_item_is_named_and_kept(planner, unit, changes, field):
    plan = PlanFactory(unit=unit)
    form = {"kind": "course", "name_en": "Workshop", "seats_planned": "30"}
    answer = planner.post(f"/plans/{plan.id}/items/new", {**form, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(PlanItem).count() == 0


def test_changes_and_removes_an_item(planner, unit):
    item = PlanItemFactory(plan=PlanFactory(unit=unit), name_en="Workshop", seats_planned=30)
    path = f"/plans/{item.plan_id}/items/{item.id}"
    seen = seen_in(planner.get(path))
    form = {"kind": "workshop", "name_en": "Workshop", "seats_planned": "84", "seen": seen}
    assert planner.post(path, form).status_code == 302
    assert db.session.query(PlanItem).one().seats_planned == 84
    assert planner.post(path, form).status_code == 422
    planner.post(f"{path}/remove")
    assert db.session.query(PlanItem).count() == 0


def test_an_item_of_another_plan_does_not_exist(planner, unit):
    item = PlanItemFactory(plan=PlanFactory(unit=unit))
    other = PlanFactory(unit=unit, fiscal_year=2027)
    assert planner.get(f"/plans/{other.id}/items/{item.id}").status_code == 404


def test_an_item_with_runs_stays(planner, unit):
    item = PlanItemFactory(plan=PlanFactory(unit=unit))
    RunFactory(plan_item=item)
    answer = planner.post(f"/plans/{item.plan_id}/items/{item.id}/remove")
    assert answer.status_code == 409


def test_approves_a_plan_and_takes_it_back_with_a_reason(planner, unit):
    item = PlanItemFactory(plan=PlanFactory(unit=unit))
    path = f"/plans/{item.plan_id}"
    planner.post(f"{path}/approve")
    page = planner.get(path).text
    assert "Approved" in page
    assert f"{path}/items/new" not in page
    assert planner.post(f"{path}/items/{item.id}/remove").status_code == 409
    assert planner.get(f"{path}/reopen").status_code == 200
    assert planner.post(f"{path}/reopen", {"reason": ""}).status_code == 422
    planner.post(f"{path}/reopen", {"reason": "Two courses were added"})
    assert db.session.query(TrainingPlan).one().state is PlanState.DRAFT


def test_copies_a_plan_to_the_next_year(planner, unit):
    plan = PlanFactory(unit=unit)
    PlanItemFactory(plan=plan, name_en="Workshop", seats_planned=84)
    page = planner.get(f"/plans/{plan.id}/copy")
    assert 'value="2027" selected' in page.text
    form = plan_form(unit, fiscal_year="2027", name_en="Plan 2027/28")
    answer = planner.post(f"/plans/{plan.id}/copy", form)
    assert "Workshop" in planner.get(answer.location).text
    assert planner.post(f"/plans/{plan.id}/copy", {**form, "name_en": "x"}).status_code == 422


def test_renames_a_plan(planner, unit):
    plan = PlanFactory(unit=unit)
    assert planner.get(f"/plans/{plan.id}/edit").status_code == 200
    planner.post(f"/plans/{plan.id}/edit", plan_form(unit, name_ar="الخطة"))
    assert db.session.query(TrainingPlan).one().name_ar == "الخطة"
    assert planner.post(f"/plans/{plan.id}/edit", plan_form(unit, name_en="")).status_code == 422


def test_stated_figures_stand_beside_with_their_source(planner, unit):
    item = PlanItemFactory(plan=PlanFactory(unit=unit))
    services.state_figure(
        unit,
        code="F",
        names={"en": "Seats announced"},
        measure="seats",
        value=210,
        qualifier=Qualifier.TOTAL_NOT_SPLIT,
        source="Announcement, line 1",
        plan_item=item,
        by=actor(Role.MINISTRY_ANALYST),
    )
    page = planner.get(f"/plans/{item.plan_id}").text
    assert "210 in all, not split" in page
    assert "Announcement, line 1" in page


def test_a_plan_goes_into_a_file_with_empty_cells_for_what_is_not_stated(planner, unit):
    plan = PlanFactory(unit=unit)
    PlanItemFactory(plan=plan, position=1, name_en="Course", seats_planned=30)
    PlanItemFactory(plan=plan, position=2, name_en="Workshop")
    answer = planner.get(f"/plans/{plan.id}?format=csv")
    rows = answer.text.splitlines()
    assert rows[1].startswith("1,Course,Course,,,30")
    assert rows[2].startswith("2,Workshop,Course,,,,")
    assert planner.get(f"/plans/{plan.id}?format=pdf").status_code == 400


def test_the_plan_above_is_read_by_its_centres(browser, unit):
    plan = PlanFactory(unit=unit)
    centre = UnitFactory(parent=unit)
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=centre))
    assert browser.get(f"/plans/{plan.id}").status_code == 200
    assert browser.post(f"/plans/{plan.id}/approve").status_code == 403


def test_a_plan_of_another_unit_does_not_exist(planner):
    assert planner.get(f"/plans/{PlanFactory().id}").status_code == 404
