"""Who sees and keeps what: lists and single things must say the same."""

import pytest

from lms.accounts.roles import Role
from lms.planning import policy
from lms.planning.models import Course, Programme, TrainingPlan
from lms.platform.db import db
from tests.support.factories import (
    CourseFactory,
    PlanFactory,
    ProgrammeFactory,
    UnitFactory,
    actor,
    country,
)


@pytest.fixture
def units(app):
    """A country with two centres and a town, and a centre abroad."""
    ministry = UnitFactory()
    return {
        "ministry": ministry,
        "centre": UnitFactory(parent=ministry),
        "other": UnitFactory(parent=ministry),
        "town": UnitFactory(parent=ministry),
        "abroad": UnitFactory(country=country("GE")),
    }


def seen_and_listed(things, model, predicate, condition, viewer):
    seen = {name for name, thing in things.items() if predicate(viewer, thing)}
    listed = set(db.session.scalars(db.select(model).where(condition(viewer))))
    assert listed == {things[name] for name in seen}
    return seen


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("factory", "model", "predicate", "condition"),
    [
        (CourseFactory, Course, policy.can_view_course, policy.courses_visible_to),
        (ProgrammeFactory, Programme, policy.can_view_programme, policy.programmes_visible_to),
    ],
)
def test_the_catalogue_is_open_in_the_whole_country(
    units, role, factory, model, predicate, condition
):
    things = {name: factory(unit=unit) for name, unit in units.items()}
    viewer = actor(role, units["town"])
    seen = seen_and_listed(things, model, predicate, condition, viewer)
    assert seen == (set() if role is Role.TRAINEE else set(units) - {"abroad"})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("ministry", {"ministry", "centre", "other", "town"}),
        ("centre", {"ministry", "centre"}),
        ("abroad", {"abroad"}),
    ],
)
def test_a_plan_is_seen_by_those_it_plans_for(units, at, expected):
    plans = {name: PlanFactory(unit=unit) for name, unit in units.items()}
    viewer = actor(Role.COORDINATOR, units[at])
    assert expected == seen_and_listed(
        plans, TrainingPlan, policy.can_view_plan, policy.plans_visible_to, viewer
    )


@pytest.mark.parametrize("role", list(Role))
def test_a_course_is_kept_by_its_own_unit(units, role):
    courses = {name: CourseFactory(unit=unit) for name, unit in units.items()}
    viewer = actor(role, units["centre"])
    seen = seen_and_listed(
        courses, Course, policy.can_manage_course, policy.courses_manageable_by, viewer
    )
    keeps = role in {Role.SYSTEM_ADMINISTRATOR, Role.CENTRE_ADMINISTRATOR}
    assert seen == ({"centre"} if keeps else set())


@pytest.mark.parametrize("role", list(Role))
def test_a_programme_is_kept_by_its_own_unit(units, role):
    programmes = {name: ProgrammeFactory(unit=unit) for name, unit in units.items()}
    viewer = actor(role, units["centre"])
    seen = seen_and_listed(
        programmes,
        Programme,
        policy.can_manage_programme,
        policy.programmes_manageable_by,
        viewer,
    )
    keeps = role in {Role.SYSTEM_ADMINISTRATOR, Role.CENTRE_ADMINISTRATOR}
    assert seen == ({"centre"} if keeps else set())


@pytest.mark.parametrize("role", list(Role))
def test_a_plan_is_made_at_its_own_unit(units, role):
    plans = {name: PlanFactory(unit=unit) for name, unit in units.items()}
    viewer = actor(role, units["centre"])
    seen = seen_and_listed(
        plans, TrainingPlan, policy.can_manage_plan, policy.plans_manageable_by, viewer
    )
    makes = role in {Role.SYSTEM_ADMINISTRATOR, Role.MINISTRY_ANALYST}
    assert seen == ({"centre"} if makes else set())
