"""The screens of loading staff: sending, looking, correcting, confirming, deciding, and what wrong files get."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.jobs.models import Job, JobState
from lms.people import services as people_services
from lms.people.models import ImportState, Person, RosterImport, RosterRow
from lms.people.rules import PersonData
from lms.people.services import rosters
from lms.people.services.alike import FIND
from lms.platform import storage
from lms.platform.db import db
from lms.platform.sheets.read import open_table
from tests.people.staff_lists import HEADINGS, csv_file, name, national_id, people, xlsx
from tests.support.factories import UnitFactory, UserFactory, actor

ONE = [(name(1), national_id(1), "", "Clerk")]


@pytest.fixture
def minya(app):
    return UnitFactory(name_en="Minya")


@pytest.fixture
def qena(app):
    return UnitFactory(name_en="Qena")


@pytest.fixture(params=[Role.COORDINATOR, Role.CENTRE_ADMINISTRATOR])
def official(request, browser, minya):
    return browser.sign_in(UserFactory(role=request.param, unit=minya))


@pytest.fixture
def coordinator(browser, minya):
    return browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=minya))


def send(browser, content: bytes, unit, file_name: str = "staff.csv", **query):
    data = {"file": (io.BytesIO(content), file_name), "unit": str(unit.id)}
    return browser.post("/imports", data, content_type="multipart/form-data", query_string=query)


def sent(browser, content: bytes, unit, file_name: str = "staff.csv") -> str:
    """The address of the file that was sent."""
    answer = send(browser, content, unit, file_name)
    assert answer.status_code == 302, answer.text
    roster = db.session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).first()
    return f"/imports/{roster.id}"


def roster() -> RosterImport:
    return db.session.scalars(select(RosterImport)).one()


def tiles(page: str) -> list[str]:
    return re.findall(r'class="v[^"]*">\s*([\d,]+)', page)


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


def test_the_columns_can_be_corrected(coordinator, minya):
    content = csv_file([("Clerk", name(1))], ("A", "B"))
    page = sent(coordinator, content, minya)

    answer = coordinator.post(
        f"{page}/columns", {"column_0": "job_title", "column_1": "full_name", "first_row": "1"}
    )
    coordinator.post(f"{page}/confirm")

    assert answer.status_code == 302
    person = db.session.scalars(select(Person)).one()
    assert (person.full_name, person.affiliations[0].job_title) == (name(1), "Clerk")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"column_0": "-", "column_1": "phone"}, "Say which column holds the names."),
        ({"column_0": "full_name", "column_1": "full_name"}, "Leave one of them out."),
        ({"column_0": "full_name", "column_1": "nonsense"}, "Choose"),
        ({}, "Choose"),
        ({"column_0": "full_name", "column_1": "-", "first_row": "soon"}, "whole number"),
        ({"column_0": "full_name", "column_1": "-", "first_row": "11"}, "10"),
    ],
)
def test_columns_that_make_no_sense_are_refused(coordinator, minya, columns, says):
    page = sent(coordinator, csv_file([(name(1), "x")], ("الاسم", "B")), minya)

    answer = coordinator.post(f"{page}/columns", {"first_row": "1"} | columns)

    assert answer.status_code == 422
    assert says in answer.text
    assert roster().columns == {"0": "full_name"}


def test_without_a_column_of_names_one_is_asked_for(coordinator, minya):
    page = sent(coordinator, csv_file([("1", "x")], ("A", "B")), minya)

    assert "Say below which column holds the names." in coordinator.get(page).text
    assert coordinator.post(f"{page}/confirm").status_code == 422
    assert people() == 0


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


WRONG = {
    "empty": (b"", "staff.csv", "This file is empty."),
    "no rows": (b"\r\n\r\n", "staff.csv", "This file holds no rows."),
    "another kind": (b"%PDF-1.7", "staff.pdf", "Choose a file of this kind: XLSX, CSV."),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "staff.csv", "cannot be read as a table"),
    "text named xlsx": (b"name;job\r\n", "staff.xlsx", "not an XLSX file, whatever its name says"),
    "old or locked": (
        b"\xd0\xcf\x11\xe0" + bytes(600),
        "staff.xlsx",
        "a password or an old format",
    ),
    "a zip of something": (zipped(readme=b"hello"), "staff.xlsx", "not an XLSX file"),
    "damaged": (xlsx(ONE)[:-200], "staff.xlsx", "This file is damaged."),
    "a bomb": (
        zipped(xl__workbook_xml=b"<workbook/>", xl__media=bytes(30_000_000)),
        "staff.xlsx",
        "holds parts that a table does not need",
    ),
    "entities": (
        zipped(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'),
        "staff.xlsx",
        "holds parts that a table does not need",
    ),
    "too wide": (csv_file([], [f"c{n}" for n in range(200)]), "staff.csv", "too large"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a58_a_file_that_cannot_be_read_is_refused_at_its_field(coordinator, minya, wrong):
    content, file_name, says = WRONG[wrong]

    answer = send(coordinator, content, minya, file_name)

    assert answer.status_code == 422
    assert re.search(rf'id="file-error"[^>]*>[^/]*</span>[^<]*{re.escape(says)}', answer.text)
    assert db.session.scalars(select(RosterImport)).all() == []


def test_a58_the_refusal_is_in_the_reader_s_language(coordinator, minya):
    answer = send(coordinator, b"\r\n", minya, lang="ar")

    assert answer.status_code == 422
    assert "This file" not in answer.text


def test_a_file_is_wanted_and_a_place_of_ones_own(coordinator, minya, qena):
    nothing = coordinator.post("/imports", {})
    elsewhere = send(coordinator, csv_file(ONE), qena)

    assert (nothing.status_code, elsewhere.status_code) == (422, 422)
    assert "Choose a file." in nothing.text
    assert db.session.scalars(select(RosterImport)).all() == []


TABLE = "الاسم;الوظيفة\r\nمنى أحمد السيد;موظف\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1256"),
        TABLE.encode("utf-16"),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace(";", ",").replace("\r\n", "\n").encode(),
        f"sep=;\r\n{TABLE}".encode(),
        f"كشف العاملين\r\n\r\n{TABLE}".encode(),
    ],
    ids=["utf-8", "bom", "cp1256", "utf-16", "tabs", "commas", "sep", "a title above"],
)
def test_a58_encodings_and_separators_are_recognised(coordinator, minya, content):
    coordinator.post(f"{sent(coordinator, content, minya)}/confirm")

    assert db.session.scalars(select(Person.full_name)).all() == ["منى أحمد السيد"]


def test_a56_a_formula_counts_as_what_it_last_came_to(coordinator, minya):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["الاسم", "الوظيفة"])
        sheet.write_formula(1, 0, '=CONCATENATE("منى ", "أحمد")', None, "منى أحمد")
        sheet.write_string(2, 0, "=1+1 هدى")
        sheet.write_formula(3, 1, '=HYPERLINK("http://example.org")', None, "")

    coordinator.post(f"{sent(coordinator, file.getvalue(), minya, 'staff.xlsx')}/confirm")

    names = db.session.scalars(select(Person.full_name).order_by(Person.id)).all()
    assert sorted(names) == ["=1+1 هدى", "منى أحمد"]


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


# Deciding on rows


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


# Large files


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


def test_a44_a_file_name_that_turns_the_text_around_is_put_right(coordinator, minya):
    send(coordinator, csv_file(ONE), minya, "list\u202e\0of\u200cstaff.csv")

    assert roster().file_name == "listofstaff.csv"


def test_a_deleted_file_leaves_nothing_behind(coordinator, minya):
    page = sent(coordinator, csv_file([*ONE, ("", "", "", "x")]), minya)
    stored = roster().file_sha256

    coordinator.post(f"{page}/discard").close()

    assert coordinator.get(page).status_code == 404
    assert db.session.scalars(select(RosterRow)).all() == []
    with pytest.raises(storage.FileMissing):
        storage.read(stored)


@pytest.mark.parametrize("file_name", ["staff.xlsx", "photo.svg", "page.html", "staff.csv.exe"])
@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(42)</script></svg>',
        b"<!doctype html><html><script>alert(42)</script></html>",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"%PDF-1.7\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
    ],
)
def test_a42_a43_what_is_no_staff_list_leaves_nobody_and_no_file_that_opens(
    coordinator, minya, file_name, content
):
    answer = send(coordinator, content, minya, file_name)

    assert answer.status_code in (302, 422)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    if answer.status_code == 302:  # text of one column, which is looked at as text
        page = coordinator.get(answer.location).text
        assert "<script>alert(42)" not in page
        assert "root:" not in page
