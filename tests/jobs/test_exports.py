"""A61, A68: lists that leave as files: with the right, on record, large ones for a reason and by a job."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from lms.accounts import services as accounts
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.jobs.exports import KEPT, forget_files
from lms.jobs.models import Job, JobState
from lms.jobs.queue import queue_of
from lms.platform import clock
from lms.platform.db import db
from lms.platform.listing import export
from lms.platform.listing.export import EXPORTS
from lms.platform.storage import storage
from tests.support.client import Browser
from tests.support.factories import PersonFactory, UnitFactory, UserFactory

FILE = "/people?sex=female&format=csv"


@pytest.fixture
def place(app):
    place = UnitFactory()
    for name in ("منى أحمد", "هدى علي", "سعاد ناصر"):
        PersonFactory(full_name=name, unit=place)
    PersonFactory(full_name="ليلى في مكان آخر", unit=UnitFactory())
    return place


@pytest.fixture
def coordinator(browser, place):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=place))


@pytest.fixture
def large(monkeypatch):
    """What is large begins at three people."""
    monkeypatch.setattr("lms.platform.listing.listing.LARGE", 2)
    monkeypatch.setattr(export, "LARGE", 2)


def taken_out():
    return db.session.query(AuditEvent).filter_by(action="access.exported").all()


def asked(browser, url=FILE, reason="The ministry asked for it"):
    answer = browser.get(url)
    assert answer.status_code == 302
    form = browser.get(answer.location)
    assert form.status_code == 200
    wanted = re.search(r'name="list"[^>]*value="([^"]*)"', form.text).group(1)
    return browser.post("/exports/new", {"list": wanted.replace("&amp;", "&"), "reason": reason})


def test_a61_a_list_of_people_is_on_record_with_who_what_and_how_many(coordinator):
    answer = coordinator.get(FILE + "&q=منى")

    assert answer.status_code == 200
    (event,) = taken_out()
    assert (event.role, event.subject_id) == ("coordinator", "people")
    assert event.details == {"rows": 1, "format": "csv", "filters": ["sex=female"]}
    assert "منى" not in repr(event.details)  # what was searched for may be a name


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR])
def test_a61_seeing_a_list_is_not_the_right_to_take_it_out(browser, place, role):
    browser.sign_in(UserFactory(role=role, unit=place))

    page = browser.get("/people")

    assert page.status_code == 200
    assert "format=csv" not in page.text
    assert browser.get(FILE).status_code == 403
    assert taken_out() == []


def test_a61_a_large_list_leaves_for_a_reason_and_by_a_job(coordinator, large):
    empty = asked(coordinator, reason=" ")
    assert empty.status_code == 422
    assert "Say what you need the list for." in empty.text
    assert taken_out() == []

    answer = asked(coordinator)
    job = db.session.query(Job).one()
    assert answer.location == f"/jobs/{job.id}"
    assert (job.state, job.progress_done) == (JobState.DONE, 2)
    assert "منى" not in repr(job.payload)
    assert f"/jobs/{job.id}/file" in coordinator.get(f"/jobs/{job.id}").text

    file = coordinator.get(f"/jobs/{job.id}/file")

    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "private, no-store"
    assert sorted(line.split(",")[0] for line in file.text.splitlines()[1:]) == sorted(
        ["منى أحمد", "هدى علي", "سعاد ناصر"]
    )
    (event,) = taken_out()
    assert event.details["rows"] == 3
    assert event.reason == "The ministry asked for it"


def test_a61_the_file_is_for_whoever_asked_and_lies_sealed(coordinator, large, place):
    asked(coordinator)
    job = db.session.query(Job).one()
    assert "منى" not in storage().read(job.result["file"]).decode("utf-8", "replace")

    colleague = Browser(coordinator.app).sign_in(UserFactory(role=Role.COORDINATOR, unit=place))

    assert colleague.get(f"/jobs/{job.id}/file").status_code == 404


def test_a61_the_right_is_looked_at_again_when_the_file_is_fetched(browser, place, large):
    account = UserFactory(role=Role.COORDINATOR, unit=place)
    browser.sign_in(account)
    asked(browser)
    address = f"/jobs/{db.session.query(Job).one().id}/file"
    assert browser.get(address).status_code == 200

    UnitFactory(parent=place)  # the role reaches further now
    assert browser.get(address).status_code == 403
    account.grants[0].role = Role.STATISTICS_READER
    assert browser.get(address).status_code == 403


def test_a61_a_right_that_was_lost_meanwhile_makes_no_file(sqlite_app, place_of_one, monkeypatch):
    """The job looks at the rights of the moment in which it runs."""
    account, browser = place_of_one
    monkeypatch.setattr("lms.platform.listing.listing.LARGE", 0)
    monkeypatch.setattr("lms.jobs.queue.Queue.put", lambda _queue, _job_id: None)
    asked(browser, "/people?format=csv")
    accounts.disable(account, by=None)
    db.session.commit()
    monkeypatch.undo()

    job = db.session.query(Job).one()
    number = job.id
    db.session.commit()
    queue_of(sqlite_app).dispatch(number)

    assert job.state is JobState.FAILED
    assert taken_out() == []


@pytest.fixture
def place_of_one(sqlite_app):
    place = UnitFactory()
    PersonFactory(unit=place)
    account = UserFactory(role=Role.COORDINATOR, unit=place)
    return account, Browser(sqlite_app).sign_in(account)


def test_a61_a_file_is_gone_after_a_day_with_what_was_asked(coordinator, large):
    asked(coordinator)
    job = db.session.query(Job).one()
    stored = job.result["file"]
    db.session.commit()

    with clock.frozen(clock.now() + KEPT + timedelta(minutes=1)):
        forget_files()
        forget_files()

    db.session.expire_all()
    assert (job.payload, job.result) == ({}, {})
    assert not storage()._path(stored).exists()
    assert coordinator.get(f"/jobs/{job.id}/file").status_code == 404


@pytest.mark.parametrize("wanted", ["", "https://example.com/", "//example.com/x", "/nowhere"])
def test_an_address_that_is_no_list_of_ours_makes_no_job(coordinator, wanted):
    answer = coordinator.post("/exports/new", {"list": wanted, "reason": "x"})
    assert answer.status_code == 400
    assert db.session.query(Job).count() == 0


def test_a_list_that_is_not_open_makes_no_job(coordinator):
    sent = {"list": "/accounts?format=csv", "reason": "x"}
    assert coordinator.post("/exports/new", sent).status_code == 403


def test_a_page_that_is_no_list_makes_no_file(coordinator):
    coordinator.post("/exports/new", {"list": "/people", "reason": "x"})
    assert db.session.query(Job).one().state is JobState.FAILED


def test_a68_a_hundred_exports_are_limited_and_told_when_to_go_on(coordinator):
    statuses = [coordinator.get("/people?format=csv").status_code for _ in range(100)]

    assert statuses == [200] * EXPORTS.times + [429] * (100 - EXPORTS.times)
    answer = coordinator.get("/people?format=csv")
    assert int(answer.headers["Retry-After"]) > 3_000
    assert "Wait 60 minutes" in answer.text
    assert coordinator.get("/people").status_code == 200
    assert len(taken_out()) == EXPORTS.times


def test_a68_large_lists_count_with_the_others(coordinator, large):
    for _ in range(EXPORTS.times):
        asked(coordinator, reason="again")
    answer = asked(coordinator)

    assert answer.status_code == 429
    assert db.session.query(Job).count() == EXPORTS.times


def test_a_workbook_says_of_itself_who_made_it_when_and_of_what(coordinator):
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(coordinator.get("/people?sex=female&format=xlsx").data)
    )
    table, notes = book.sheet_names
    assert table == "People"
    told = {row[0]: row[1] for row in book.get_sheet_by_name(notes).to_python()}
    assert told["List"] == "People"
    assert told["Sex"] == "Female"
    assert told["Made by"]
    assert told["Made at"].endswith("UTC")
