"""Sessions of a run on their forms, one or several, and those after a place has closed."""

from datetime import date, time

import pytest

from lms.accounts.roles import Role
from lms.people.models import Trainer
from lms.platform.db import db
from lms.scheduling import services
from lms.scheduling.models import RunState, SessionState, TrainingSession
from tests.support.factories import (
    PersonFactory,
    RoomFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    VenueFactory,
    actor,
)


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
