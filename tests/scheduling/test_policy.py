"""Who sees which runs: the list and the single run must say the same."""

import pytest

from lms.accounts.roles import Role
from lms.platform.db import db
from lms.scheduling import policy
from lms.scheduling.models import CourseRun, RunState
from tests.support.factories import (
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    actor,
    country,
)


@pytest.fixture
def runs(app):
    """Runs of two centres of one country and one of another, in every place and state that matters."""
    ministry = UnitFactory(code="EG")
    centre, other = UnitFactory(code="A", parent=ministry), UnitFactory(code="B", parent=ministry)
    town = UnitFactory(code="T", parent=ministry)
    abroad = UnitFactory(code="G", country=country("GE"))
    trainer = PersonFactory()
    made = {
        "own": RunFactory(course__unit=centre, state=RunState.PLANNED),
        "other": RunFactory(course__unit=other, state=RunState.PLANNED),
        "open": RunFactory(course__unit=other, state=RunState.OPEN),
        "in town": RunFactory(course__unit=other, site_unit=town, state=RunState.CLOSED),
        "abroad": RunFactory(course__unit=abroad, state=RunState.OPEN),
        "given": RunFactory(course__unit=other, state=RunState.CLOSED),
    }
    SessionFactory(run=made["given"], trainer=trainer)
    units = {"EG": ministry, "A": centre, "B": other, "T": town}
    return made, units, trainer


@pytest.mark.parametrize(
    ("role", "at", "expected"),
    [
        (Role.SYSTEM_ADMINISTRATOR, "EG", {"own", "other", "open", "in town", "given"}),
        (Role.MINISTRY_ANALYST, "EG", {"own", "other", "open", "in town", "given"}),
        (Role.CENTRE_ADMINISTRATOR, "A", {"own"}),
        (Role.COORDINATOR, "T", {"open", "in town"}),
        (Role.TRAINER, "A", {"given"}),
        (Role.STATISTICS_READER, "EG", set()),
        (Role.TRAINEE, "A", set()),
    ],
)
def test_list_and_single_run_agree(runs, role, at, expected):
    made, units, trainer = runs
    viewer = actor(role, units[at], person=trainer if role is Role.TRAINER else None)
    listed = set(db.session.scalars(db.select(CourseRun).where(policy.visible_to(viewer))))
    seen = {name for name, run in made.items() if policy.can_view(viewer, run)}
    assert seen == expected
    assert listed == {made[name] for name in seen}


def test_only_the_delivering_centre_plans(runs):
    made, units, _trainer = runs
    for role in Role:
        planner = actor(role, units["A"])
        may = {name for name, run in made.items() if policy.can_manage(planner, run)}
        listed = set(db.session.scalars(db.select(CourseRun).where(policy.manageable_by(planner))))
        assert may == ({"own"} if role is Role.CENTRE_ADMINISTRATOR else set())
        assert listed == {made[name] for name in may}


def test_a_trainer_without_a_person_gives_nothing(runs):
    made, units, _trainer = runs
    viewer = actor(Role.TRAINER, units["A"])
    assert not any(policy.can_view(viewer, run) for run in made.values())
