"""What the screens of a run's results let each role see and do."""

from __future__ import annotations

import re

import pytest

from lms.accounts.roles import Role
from lms.outcomes import policy, queries, services
from lms.outcomes.models import HoursWaiver, Outcome
from lms.platform.db import db
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainerAssignment
from tests.outcomes.ledger import enrol, run_with_sessions, score
from tests.support.factories import (
    PersonFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
    actor,
)
from tests.support.statements import counted_statements, reads

ALL = (360,) * 5


@pytest.fixture
def run(app):
    found = run_with_sessions()
    enrol(found, *ALL)
    enrol(found, 360, 360, 360, 359, 0)
    db.session.commit()
    return found


@pytest.fixture
def administrator(browser, run):
    return browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))


def url(run, rest="results"):
    return f"/runs/{run.code}/{rest}"


# Results


def test_the_results_show_each_reasoning_in_place(administrator, run):
    page = administrator.get(url(run)).text
    assert "1,439 of 1,440 minutes needed: 1 minute short." in page
    assert "79.9%" in page
    assert page.count('<details class="why">') == 2


def test_results_are_searched_and_exported(administrator, run):
    name = enrol(run, *ALL, person=PersonFactory(full_name="نرمين سمير")).person.full_name
    assert name in administrator.get(url(run), query_string={"q": "نرمين"}).text
    nobody = administrator.get(url(run), query_string={"q": "هالة"}).text
    assert name not in nobody
    csv = administrator.get(url(run), query_string={"format": "csv"}).text
    assert "1,439 of 1,440 minutes needed: 1 minute short." in csv


def test_closed_results_are_filtered_by_outcome(administrator, run):
    administrator.post(url(run, "close"))
    page = administrator.get(url(run), query_string={"outcome": "failed_attendance"}).text
    assert page.count('<details class="why">') == 1


def test_the_reasoning_page_goes_session_by_session(administrator, run):
    late = enrol(run, None, None, 360, 360, 360, joined_on=run.sessions[2].held_on)
    page = administrator.get(url(run, f"results/{late.id}")).text
    assert page.count("Not enrolled yet") == 2
    assert "Absent" not in page


def test_a_results_page_costs_the_same_for_more_people(administrator, run):
    address, counts = url(run), []
    for _turn in range(2):
        with counted_statements() as sent:
            assert administrator.get(address).status_code == 200
        counts.append(reads(sent))
        for _person in range(12):
            enrol(run, *ALL)
        db.session.commit()
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_a_page_of_closed_results_costs_ten_statements(administrator, run):
    address = url(run)
    administrator.post(url(run, "close"))
    with counted_statements() as sent:
        administrator.get(address)
    assert reads(sent) <= 10


# Closing


def test_s11_the_close_page_names_the_session_and_closing_is_refused(administrator, run):
    enrol(run, 360, 360, 360, None, 360)
    page = administrator.get(url(run, "close")).text
    assert "Session 4" in page
    assert 'aria-disabled="true"' in page
    answer = administrator.post(url(run, "close"))
    assert answer.status_code == 422
    assert "These sessions have trainees without a mark: 4." in answer.text
    assert db.session.query(Outcome).count() == 0


def test_closing_says_how_many_passed_and_a_second_click_changes_nothing(administrator, run):
    answer = administrator.post(url(run, "close"), follow_redirects=True)
    assert "The run is closed. 1 trainee passed." in answer.text
    again = administrator.post(url(run, "close"), follow_redirects=True)
    assert "The run was closed already. Nothing changed." in again.text
    assert run.state is RunState.CLOSED
    assert administrator.get(url(run, "close")).status_code == 302


def test_the_close_page_says_who_does_not_pass_and_why(administrator, run):
    page = administrator.get(url(run, "close")).text
    assert "1 minute short" in page
    assert re.search(r"Passed</dt>\s*<dd>1 trainee</dd>", page)


def test_a_missing_exam_mark_is_named(browser):
    run = run_with_sessions(has_exam=True)
    who = enrol(run, *ALL)
    administrator = browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))
    answer = administrator.post(url(run, "close"))
    assert answer.status_code == 422
    assert who.person.full_name in answer.text
    score(who, 90)
    assert administrator.post(url(run, "close")).status_code == 302


# Hours


@pytest.fixture
def short_run(run):
    run.sessions[4].state = SessionState.CANCELLED
    db.session.commit()
    return run


def test_s8_missing_hours_are_flagged_and_waived_with_a_reason(administrator, short_run):
    assert "24 h of 30 h given" in administrator.get(url(short_run)).text
    answer = administrator.post(url(short_run, "hours"), {"reason": "The hall was flooded"})
    assert answer.status_code == 302
    assert db.session.query(HoursWaiver).one().reason == "The hall was flooded"
    assert "The hall was flooded" in administrator.get(url(short_run)).text


def test_hours_are_not_waived_without_a_reason(administrator, short_run):
    answer = administrator.post(url(short_run, "hours"), {"reason": "  "})
    assert answer.status_code == 422
    assert "Say why the missing hours may be waived." in answer.text
    assert db.session.query(HoursWaiver).count() == 0


def test_complete_hours_need_no_waiver(administrator, run):
    answer = administrator.post(url(run, "hours"), {"reason": "Just in case"})
    assert answer.status_code == 422
    assert "there is nothing to waive" in answer.text
    assert "Just in case" in answer.text


# Who may


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.MINISTRY_ANALYST, 200),
        (Role.SYSTEM_ADMINISTRATOR, 200),
        (Role.COORDINATOR, 403),
        (Role.STATISTICS_READER, 403),
        (Role.TRAINEE, 403),
    ],
)
def test_who_reads_results(browser, run, role, expected):
    browser.sign_in(UserFactory(role=role, unit=run.unit))
    assert browser.get(url(run)).status_code == expected
    assert browser.post(url(run, "close")).status_code == 403


def test_another_centre_finds_nothing(browser, run):
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=UnitFactory()))
    for rest in ("results", "close", "hours", "results/1"):
        assert browser.get(url(run, rest)).status_code == 404
    assert browser.post(url(run, "close")).status_code == 404
    assert run.state is RunState.ENDED


def test_a_person_of_another_run_is_not_found_under_this_one(administrator, run):
    other = enrol(run_with_sessions(), *ALL)
    assert administrator.get(url(run, f"results/{other.id}")).status_code == 404


def test_a_trainer_reads_the_results_of_own_runs_only(browser, run):
    trainer = PersonFactory()
    run.sessions[0].assignments.append(TrainerAssignment(person=trainer))
    browser.sign_in(UserFactory(role=Role.TRAINER, unit=run.unit, person=trainer))
    assert browser.get(url(run)).status_code == 200
    assert browser.get(url(run_with_sessions())).status_code == 404


def test_list_and_object_agree_on_who_sees_results(app):
    above = UnitFactory()
    centre = UnitFactory(parent=above)
    trainer = PersonFactory()
    runs = [run_with_sessions(1, unit=centre), run_with_sessions(1), RunFactory()]
    runs[1].sessions[0].assignments.append(TrainerAssignment(person=trainer))
    db.session.flush()
    viewers = [actor(role, above) for role in Role] + [actor(Role.TRAINER, above, trainer)]
    for viewer in viewers:
        listed = set(db.session.scalars(db.select(CourseRun).where(policy.visible_to(viewer))))
        assert listed == {run for run in runs if policy.can_view(viewer, run)}, viewer.role


def test_outcomes_are_listed_within_scope(app, run):
    inside, outside = actor(Role.MINISTRY_ANALYST, run.unit), actor(Role.MINISTRY_ANALYST)
    services.close_run(run, actor(Role.CENTRE_ADMINISTRATOR, run.unit))
    assert len(db.session.scalars(queries.outcomes(run, inside)).all()) == 2
    assert db.session.scalars(queries.outcomes(run, outside)).all() == []
