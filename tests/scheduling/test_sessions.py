"""Planning sessions: clashes, closed places, working days."""

from datetime import date, time

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.platform.db import db
from lms.scheduling import events, services
from lms.scheduling.errors import (
    Clashing,
    EndsBeforeStart,
    OverlapsOwnSession,
    SessionHeld,
    SessionOff,
    StateForbids,
    UnitNotOpen,
)
from lms.scheduling.models import ClashOverride, RunState, SessionState
from lms.scheduling.queries import free_starts, invariants
from tests.support.factories import (
    PersonFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    VenueFactory,
    actor,
)

DAY = date(2026, 11, 15)  # a Sunday
MORNING = {"start_time": time(9), "end_time": time(13)}


@pytest.fixture
def planner(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


def said(refusal):
    """The words without the marks that keep names from turning a line."""
    return refusal.value.text.replace("\u2068", "").replace("\u2069", "")


def plan(run, planner, **changes):
    return services.add_session(run, **{"held_on": DAY, **MORNING, "by": planner, **changes})


def test_numbers_sessions_in_the_order_they_are_planned(app, planner):
    run = RunFactory()
    plan(run, planner)
    assert plan(run, planner, held_on=date(2026, 11, 16)).number == 2


def test_keeps_a_session_as_instants_of_the_country_it_is_held_in(app, planner):
    session = plan(RunFactory(), planner)
    assert session.starts_at.isoformat() == "2026-11-15T07:00:00+00:00"
    assert session.minutes == 240


def test_names_the_session_that_has_the_room(app, planner):
    room = RoomFactory(name_en="Hall 1")
    other = RunFactory(code="KPI-2026-03", course__name_en="Indicators")
    SessionFactory(run=other, room=room, held_on=DAY)

    with pytest.raises(Clashing) as refusal:
        plan(RunFactory(), planner, room=room)

    assert said(refusal) == (
        "Hall 1 is taken by session 1 of KPI-2026-03 (Indicators): "
        "Sunday 15 November 2026, 09:00–15:00."
    )


def test_allows_a_room_from_the_minute_it_is_free(app, planner):
    room = RoomFactory()
    SessionFactory(room=room, held_on=DAY, start_time=time(9), end_time=time(13))
    assert plan(RunFactory(), planner, room=room, start_time=time(13), end_time=time(15))


def test_s7_trainer_double_booking(app, planner):
    trainer = PersonFactory(full_name="Nino Beridze")
    kareli = RunFactory(code="KARELI-1", course__name_en="Basic IT", site_unit=UnitFactory())
    khashuri = RunFactory(code="KHASHURI-1", site_unit=UnitFactory())
    first = plan(kareli, planner, trainers=[trainer])
    half_past_twelve = {"start_time": time(12, 30), "end_time": time(16, 30)}

    with pytest.raises(Clashing) as refusal:
        plan(khashuri, planner, trainers=[trainer], **half_past_twelve)
    assert "Nino Beridze gives session 1 of KARELI-1 (Basic IT)" in said(refusal)

    # By the clock one o'clock is free, but not by the road.
    one = {"start_time": time(13), "end_time": time(17)}
    with pytest.raises(Clashing) as refusal:
        plan(khashuri, planner, trainers=[trainer], **one)
    assert "less than 45 minutes" in said(refusal)
    overridden = plan(khashuri, planner, trainers=[trainer], **one, override_reason="She is driven")
    services.cancel_session(overridden, "Plan changed", by=planner)

    services.cancel_session(first, "Hall flooded", by=planner)
    assert plan(khashuri, planner, trainers=[trainer], **half_past_twelve)


def test_s7_substitute_takes_over_the_hours_of_one_day(app, planner):
    trainer, substitute = PersonFactory(), PersonFactory()
    run = RunFactory()
    sessions = services.add_sessions(
        run,
        first_day=DAY,
        days=3,
        start_time=time(9),
        end_time=time(15),
        trainers=[trainer],
        by=planner,
    )
    third = sessions[2]
    services.move_session(
        third,
        held_on=third.held_on,
        start_time=third.start_time,
        end_time=third.end_time,
        trainers=[substitute],
        by=planner,
    )

    def minutes(person):
        return sum(
            session.minutes
            for session in run.sessions
            for assignment in session.assignments
            if assignment.person is person
        )

    assert (minutes(trainer), minutes(substitute)) == (720, 360)


def test_an_override_is_a_row_with_its_reason(app, planner):
    room = RoomFactory()
    other = SessionFactory(room=room, held_on=DAY)

    session = plan(RunFactory(), planner, room=room, override_reason="The hall is divided")

    override = db.session.query(ClashOverride).one()
    assert (override.session_id, override.other_session_id) == (session.id, other.id)
    assert (override.reason, override.overridden_by_id) == ("The hall is divided", planner.id)
    event = db.session.query(AuditEvent).filter_by(action="scheduling.add_session").one()
    assert (event.reason, event.details["clashes_with"]) == ("The hall is divided", [other.id])


def test_the_monitor_finds_a_room_used_twice_unless_somebody_said_why(app, planner):
    room = RoomFactory()
    SessionFactory(room=room, held_on=DAY)
    plan(RunFactory(), planner, room=room, override_reason="The hall is divided")
    broken = {label for label, query in invariants() if db.session.execute(query).all()}
    assert broken == set()

    SessionFactory(run=RunFactory(), room=room, held_on=DAY)
    broken = {label for label, query in invariants() if db.session.execute(query).all()}
    assert broken == {"no room is used twice at once"}


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.POSTPONED])
def test_a_run_that_is_off_keeps_no_room(app, planner, state):
    room = RoomFactory()
    SessionFactory(run=RunFactory(state=state), room=room, held_on=DAY)
    assert plan(RunFactory(), planner, room=room)


def test_a_run_cannot_meet_twice_at_once_whatever_the_reason(app, planner):
    run = RunFactory()
    plan(run, planner)
    with pytest.raises(OverlapsOwnSession):
        plan(run, planner, start_time=time(12), end_time=time(14), override_reason="Two groups")


def test_a_second_click_plans_no_second_session(app, planner):
    run = RunFactory()
    assert plan(run, planner) is plan(run, planner)


@pytest.mark.parametrize("end", [time(9), time(8, 59)])
def test_a_session_ends_after_it_begins(app, planner, end):
    with pytest.raises(EndsBeforeStart):
        plan(RunFactory(), planner, end_time=end)


def test_s21_no_session_after_the_centre_closes(app, planner):
    centre = UnitFactory(closed_on=date(2026, 11, 15))
    run = RunFactory(course__unit=centre)
    plan(run, planner, held_on=date(2026, 11, 15))
    with pytest.raises(UnitNotOpen) as refusal:
        plan(run, planner, held_on=date(2026, 11, 16))
    assert "is not open on Monday 16 November 2026" in said(refusal)


def test_s21_no_session_in_a_building_of_a_closed_place(app, planner):
    room = RoomFactory(venue=VenueFactory(unit=UnitFactory(closed_on=date(2026, 6, 30))))
    with pytest.raises(UnitNotOpen):
        plan(RunFactory(), planner, room=room)


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_a_run_that_is_over_gets_no_sessions(app, planner, state):
    with pytest.raises(StateForbids):
        plan(RunFactory(state=state), planner)


def test_plans_five_working_days_across_the_weekend(app, planner):
    sessions = services.add_sessions(
        RunFactory(),
        first_day=date(2026, 11, 18),  # a Wednesday; Egypt rests on Friday and Saturday
        days=5,
        start_time=time(9),
        end_time=time(14),
        by=planner,
    )
    assert [session.held_on.day for session in sessions] == [18, 19, 22, 23, 24]


def test_plans_all_days_or_none(app, planner):
    room = RoomFactory()
    SessionFactory(room=room, held_on=date(2026, 11, 17))
    run = RunFactory()
    with pytest.raises(Clashing):
        services.add_sessions(
            run,
            first_day=DAY,
            days=5,
            start_time=time(9),
            end_time=time(14),
            room=room,
            by=planner,
        )
    assert run.sessions == []


def test_offers_the_nearest_weeks_in_which_hall_and_trainer_are_free(app):
    room, trainer = RoomFactory(), PersonFactory()
    SessionFactory(room=room, held_on=date(2026, 11, 17))
    SessionFactory(run=RunFactory(), trainer=trainer, held_on=date(2026, 11, 26))
    free = free_starts(
        RunFactory(), DAY, 5, (time(9), time(14)), room=room, trainers=[trainer], wanted=2
    )
    assert free == [date(2026, 11, 18), date(2026, 11, 19)] or free[0] == date(2026, 11, 18)


def test_the_dates_of_a_run_reach_to_its_sessions(app, planner):
    run = RunFactory(starts_on=None, ends_on=None)
    plan(run, planner, held_on=date(2026, 11, 16))
    session = plan(run, planner, held_on=date(2026, 11, 18))
    assert (run.starts_on, run.ends_on) == (date(2026, 11, 16), date(2026, 11, 18))

    services.move_session(session, held_on=date(2026, 11, 17), **MORNING, by=planner)
    assert run.ends_on == date(2026, 11, 17)


def test_a_moved_session_stays_the_same_session(app, planner):
    heard = []
    session = plan(RunFactory(), planner)
    with events.session_moved.connected_to(heard.append):
        services.move_session(session, held_on=date(2026, 11, 16), **MORNING, by=planner)
    assert (session.number, session.held_on) == (1, date(2026, 11, 16))
    assert heard == [events.SessionMoved(session.id)]


def test_a_session_that_was_held_keeps_its_time(app, planner):
    session = plan(RunFactory(), planner)
    services.mark_held(session)
    with pytest.raises(SessionHeld):
        services.move_session(session, held_on=date(2026, 11, 16), **MORNING, by=planner)


def test_s8_a_cancelled_session_frees_its_room_and_cannot_be_moved(app, planner):
    heard = []
    room = RoomFactory()
    session = plan(RunFactory(), planner, room=room)
    with events.session_cancelled.connected_to(heard.append):
        services.cancel_session(session, "Hall flooded", by=planner)
        services.cancel_session(session, "Hall flooded", by=planner)
    assert (session.state, session.reason) == (SessionState.CANCELLED, "Hall flooded")
    assert heard == [events.SessionCancelled(session.id)]
    assert plan(RunFactory(), planner, room=room)
    with pytest.raises(SessionOff):
        services.move_session(session, held_on=date(2026, 11, 16), **MORNING, by=planner)


def test_a_make_up_session_gets_a_number_of_its_own(app, planner):
    run = RunFactory()
    services.cancel_session(plan(run, planner), "Hall flooded", by=planner)
    assert plan(run, planner).number == 2
