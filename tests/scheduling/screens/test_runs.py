"""The screens of runs: who may open them, what they say, and the steps of a run."""

from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.platform.db import db
from lms.scheduling import services
from lms.scheduling.models import CourseRun, RunState
from tests.support.factories import (
    PersonFactory,
    RunFactory,
    SessionFactory,
    UserFactory,
    actor,
)


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
