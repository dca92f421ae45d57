"""The screens of runs: who may open them, what they say, and what happens to bad input."""

from datetime import UTC, date, datetime, time

import pytest

from lms.accounts.roles import Role
from lms.people.models import Trainer
from lms.platform.clock import frozen
from lms.platform.db import db
from lms.scheduling import services
from lms.scheduling.models import ClashOverride, CourseRun, RunState, SessionState, TrainingSession
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    VenueFactory,
    actor,
)


@pytest.fixture(autouse=True)
def early_november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield


class Centre:
    """A training centre with a course, a hall and a trainer, and its administrator in a browser."""

    def __init__(self, browser):
        self.unit = UnitFactory()
        self.course = CourseFactory(
            code="KPI",
            unit=self.unit,
            minutes=1500,
            name_en="Indicators",
            name_ar="مؤشرات الأداء",
        )
        self.hall = RoomFactory(venue=VenueFactory(unit=self.unit), name_en="Hall 1", capacity=30)
        self.trainer = PersonFactory(full_name="Nadia Salem")
        db.session.add(Trainer(person=self.trainer, unit=self.unit))
        self.administrator = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=self.unit)
        self.browser = browser.sign_in(self.administrator)

    def run(self, **values):
        return RunFactory(course=self.course, unit=self.unit, **values)

    def form(self, **changes):
        """A new run as somebody would fill it in."""
        values = {
            "key": "a",
            "unit_id": self.unit.id,
            "course_id": self.course.id,
            "starts_on": "2026-11-15",
            "days": "5",
            "start_time": "9:00",
            "end_time": "14:00",
            "room_id": self.hall.id,
            "trainer_id": self.trainer.id,
            "capacity": "30",
            "language": "ar",
        }
        return {**values, **changes}

    def session_form(self, **changes):
        values = {"held_on": "15 November 2026", "start_time": "9", "end_time": "14", "counts": "y"}
        return {**values, **changes}


@pytest.fixture
def centre(browser):
    return Centre(browser)


def test_lists_the_runs_with_seats_and_state(centre):
    centre.run(code="KPI-2026-03", seats_taken=12)
    page = centre.browser.get("/runs").text
    assert all(text in page for text in ("KPI-2026-03", "Indicators", "15–19 Nov 2026"))
    assert "Nominations open" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=kpi-2026-03", True),
        ("q=indicators", True),
        ("q=nothing", False),
        ("q=%25", False),
        ("q=مؤشرات", True),
        ("q=موشرات", True),
        ("state=confirmed", True),
        ("state=open", False),
    ],
)
def test_narrows_the_list(centre, asked, found):
    centre.run(code="KPI-2026-03", state=RunState.CONFIRMED)
    page = centre.browser.get(f"/runs?{asked}").text
    assert ("/runs/KPI-2026-03" in page) is found


def test_the_list_goes_into_a_file(centre):
    centre.run(code="KPI-2026-03")
    rows = centre.browser.get("/runs?format=csv").text
    assert "KPI-2026-03" in rows
    assert "2026-11-15" in rows


@pytest.mark.parametrize("runs", [1, 30])
def test_the_list_asks_at_most_ten_questions(centre, count_queries, runs):
    for _ in range(runs):
        centre.run()
    with count_queries() as counted:
        centre.browser.get("/runs")
    assert len(counted) <= 10


@pytest.mark.parametrize("days", [1, 10])
def test_the_page_of_a_run_asks_the_same_whatever_its_length(centre, count_queries, days):
    run = centre.run(code="R1")
    for _ in range(days):
        SessionFactory(run=run, room=centre.hall, trainer=centre.trainer)
    with count_queries() as counted:
        assert centre.browser.get("/runs/R1").status_code == 200
    assert len(counted) <= 10


def test_another_centres_run_does_not_exist(centre):
    RunFactory(code="R2")
    assert centre.browser.get("/runs/R2").status_code == 404


def test_a_reader_may_not_change_a_run(browser):
    run = RunFactory(code="R1")
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=run.unit))
    page = browser.get("/runs/R1")
    assert page.status_code == 200
    assert "/runs/R1/edit" not in page.text
    assert browser.post("/runs/R1/open").status_code == 403


def test_a_trainer_sees_the_own_run_and_may_not_change_it(browser):
    trainer = PersonFactory()
    session = SessionFactory(trainer=trainer)
    run = session.run
    browser.sign_in(UserFactory(role=Role.TRAINER, unit=run.unit, person=trainer))
    assert browser.get(f"/runs/{run.code}").status_code == 200
    assert browser.get(f"/runs/{run.code}/edit").status_code == 403


def test_plans_a_run_with_its_five_days(centre):
    answer = centre.browser.post("/runs/new", centre.form())
    assert answer.location == "/runs/KPI-2026-01"
    run = db.session.query(CourseRun).one()
    assert [session.held_on.day for session in run.sessions] == [15, 16, 17, 18, 19]
    assert {session.assignments[0].person for session in run.sessions} == {centre.trainer}


def test_a_form_sent_twice_plans_one_run(centre):
    first = centre.browser.post("/runs/new", centre.form())
    second = centre.browser.post("/runs/new", centre.form())
    assert first.location == second.location
    assert db.session.query(TrainingSession).count() == 5


def test_plans_a_run_without_dates(centre):
    answer = centre.browser.post("/runs/new", centre.form(starts_on=""))
    page = centre.browser.get(answer.location).text
    assert "Dates not stated" in page
    assert db.session.query(TrainingSession).count() == 0


@pytest.mark.parametrize(
    "typed", ["24 Aban 1405", "5 Jumada II 1448", "2026-11-15", "١٥ نوفمبر ٢٠٢٦"]
)
def test_takes_the_first_day_in_any_calendar(centre, typed):
    centre.browser.post("/runs/new", centre.form(starts_on=typed, days="", room_id=""))
    assert db.session.query(CourseRun).one().starts_on == date(2026, 11, 15)


def test_choosing_the_course_fills_days_hours_and_seats(centre):
    sent = centre.form(fill="1", days="", start_time="", end_time="", capacity="", language="")
    page = centre.browser.post("/runs/new", sent)
    assert page.status_code == 200
    assert all(f'value="{text}"' in page.text for text in ("5", "09:00", "14:00", "30"))
    assert db.session.query(CourseRun).count() == 0


def test_a_cell_of_the_calendar_fills_hall_and_day(centre):
    page = centre.browser.get(f"/runs/new?day=2026-11-15&room={centre.hall.id}").text
    assert 'value="2026-11-15"' in page
    assert f'<option value="{centre.hall.id}" selected>' in page


def test_a_clash_is_named_at_its_field_with_the_nearest_free_days(centre):
    SessionFactory(run=centre.run(code="R1"), room=centre.hall, held_on=date(2026, 11, 17))
    answer = centre.browser.post("/runs/new", centre.form())
    assert answer.status_code == 422
    assert 'id="room_id-error"' in answer.text
    assert "is taken by session 1 of R1" in answer.text
    assert 'name="use" value="2026-11-18"' in answer.text
    assert 'value="9:00"' in answer.text
    assert db.session.query(CourseRun).count() == 1


def test_a_free_day_is_one_click(centre):
    SessionFactory(run=centre.run(), room=centre.hall, held_on=date(2026, 11, 17))
    answer = centre.browser.post("/runs/new", centre.form(use="2026-11-18"))
    assert answer.status_code == 302
    run = db.session.query(CourseRun).filter(CourseRun.starts_on == date(2026, 11, 18)).one()
    assert len(run.sessions) == 5


def test_planning_over_a_clash_keeps_the_reason(centre):
    SessionFactory(run=centre.run(), room=centre.hall, held_on=date(2026, 11, 17))
    centre.browser.post("/runs/new", centre.form(override_reason="The hall is divided"))
    assert db.session.query(ClashOverride).one().reason == "The hall is divided"


def test_the_check_says_that_all_is_free(centre):
    page = centre.browser.post("/runs/new", centre.form(check="1"))
    assert "Room and trainers are free at this time." in page.text
    assert db.session.query(CourseRun).count() == 0


def test_warns_of_a_room_that_is_too_small(centre):
    answer = centre.browser.post("/runs/new", centre.form(capacity="31"))
    page = centre.browser.get(answer.location).text
    assert "fewer than the seats of the run: 31" in page


BAD_RUNS = [
    ({"course_id": ""}, "course_id"),
    ({"course_id": "999"}, "course_id"),
    ({"unit_id": "999"}, "unit_id"),
    ({"starts_on": "31 February 2026"}, "starts_on"),
    ({"starts_on": "soon"}, "starts_on"),
    ({"days": "0"}, "days"),
    ({"days": "61"}, "days"),
    ({"days": "five"}, "days"),
    ({"start_time": ""}, "start_time"),
    ({"start_time": "25:00"}, "start_time"),
    ({"end_time": "8:00"}, "end_time"),
    ({"capacity": ""}, "capacity"),
    ({"capacity": "-1"}, "capacity"),
    ({"capacity": "1e3"}, "capacity"),
    ({"min_seats": "31"}, "min_seats"),
    ({"language": "xx"}, "language"),
    ({"room_id": "999"}, "room_id"),
    ({"trainer_id": "999"}, "trainer_id"),
    ({"site_unit_id": "999"}, "site_unit_id"),
    ({"code": "new"}, "code"),
    ({"code": "a/b"}, "code"),
    ({"code": "\u202etxt"}, "code"),
]


@pytest.mark.parametrize(("changes", "field"), BAD_RUNS)
def test_bad_input_for_a_run_is_named_and_kept(centre, changes, field):
    answer = centre.browser.post("/runs/new", centre.form(**changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text or field == "unit_id"
    assert db.session.query(CourseRun).count() == 0


def test_what_was_typed_stays(centre):
    page = centre.browser.post("/runs/new", centre.form(starts_on="soon", capacity="many")).text
    assert 'value="soon"' in page
    assert 'value="many"' in page


def test_a_code_that_is_taken_is_refused_with_the_next_free_one(centre):
    centre.run(code="KPI-2026-01")
    answer = centre.browser.post("/runs/new", centre.form(code="KPI-2026-01", room_id=""))
    assert answer.status_code == 422
    assert "KPI-2026-02 is free" in answer.text


def test_edits_a_run(centre):
    centre.run(code="R1")
    page = centre.browser.get("/runs/R1/edit")
    assert page.status_code == 200
    centre.browser.post(
        "/runs/R1/edit",
        {"starts_on": "2026-11-15", "ends_on": "2026-11-20", "capacity": "25", "language": "fa"},
    )
    run = db.session.query(CourseRun).one()
    assert (run.ends_on, run.capacity, run.language) == (date(2026, 11, 20), 25, "fa")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": "11"}, "capacity"),
        ({"capacity": ""}, "capacity"),
        ({"ends_on": "2026-11-14"}, "ends_on"),
        ({"ends_on": "2026-11-15"}, "starts_on"),
        ({"language": ""}, "language"),
    ],
)
def test_a51_bad_edits_change_nothing(centre, changes, field):
    run = centre.run(code="R1", seats_taken=12)
    SessionFactory(run=run, held_on=date(2026, 11, 16))
    sent = {"starts_on": "2026-11-15", "ends_on": "2026-11-19", "capacity": "30", "language": "ar"}
    answer = centre.browser.post("/runs/R1/edit", {**sent, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    run = db.session.query(CourseRun).one()
    assert (run.capacity, run.ends_on, run.language) == (30, date(2026, 11, 19), "ar")


def test_a_form_that_grew_stale_says_so_and_loses_nothing(centre):
    run = centre.run(code="R1")
    page = centre.browser.get("/runs/R1/edit").text
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    services.change_capacity(run, 40, by=actor(Role.CENTRE_ADMINISTRATOR, centre.unit))
    sent = {"starts_on": "2026-11-15", "capacity": "25", "language": "ar", "seen": seen}
    answer = centre.browser.post("/runs/R1/edit", sent)
    assert answer.status_code == 422
    assert "Somebody changed this course run meanwhile" in answer.text
    assert 'value="25"' in answer.text
    again = answer.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert centre.browser.post("/runs/R1/edit", {**sent, "seen": again}).status_code == 302


def test_opens_and_confirms_a_run(centre):
    centre.run(code="R1", state=RunState.PLANNED)
    assert "Open nominations" in centre.browser.get("/runs/R1").text
    centre.browser.post("/runs/R1/open")
    assert "Confirm roster" in centre.browser.get("/runs/R1").text
    centre.browser.post("/runs/R1/confirm")
    assert db.session.query(CourseRun).one().state is RunState.CONFIRMED


@pytest.mark.parametrize(
    ("step", "state"), [("postpone", RunState.POSTPONED), ("cancel", RunState.CANCELLED)]
)
def test_puts_off_and_calls_off_with_a_reason(centre, step, state):
    centre.run(code="R1")
    assert centre.browser.get(f"/runs/R1/{step}").status_code == 200
    refused = centre.browser.post(f"/runs/R1/{step}", {"reason": " "})
    assert refused.status_code == 422
    centre.browser.post(f"/runs/R1/{step}", {"reason": "Flood in the hall"})
    assert db.session.query(CourseRun).one().state is state
    assert "Flood in the hall" in centre.browser.get("/runs/R1").text


def test_a_step_that_the_state_forbids_is_refused_in_words(centre):
    centre.run(code="R1", state=RunState.CLOSED)
    answer = centre.browser.post("/runs/R1/open")
    assert answer.status_code == 409
    assert "“Closed”" in answer.text


def test_adds_moves_and_cancels_a_session(centre):
    centre.run(code="R1")
    form = centre.session_form(room_id=centre.hall.id, trainer_id=centre.trainer.id)
    assert centre.browser.get("/runs/R1/sessions/new").status_code == 200
    centre.browser.post("/runs/R1/sessions/new", form)
    assert centre.browser.get("/runs/R1/sessions/1").status_code == 200
    centre.browser.post(
        "/runs/R1/sessions/1", centre.session_form(held_on="2026-11-16", title="Opening")
    )
    session = db.session.query(TrainingSession).one()
    assert (session.held_on, session.title, session.assignments) == (
        date(2026, 11, 16),
        "Opening",
        [],
    )
    assert centre.browser.get("/runs/R1/sessions/1/cancel").status_code == 200
    centre.browser.post("/runs/R1/sessions/1/cancel", {"reason": "Flood"})
    assert db.session.query(TrainingSession).one().state is SessionState.CANCELLED
    assert "Flood" in centre.browser.get("/runs/R1").text


def test_a_session_can_have_several_trainers(centre):
    second = PersonFactory()
    db.session.add(Trainer(person=second, unit=centre.unit))
    centre.run(code="R1")
    form = centre.session_form(
        trainer_id=centre.trainer.id, co_trainer_ids=[second.id, centre.trainer.id]
    )
    centre.browser.post("/runs/R1/sessions/new", form)
    session = db.session.query(TrainingSession).one()
    assert [one.role.value for one in session.assignments] == ["lead", "co_trainer"]


def test_s7_a_session_over_another_needs_a_reason(centre):
    SessionFactory(
        run=centre.run(code="KARELI"), trainer=centre.trainer, held_on=date(2026, 11, 15)
    )
    centre.run(code="R1")
    form = centre.session_form(trainer_id=centre.trainer.id)
    answer = centre.browser.post("/runs/R1/sessions/new", form)
    assert answer.status_code == 422
    assert "gives session 1 of KARELI" in answer.text
    assert 'name="override_reason"' in answer.text
    again = centre.browser.post(
        "/runs/R1/sessions/new", {**form, "override_reason": "A colleague stands in"}
    )
    assert again.status_code == 302


def test_the_check_of_a_session_writes_nothing(centre):
    SessionFactory(run=centre.run(), trainer=centre.trainer, held_on=date(2026, 11, 15))
    centre.run(code="R1")
    form = centre.session_form(trainer_id=centre.trainer.id, check="1")
    page = centre.browser.post("/runs/R1/sessions/new", form)
    assert page.status_code == 200
    assert "Not free at this time" in page.text
    assert db.session.query(TrainingSession).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": ""}, "held_on"),
        ({"held_on": "30 February 2026"}, "held_on"),
        ({"start_time": "24:30"}, "start_time"),
        ({"end_time": "9:00"}, "end_time"),
        ({"end_time": ""}, "end_time"),
        ({"room_id": "x"}, "room_id"),
        ({"trainer_id": "0"}, "trainer_id"),
        ({"co_trainer_ids": "0"}, "co_trainer_ids"),
        ({"topic_id": "7"}, "topic_id"),
        ({"title": "x" * 301}, "title"),
    ],
)
def test_bad_input_for_a_session_is_named_and_kept(centre, changes, field):
    centre.run(code="R1")
    answer = centre.browser.post("/runs/R1/sessions/new", centre.session_form(**changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(TrainingSession).count() == 0


def test_a36_sessions_of_a_run_do_not_overlap(centre):
    SessionFactory(run=centre.run(code="R1"), held_on=date(2026, 11, 15))
    answer = centre.browser.post(
        "/runs/R1/sessions/new", centre.session_form(override_reason="Two groups")
    )
    assert answer.status_code == 422
    assert "its trainees cannot be in two places" in answer.text


def test_a_session_that_was_moved_meanwhile_is_not_overwritten(centre):
    session = SessionFactory(run=centre.run(code="R1"))
    page = centre.browser.get("/runs/R1/sessions/1").text
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    services.move_session(
        session,
        held_on=date(2026, 11, 18),
        start_time=time(10),
        end_time=time(12),
        by=actor(Role.CENTRE_ADMINISTRATOR, centre.unit),
    )
    answer = centre.browser.post("/runs/R1/sessions/1", centre.session_form(seen=seen))
    assert answer.status_code == 422
    assert "Wednesday 18 November 2026" in answer.text


def test_plans_several_days_at_once(centre):
    centre.run(code="R1", starts_on=None, ends_on=None)
    assert centre.browser.get("/runs/R1/sessions/several").status_code == 200
    form = {"first_day": "2026-11-18", "days": "5", "start_time": "9", "end_time": "14"}
    answer = centre.browser.post("/runs/R1/sessions/several", form)
    assert answer.status_code == 302
    days = [row.held_on.day for row in db.session.query(TrainingSession).order_by("number")]
    assert days == [18, 19, 22, 23, 24]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"first_day": ""}, "first_day"), ({"days": "0"}, "days"), ({"end_time": "7"}, "end_time")],
)
def test_bad_input_for_several_days_is_named_and_kept(centre, changes, field):
    centre.run(code="R1")
    form = {"first_day": "2026-11-18", "days": "5", "start_time": "9", "end_time": "14"}
    answer = centre.browser.post("/runs/R1/sessions/several", {**form, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_several_days_name_every_clash_and_the_next_free_week(centre):
    SessionFactory(run=centre.run(), room=centre.hall, held_on=date(2026, 11, 17))
    centre.run(code="R1")
    form = {"first_day": "2026-11-15", "days": "3", "start_time": "9", "end_time": "14"}
    answer = centre.browser.post("/runs/R1/sessions/several", {**form, "room_id": centre.hall.id})
    assert answer.status_code == 422
    assert 'name="use" value="2026-11-18"' in answer.text


def test_s21_sessions_after_the_closing_are_listed_to_be_moved(centre):
    SessionFactory(run=centre.run(code="R1"), held_on=date(2026, 11, 17))
    centre.unit.closed_on = date(2026, 11, 16)
    page = centre.browser.get("/runs/R1").text
    assert "Sessions after the place has closed" in page
    assert "Tuesday 17 November 2026" in page


def test_s21_the_page_of_a_closed_place_lists_what_is_to_be_moved(centre):
    halls = UnitFactory(parent=centre.unit, code="HALLS")
    room = RoomFactory(venue=VenueFactory(unit=halls))
    run = centre.run(code="R1")
    for day in (16, 17, 18):
        SessionFactory(run=run, room=room, held_on=date(2026, 11, day))
    halls.closed_on = date(2026, 11, 16)
    run.sessions[2].state = SessionState.CANCELLED

    page = centre.browser.get("/places/HALLS").text

    assert "To be moved" in page
    assert "Session 2 of R1" in page
    assert "Tuesday 17 November 2026" in page
    assert "Session 1 of R1" not in page
    assert "Session 3 of R1" not in page


def test_s21_a_closed_place_tells_nobody_of_runs_out_of_sight(browser, centre):
    SessionFactory(run=centre.run(code="R1", state=RunState.PLANNED), held_on=date(2026, 11, 17))
    centre.unit.closed_on = date(2026, 11, 16)
    browser.sign_in(UserFactory(role=Role.STATISTICS_READER, unit=centre.unit))

    page = browser.get(f"/places/{centre.unit.code}").text

    assert "To be moved" not in page


@pytest.mark.parametrize("days", ["1", "40"])
def test_the_check_asks_the_same_whatever_the_number_of_days(centre, count_queries, days):
    SessionFactory(run=centre.run(), room=centre.hall, held_on=date(2026, 11, 15))
    form = centre.form(check="1", days=days)
    with count_queries() as counted:
        page = centre.browser.post("/runs/new", form)
    assert "Not free at this time" in page.text
    assert len(counted) <= 16


def test_what_is_not_stated_of_a_run_is_not_shown_as_nought(centre):
    centre.run(code="R1", capacity=0, starts_on=None, ends_on=None, state=RunState.CLOSED)
    page = centre.browser.get("/runs/R1").text
    assert all(text in page for text in ("Dates not stated", "Seats not stated"))
    assert "Ready for certificates?" not in page
    assert "Issue certificates" not in page
    assert "25 h" in page


def test_a_run_without_stated_seats_can_be_saved_as_it_is(centre):
    centre.run(code="R1", capacity=0, starts_on=None, ends_on=None, state=RunState.PLANNED)
    sent = {"capacity": "0", "language": "ar"}
    assert centre.browser.post("/runs/R1/edit", sent).status_code == 302
