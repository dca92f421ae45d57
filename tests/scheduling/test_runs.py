"""Planning a run, its code, its rules, its way through the states."""

from datetime import UTC, date, datetime, time

import pytest

from lms.accounts.roles import Role
from lms.platform.clock import frozen
from lms.platform.db import db
from lms.scheduling import events, services
from lms.scheduling.errors import (
    BelowSeatsTaken,
    Clashing,
    CourseArchived,
    EndsBeforeFirstDay,
    RunCodeTaken,
    SessionsOutside,
    StateForbids,
    UnitNotOpen,
)
from lms.scheduling.models import CourseRun, RunState, SessionState
from lms.scheduling.queries import state_on
from lms.scheduling.rules import days_for, state_today
from lms.scheduling.rules import state_on as rule
from tests.support.factories import (
    CourseFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    actor,
)


@pytest.fixture(autouse=True)
def early_november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def planner(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


def create(course, planner, **changes):
    values = {"capacity": 30, "language": "ar", "starts_on": date(2026, 11, 15), "by": planner}
    return services.create_run(course, course.unit, **{**values, **changes})


def test_gives_the_next_code_of_the_course_in_the_year(app, planner):
    course = CourseFactory(code="KPI")
    create(course, planner)
    assert create(course, planner, starts_on=date(2026, 12, 1)).code == "KPI-2026-02"
    assert create(course, planner, starts_on=date(2027, 1, 3)).code == "KPI-2027-01"


def test_a_second_click_makes_no_second_run(app, planner):
    course = CourseFactory()
    assert create(course, planner, entry_key="k") is create(course, planner, entry_key="k")


def test_a_code_names_one_run(app, planner):
    course = CourseFactory(code="KPI")
    create(course, planner, code="KPI-2026-01")
    with pytest.raises(RunCodeTaken) as refusal:
        create(course, planner, code="KPI-2026-01")
    assert "KPI-2026-02 is free" in refusal.value.text
    assert db.session.query(CourseRun).count() == 1


def test_a_run_without_dates_is_a_draft_until_it_has_some(app, planner):
    run = create(CourseFactory(), planner, starts_on=None)
    assert run.state is RunState.DRAFT
    services.update_run(
        run, starts_on=date(2026, 11, 15), ends_on=None, capacity=30, language="ar", by=planner
    )
    assert (run.state, run.ends_on) == (RunState.PLANNED, date(2026, 11, 15))


def test_an_archived_course_gets_no_new_runs(app, planner):
    with pytest.raises(CourseArchived):
        create(CourseFactory(is_archived=True), planner)


def test_a_run_ends_after_its_first_day(app, planner):
    with pytest.raises(EndsBeforeFirstDay):
        create(CourseFactory(), planner, ends_on=date(2026, 11, 14))


def test_s21_a_closed_centre_gets_no_runs(app, planner):
    course = CourseFactory(unit=UnitFactory(closed_on=date(2026, 6, 30)))
    with pytest.raises(UnitNotOpen):
        create(course, planner)


def test_s10_the_rule_in_force_when_the_run_opened_applies(app, planner):
    course = CourseFactory(attendance_basis_points=8000)
    run = create(course, planner)
    course.attendance_basis_points = 7500
    services.open_run(run, by=planner)
    course.attendance_basis_points = 9000
    services.postpone_run(run, "Flood", by=planner)
    services.open_run(run, by=planner)
    assert run.attendance_basis_points == 7500


@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.PLANNED])
def test_opens_what_was_planned_once(app, planner, state):
    heard, run = [], RunFactory(state=state, starts_on=None, ends_on=None)
    with events.run_opened.connected_to(heard.append):
        services.open_run(run, by=planner)
        services.open_run(run, by=planner)
    assert (run.state, len(heard)) == (RunState.OPEN, 1)


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("open_run", {"draft", "planned", "open", "postponed"}),
        ("confirm_run", {"open", "confirmed"}),
        ("postpone_run", {"open", "confirmed", "postponed"}),
        (
            "cancel_run",
            {"draft", "planned", "open", "confirmed", "in_progress", "postponed", "cancelled"},
        ),
    ],
)
def test_each_step_is_open_only_from_its_states(app, planner, verb, allowed):
    reason = ["Flood"] if verb in {"postpone_run", "cancel_run"} else []
    possible = set()
    for state in RunState:
        run = RunFactory(state=state, starts_on=None, ends_on=None)
        try:
            getattr(services, verb)(run, *reason, by=planner)
        except StateForbids:
            continue
        possible.add(state.value)
    assert possible == allowed


def test_a_run_whose_last_day_is_past_is_not_cancelled(app, planner):
    run = RunFactory(state=RunState.CONFIRMED)
    with frozen(datetime(2026, 11, 20, 12, tzinfo=UTC)), pytest.raises(StateForbids):
        services.cancel_run(run, "Flood", by=planner)


def test_s9_cancelling_keeps_what_was_held(app, planner):
    heard = []
    run = RunFactory(state=RunState.CONFIRMED)
    first, second = SessionFactory(run=run), SessionFactory(run=run)
    with (
        frozen(datetime(2026, 11, 15, 20, tzinfo=UTC)),
        events.run_cancelled.connected_to(heard.append),
    ):
        services.cancel_run(run, "Flood", by=planner)
    assert (first.state, second.state) == (SessionState.SCHEDULED, SessionState.CANCELLED)
    assert (run.reason, heard) == ("Flood", [events.RunCancelled(run.id, "Flood")])


def test_a_postponed_run_opens_again_only_if_its_room_is_still_free(app, planner):
    room = RoomFactory()
    run = RunFactory()
    SessionFactory(run=run, room=room)
    services.postpone_run(run, "Flood", by=planner)
    other = SessionFactory(run=RunFactory(), room=room)
    with pytest.raises(Clashing):
        services.open_run(run, by=planner)
    services.cancel_session(other, "Flood", by=planner)
    services.open_run(run, by=planner)
    assert run.state is RunState.OPEN


def test_dates_leave_no_session_outside(app, planner):
    run = RunFactory()
    services.add_session(
        run, held_on=date(2026, 11, 19), start_time=time(9), end_time=time(12), by=planner
    )
    with pytest.raises(SessionsOutside):
        services.update_run(
            run,
            starts_on=date(2026, 11, 15),
            ends_on=date(2026, 11, 18),
            capacity=30,
            language="ar",
            by=planner,
        )


def test_a51_editing_keeps_the_seats_that_are_taken(app, planner):
    run = RunFactory(seats_taken=20)
    with pytest.raises(BelowSeatsTaken):
        services.update_run(
            run, starts_on=run.starts_on, ends_on=None, capacity=19, language="ar", by=planner
        )


@pytest.mark.parametrize("state", list(RunState))
@pytest.mark.parametrize("today", [date(2026, 11, 14), date(2026, 11, 15), date(2026, 11, 20)])
def test_lists_and_pages_say_the_same_state(app, state, today):
    for dates in ((date(2026, 11, 15), date(2026, 11, 19)), (None, None)):
        run = RunFactory(state=state, starts_on=dates[0], ends_on=dates[1])
        listed = db.session.query(state_on(today)).filter(CourseRun.id == run.id).scalar()
        assert listed is rule(run, today)


def test_the_calendar_carries_a_run_on(app):
    run = RunFactory(state=RunState.CONFIRMED)
    states = {}
    for day in (14, 15, 19, 20):
        with frozen(datetime(2026, 11, day, 12, tzinfo=UTC)):
            states[day] = state_today(run).value
    assert states == {14: "confirmed", 15: "in_progress", 19: "in_progress", 20: "ended"}


def test_writes_the_state_of_today_down(app):
    run = RunFactory(state=RunState.CONFIRMED)
    with frozen(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        assert services.refresh_state(run) is RunState.ENDED
    assert run.state is RunState.ENDED


@pytest.mark.parametrize(
    ("minutes", "days", "each"), [(1500, 5, 300), (1800, 5, 360), (90, 1, 90), (1830, 6, 305)]
)
def test_proposes_days_of_at_most_six_hours(minutes, days, each):
    assert days_for(minutes) == (days, each)
