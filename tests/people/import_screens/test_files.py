"""Files of every kind: their columns are corrected, and wrong ones are refused at their field."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import func, select

from lms.people.models import Person, RosterImport
from lms.platform.db import db
from tests.people.import_screens.sending import ONE, roster, send, sent
from tests.people.staff_lists import csv_file, name, people, xlsx


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


def test_a44_a_file_name_that_turns_the_text_around_is_put_right(coordinator, minya):
    send(coordinator, csv_file(ONE), minya, "list\u202e\0of\u200cstaff.csv")

    assert roster().file_name == "listofstaff.csv"


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
