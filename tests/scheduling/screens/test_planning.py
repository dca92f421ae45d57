"""Planning a run on its form: clashes, free days, and what happens to bad input."""

from datetime import date

import pytest

from lms.platform.db import db
from lms.scheduling.models import ClashOverride, CourseRun, TrainingSession
from tests.support.factories import (
    SessionFactory,
)


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


@pytest.mark.parametrize("days", ["1", "40"])
def test_the_check_asks_the_same_whatever_the_number_of_days(centre, count_queries, days):
    SessionFactory(run=centre.run(), room=centre.hall, held_on=date(2026, 11, 15))
    form = centre.form(check="1", days=days)
    with count_queries() as counted:
        page = centre.browser.post("/runs/new", form)
    assert "Not free at this time" in page.text
    assert len(counted) <= 16
