"""What waits for somebody today, and what a text finds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.accounts.roles import Role
from lms.home import queries
from lms.outcomes.models import Outcome, OutcomeState
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.support.factories import (
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    actor,
)

DAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(datetime(2026, 11, 16, 8, tzinfo=UTC)):
        yield


@pytest.fixture
def run(app):
    run = RunFactory(state=RunState.IN_PROGRESS, has_exam=True)
    for _ in range(2):
        SessionFactory(run=run)
    EnrolmentFactory(run=run)
    return run


@pytest.fixture
def centre(run):
    return actor(Role.CENTRE_ADMINISTRATOR, run.unit)


def test_todays_sessions_and_yesterdays_open_sheet(run, centre):
    yesterday, of_today = run.sessions

    assert queries.sessions_on(DAY, centre) == [of_today]
    assert queries.open_sheets(DAY, centre) == [(yesterday, 1)]


def test_another_centre_sees_nothing_of_it(run):
    other = actor(Role.CENTRE_ADMINISTRATOR, UnitFactory())

    assert queries.sessions_on(DAY, other) == []
    assert queries.open_sheets(DAY, other) == []


def test_a_trainer_sees_the_sessions_of_the_runs_they_give(run):
    person = PersonFactory()
    SessionFactory(run=RunFactory(state=RunState.IN_PROGRESS, starts_on=DAY), trainer=person)

    assert len(queries.sessions_on(DAY, actor(Role.TRAINER, run.unit, person))) == 1


def test_marks_nominations_and_certificates_wait_in_their_runs(run, centre):
    late = RunFactory(
        course=run.course,
        state=RunState.IN_PROGRESS,
        has_exam=True,
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 5),
    )
    EnrolmentFactory(run=late)
    NominationFactory(run=run)
    closed = RunFactory(course=run.course, state=RunState.CLOSED)
    db.session.add(
        Outcome(
            enrolment=EnrolmentFactory(run=closed),
            state=OutcomeState.PASSED,
            minutes_present=1,
            minutes_held=1,
            minutes_needed=1,
            reasoning=[],
        )
    )
    db.session.flush()

    assert [(w.run, w.count) for w in queries.marks_due(DAY, centre)] == [(late, 1)]
    assert [(w.run, w.count) for w in queries.nominations_to_decide(centre)] == [(run, 1)]
    assert [(w.run, w.count) for w in queries.certificates_to_issue(centre)] == [(closed, 1)]


def test_search_finds_a_person_by_any_spelling_within_scope_alone(browser):
    unit = UnitFactory()
    PersonFactory(full_name="أحمد سالم يحيى", unit=unit)
    PersonFactory(full_name="أحمد سالم حسن", unit=UnitFactory())
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=unit))

    page = browser.get("/search?q=احمد").text

    assert "أحمد سالم يحيى" in page
    assert "أحمد سالم حسن" not in page


def test_search_finds_a_run_by_its_code(browser, run):
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))

    assert f"/runs/{run.code}" in browser.get("/search", query_string={"q": run.code}).text


def test_a67_a_long_or_strange_search_is_answered(browser):
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST))

    assert browser.get("/search", query_string={"q": "%_'\"\\ ٪ ((("}).status_code == 200
    assert browser.get("/search", query_string={"q": "a" * 201}).status_code == 400


def test_everybody_lands_on_the_first_screen_of_their_navigation(browser):
    assert browser.get("/").headers["Location"] == "/set-up"
    trainer = UserFactory(role=Role.TRAINER)
    assert browser.get("/").headers["Location"] == "/sign-in"
    browser.sign_in(trainer)
    assert browser.get("/").headers["Location"] == "/today"


def test_an_empty_day_says_so(browser):
    browser.sign_in(UserFactory(role=Role.TRAINER))

    assert "Nothing is scheduled today" in browser.get("/today").text


def test_the_page_of_all_parts_is_for_development_and_tests(browser):
    assert browser.get("/style").status_code == 200
