"""The page of a job: progress while it runs, what came of it, and a Stop for its requester alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.jobs.models import Job, JobState
from lms.platform import clock
from lms.platform.db import db
from tests.support.factories import UserFactory


@pytest.fixture
def requester(app, browser):
    user = UserFactory(role=Role.COORDINATOR)
    browser.sign_in(user)
    return user.id


def _fresh(job):
    return db.session.scalars(select(Job).where(Job.id == job.id)).one()


def test_the_page_shows_how_far_the_work_is(browser, requester, waiting_job):
    job = waiting_job(30, requester, state=JobState.RUNNING, progress_done=18)
    page = browser.get(f"/jobs/{job.id}").text
    assert "18 of 30" in page
    assert '<progress value="18" max="30"' in page
    assert f'hx-get="/jobs/{job.id}" hx-trigger="every 2s"' in page


def test_the_page_asks_again_for_the_progress_alone(browser, requester, waiting_job):
    job = waiting_job(30, requester)
    answer = browser.get(f"/jobs/{job.id}", headers={"HX-Request": "true"})
    assert "<progress" in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer.vary


def test_a_reader_without_script_has_a_link_to_the_next_state(browser, requester, waiting_job):
    job = waiting_job(30, requester)
    page = browser.get(f"/jobs/{job.id}").text
    assert f'<noscript>\n      <p><a href="/jobs/{job.id}">' in page


def test_work_without_a_known_end_shows_its_count(browser, requester, waiting_job):
    job = waiting_job(5, requester, progress_done=5, state=JobState.RUNNING)
    job.progress_total = None
    page = browser.get(f"/jobs/{job.id}").text
    assert "5 done" in page
    assert '<progress value="0" max="1"' in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (JobState.DONE, "Finished"),
        (JobState.STOPPED, "Stopped. What was done before is kept."),
        (JobState.FAILED, "This could not be finished"),
    ],
)
def test_a_finished_job_polls_no_more_and_leads_on(browser, requester, waiting_job, state, words):
    job = waiting_job(30, requester, state=state, leads_to="/certificates", error="Why not")
    page = browser.get(f"/jobs/{job.id}").text
    assert words in page
    assert 'href="/certificates"' in page
    assert "hx-trigger" not in page
    assert "<noscript>" not in page


def test_the_rest_is_told_in_minutes(browser, requester, waiting_job):
    began = clock.now()
    job = waiting_job(30, requester, state=JobState.RUNNING, progress_done=10, claimed_at=began)
    for later, words in ((60, "About 2 minutes left."), (20, "Less than a minute left.")):
        with clock.frozen(began + timedelta(seconds=later)):
            assert words in browser.get(f"/jobs/{job.id}").text


def test_stop_ends_a_waiting_job(browser, requester, waiting_job):
    job = waiting_job(30, requester)
    answer = browser.post(f"/jobs/{job.id}/stop", follow_redirects=True)
    assert "Stopped. What was done before is kept." in answer.text
    assert _fresh(job).state is JobState.STOPPED


def test_stop_is_asked_of_a_running_job_once(browser, requester, waiting_job):
    job = waiting_job(30, requester, state=JobState.RUNNING)
    page = browser.post(f"/jobs/{job.id}/stop", follow_redirects=True).text
    assert "Stopping after the step under way." in page
    assert f'action="/jobs/{job.id}/stop"' not in page


def test_stopping_what_has_finished_is_refused(browser, requester, waiting_job):
    job = waiting_job(30, requester, state=JobState.DONE)
    answer = browser.post(f"/jobs/{job.id}/stop")
    assert answer.status_code == 409
    assert "This work has already finished." in answer.text


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("post", "/stop")])
def test_the_job_of_somebody_else_does_not_exist(browser, requester, waiting_job, method, path):
    job = waiting_job(30, requester + 1)
    assert getattr(browser, method)(f"/jobs/{job.id}{path}").status_code == 404
    assert _fresh(job).state is JobState.QUEUED


def test_a_visitor_is_asked_to_sign_in(browser, waiting_job):
    assert browser.get(f"/jobs/{waiting_job().id}").status_code in {302, 401}


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**63, 10**30])
def test_a_number_that_no_job_has_is_not_found(browser, requester, number):
    assert browser.get(f"/jobs/{number}").status_code == 404


def test_an_endless_number_is_not_found(browser, requester):
    assert browser.get(f"/jobs/{'1' * 4000}").status_code == 404
