"""Who sees nominations and rosters and decides on them: predicate and filter must say the same."""

import pytest

from lms.accounts.roles import Role
from lms.enrolment import policy
from lms.enrolment.models import Enrolment, Nomination
from lms.platform.db import db
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun, RunState
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    actor,
)


class World:
    """A country with two centres and two towns, whose staff are nominated for and sit in runs of both centres."""

    def __init__(self):
        self.units = {"EG": UnitFactory(code="EG")}
        for code in ("centre", "other centre", "town", "other town"):
            self.units[code] = UnitFactory(code=code, parent=self.units["EG"])
        self.trainer = PersonFactory()
        self.nominations, self.enrolments = {}, {}
        for centre in ("centre", "other centre"):
            run = RunFactory(course__unit=self.units[centre])
            if centre == "other centre":
                SessionFactory(run=run, trainer=self.trainer)
            for town in ("town", "other town"):
                unit = self.units[town]
                self.nominations[centre, town] = NominationFactory(run=run, unit=unit)
                self.enrolments[centre, town] = EnrolmentFactory(run=run, unit=unit)

    def viewer(self, role, at):
        return actor(role, self.units[at], person=self.trainer if role is Role.TRAINER else None)


ALL = {(c, t) for c in ("centre", "other centre") for t in ("town", "other town")}
OF_CENTRE = {("centre", "town"), ("centre", "other town")}
OF_OTHER = ALL - OF_CENTRE
OF_TOWN = {("centre", "town"), ("other centre", "town")}


@pytest.fixture
def world(app):
    return World()


def agreed(rows, model, condition, predicate):
    listed = set(db.session.scalars(db.select(model).where(condition)))
    allowed = {key for key, row in rows.items() if predicate(row)}
    assert listed == {rows[key] for key in allowed}
    return allowed


@pytest.mark.parametrize(
    ("role", "at", "expected"),
    [
        (Role.SYSTEM_ADMINISTRATOR, "EG", ALL),
        (Role.MINISTRY_ANALYST, "EG", ALL),
        (Role.CENTRE_ADMINISTRATOR, "centre", OF_CENTRE),
        (Role.COORDINATOR, "town", OF_TOWN),
        (Role.TRAINER, "centre", set()),
        (Role.STATISTICS_READER, "EG", set()),
        (Role.TRAINEE, "town", set()),
    ],
)
def test_list_and_single_nomination_agree(world, role, at, expected):
    viewer = world.viewer(role, at)
    seen = agreed(
        world.nominations,
        Nomination,
        policy.nominations_visible_to(viewer),
        lambda row: policy.can_view_nomination(viewer, row),
    )
    assert seen == expected


@pytest.mark.parametrize(
    ("role", "at", "expected"),
    [
        (Role.SYSTEM_ADMINISTRATOR, "EG", ALL),
        (Role.MINISTRY_ANALYST, "EG", ALL),
        (Role.CENTRE_ADMINISTRATOR, "centre", OF_CENTRE),
        (Role.COORDINATOR, "town", OF_TOWN),
        (Role.TRAINER, "centre", OF_OTHER),
        (Role.STATISTICS_READER, "EG", set()),
        (Role.TRAINEE, "town", set()),
    ],
)
def test_roster_and_single_enrolment_agree(world, role, at, expected):
    viewer = world.viewer(role, at)
    seen = agreed(
        world.enrolments,
        Enrolment,
        policy.enrolments_visible_to(viewer),
        lambda row: policy.can_view_enrolment(viewer, row),
    )
    assert seen == expected


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("at", ["centre", "town"])
def test_only_the_delivering_centre_decides_and_only_the_proposing_unit_withdraws(world, role, at):
    viewer = world.viewer(role, at)
    decides = agreed(
        world.nominations,
        Nomination,
        policy.decidable_by(viewer),
        lambda row: policy.can_decide_on(viewer, row),
    )
    withdraws = agreed(
        world.nominations,
        Nomination,
        policy.withdrawable_by(viewer),
        lambda row: policy.can_withdraw(viewer, row),
    )
    centre_decides = (role, at) == (Role.CENTRE_ADMINISTRATOR, "centre")
    assert decides == (OF_CENTRE if centre_decides else set())
    assert withdraws == (OF_TOWN if (role, at) == (Role.COORDINATOR, "town") else set())


def test_one_nominates_for_own_units_only(world):
    coordinator = world.viewer(Role.COORDINATOR, "town")
    assert policy.can_nominate(coordinator, world.units["town"])
    assert not policy.can_nominate(coordinator, world.units["other town"])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STATISTICS_READER, Role.TRAINEE])
@pytest.mark.parametrize("state", list(RunState))
def test_a_coordinator_sees_the_runs_of_own_staff_in_every_state(app, role, state):
    centre, town = UnitFactory(code="centre"), UnitFactory(code="town")
    runs = {name: RunFactory(course__unit=centre) for name in ("seat", "nominee", "strangers")}
    EnrolmentFactory(run=runs["seat"], unit=town)
    NominationFactory(run=runs["nominee"], unit=town)
    EnrolmentFactory(run=runs["strangers"])
    for run in runs.values():
        run.state = state
    db.session.flush()

    viewer = actor(role, town)
    listed = set(db.session.scalars(db.select(CourseRun).where(scheduling.visible_to(viewer))))
    single = {run for run in runs.values() if scheduling.can_view(viewer, run)}

    expected = {runs["seat"], runs["nominee"]} if role is Role.COORDINATOR else set()
    if role is Role.COORDINATOR and state is RunState.OPEN:
        expected.add(runs["strangers"])
    assert listed == single == expected
