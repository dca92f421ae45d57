"""Looking, confirming, deciding on rows, large lists, and whose they are."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.jobs.models import Job, JobState
from lms.people import services as people_services
from lms.people.models import ImportState, RosterRow
from lms.people.rules import PersonData
from lms.people.services import rosters
from lms.people.services.alike import FIND
from lms.platform import storage
from lms.platform.db import db
from lms.platform.sheets.read import open_table
from tests.people.import_screens.sending import ONE, roster, sent
from tests.people.staff_lists import HEADINGS, csv_file, name, national_id, people, xlsx
from tests.support.factories import UserFactory, actor


def test_s23_a_file_is_sent_looked_at_confirmed_and_its_refused_rows_fetched(official, minya):
    page = sent(official, xlsx([*ONE, (name(2), "12", "", "")]), minya, "staff.xlsx")

    assert "Add 1 person" in official.get(page).text
    assert people() == 0
    assert official.post(f"{page}/confirm").status_code == 302
    assert people() == 1
    refused = official.get(f"{page}?verdict=invalid&format=xlsx").data
    with open_table(refused, "refused.xlsx") as table:
        rows = [row.cells for row in table]
    assert rows[0][-len(HEADINGS) :] == list(HEADINGS)
    assert rows[-1][-4:-2] == [name(2), "12"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a57_the_file_of_refused_rows_is_read_as_it_was_sent(coordinator, minya, kind):
    page = sent(coordinator, csv_file([("=منى أحمد", "12", "", "-5")]), minya)
    coordinator.post(f"{page}/confirm")

    refused = coordinator.get(f"{page}?verdict=invalid&format={kind}").data
    again = sent(coordinator, refused, minya, f"refused.{kind}")

    values = [row.values for row in db.session.scalars(select(RosterRow))]
    assert [value["full_name"] for value in values] == ["=منى أحمد", "=منى أحمد"]
    assert [value["job_title"] for value in values] == ["-5", "-5"]
    assert again != page


def test_a_double_click_on_confirm_adds_everybody_once(coordinator, minya):
    page = sent(coordinator, csv_file([(name(1), "", "", "")]), minya)

    answers = [coordinator.post(f"{page}/confirm").status_code for _click in range(2)]

    assert (answers, people(), roster().rows_added) == ([302, 302], 1, 1)


def test_where_nobody_is_on_record_the_list_leads_to_loading_them(coordinator):
    page = coordinator.get("/people").text

    assert "Load your staff from a sheet, or add them one by one." in page
    assert 'href="/imports"' in page


def test_the_same_file_again_says_so(coordinator, minya):
    coordinator.post(f"{sent(coordinator, csv_file(ONE), minya)}/confirm")

    again = coordinator.get(sent(coordinator, csv_file(ONE), minya)).text

    assert "The same file was loaded before" in again
    assert "Add 1 person" not in again


def test_a46_nobody_sees_the_files_of_another_place(browser, coordinator, minya, qena):
    page = sent(coordinator, csv_file(ONE), minya)
    other = browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=qena))

    asked = [other.get(page), other.get(f"{page}/review"), other.get(f"{page}?format=csv")]
    asked += [other.post(f"{page}/{act}") for act in ("confirm", "columns", "discard", "go-on")]

    assert {answer.status_code for answer in asked} == {404}
    assert "staff.csv" not in other.get("/imports").text
    assert people() == 0


@pytest.mark.parametrize("role", [Role.MINISTRY_ANALYST, Role.TRAINER, Role.TRAINEE])
def test_others_may_not_load_staff(browser, minya, role):
    visitor = browser.sign_in(UserFactory(role=role, unit=minya))

    assert visitor.get("/imports").status_code == 403
    assert "/imports" not in visitor.get("/people").text


def test_a_known_number_elsewhere_tells_nothing_of_its_bearer(coordinator, minya, qena):
    there = actor(Role.COORDINATOR, qena)
    data = PersonData(
        full_name="هدى علي ناصر", country="EG", national_id=national_id(1), phone="+201001234567"
    )
    people_services.create_person(data, there, unit=qena, job_title="Director")

    page = sent(coordinator, csv_file(ONE), minya)
    coordinator.post(f"{page}/confirm")

    shown = coordinator.get(page).text + coordinator.get(f"{page}/review").text
    assert "is on record already at another place" in shown
    for secret in ("هدى علي ناصر", "Director", "1001234567", "Qena"):
        assert secret not in shown


@pytest.fixture
def doubtful(coordinator, minya):
    """The address of a row with the name of somebody at the place."""
    by = actor(Role.COORDINATOR, minya)
    data = PersonData(full_name=name(1), country="EG", national_id=national_id(9))
    people_services.create_person(data, by, unit=minya, job_title="Clerk")
    page = sent(coordinator, csv_file([(name(1), "", "", "Cook")]), minya)
    coordinator.post(f"{page}/confirm")
    row = db.session.scalars(select(RosterRow)).one()
    return f"{page}/review/{row.id}"


def test_the_row_and_the_person_stand_side_by_side(coordinator, doubtful):
    page = coordinator.get(doubtful.rpartition("/")[0]).text

    assert all(word in page for word in (name(1), "Cook", "Clerk", f"••••{national_id(9)[-4:]}"))
    assert national_id(9) not in page


@pytest.mark.parametrize(("decision", "count"), [("same", 1), ("new", 2)])
def test_a_decision_counts_once(coordinator, doubtful, decision, count):
    answers = [coordinator.post(f"{doubtful}/{decision}") for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert people() == count
    assert "Nothing left to review" in coordinator.get(doubtful.rpartition("/")[0]).text


def test_a_row_that_cannot_be_taken_any_more_still_waits(coordinator, doubtful, minya):
    row = db.session.scalars(select(RosterRow)).one()
    row.values = {"full_name": name(1), "unit": "Atlantis"}

    answer = coordinator.post(f"{doubtful}/new")

    assert answer.status_code == 409
    assert "There is no place of this name" in answer.text
    assert people() == 1
    assert not db.session.scalars(select(RosterRow)).one().resolved


@pytest.fixture
def many(monkeypatch, coordinator, minya):
    """The address of a file of more rows than are taken in at once, none with a number."""
    monkeypatch.setattr(rosters, "BATCH", 2)
    return sent(coordinator, csv_file([(name(n), "", "", "") for n in range(5)]), minya)


def jobs() -> list[Job]:
    """What was done to lists; all names are compared after each."""
    query = select(Job).where(Job.kind.in_([rosters.READ, rosters.LOAD]))
    return list(db.session.scalars(query.order_by(Job.id)))


def test_a_large_file_is_read_and_loaded_by_jobs(coordinator, many):
    leads_to = coordinator.post(f"{many}/confirm").headers["Location"]

    read, loaded = jobs()
    assert db.session.scalar(select(Job.state).filter_by(kind=FIND)) is JobState.DONE
    assert leads_to == f"/jobs/{loaded.id}"
    assert (read.state, loaded.state) == (JobState.DONE, JobState.DONE)
    assert (loaded.progress_done, loaded.progress_total) == (5, 5)
    assert (people(), roster().state, roster().rows_added) == (5, ImportState.DONE, 5)


def test_loading_that_was_interrupted_goes_on_and_adds_everybody_once(
    monkeypatch, coordinator, many
):
    whole = rosters.keep
    batches = iter([True, False])

    def keep_first(*args):
        if not next(batches):
            raise KeyboardInterrupt  # as when the process is killed: nothing is tidied up
        whole(*args)

    monkeypatch.setattr(rosters, "keep", keep_first)
    coordinator.post(f"{many}/confirm")
    assert (people(), roster().rows_new, roster().state) == (2, 2, ImportState.LOADING)

    jobs()[-1].state = JobState.FAILED  # nobody works on it any more
    monkeypatch.setattr(rosters, "keep", whole)
    assert "This was interrupted" in coordinator.get(many).text
    coordinator.post(f"{many}/go-on")
    coordinator.post(f"{many}/go-on")

    assert (people(), roster().state, roster().rows_added) == (5, ImportState.DONE, 5)


def test_what_is_worked_on_cannot_be_started_twice_or_deleted(coordinator, many):
    coordinator.post(f"{many}/confirm")
    roster().state = ImportState.LOADING
    jobs()[-1].state = JobState.RUNNING

    assert coordinator.post(f"{many}/go-on").headers["Location"] == many
    assert coordinator.post(f"{many}/discard").status_code == 409
    assert "This is being worked on" in coordinator.get(many).text
    assert len(jobs()) == 2


def test_a_deleted_file_leaves_nothing_behind(coordinator, minya):
    page = sent(coordinator, csv_file([*ONE, ("", "", "", "x")]), minya)
    stored = roster().file_sha256

    coordinator.post(f"{page}/discard").close()

    assert coordinator.get(page).status_code == 404
    assert db.session.scalars(select(RosterRow)).all() == []
    with pytest.raises(storage.FileMissing):
        storage.read(stored)
