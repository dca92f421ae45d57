"""From the screen to paper and back: sheets to sign, and the rows of those absent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.attendance import queries, services
from lms.attendance.document import MOST_PEOPLE
from lms.attendance.models import Mark
from lms.attendance.rules import MarkInput
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import SessionState
from tests.support.factories import EnrolmentFactory, PersonFactory, SessionFactory, actor
from tests.support.paper import codes_in, images_of, texts_of

PAPER = "/runs/KPI-2026-03/attendance/1/paper"


@pytest.fixture
def people(session):
    for n in range(1, 31):
        EnrolmentFactory(run=session.run, person=PersonFactory(full_name=f"Trainee {n:02}"))
    return list(db.session.scalars(queries.roster_on(session)))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(seen|people)" value="(\w+)"', page))


def test_s12_the_rows_are_compared_by_name_and_then_written(signed_in, session, people):
    shown = signed_in.post(PAPER, {"absent": "4, ١٧"})

    assert shown.status_code == 200
    assert "2 people absent" in shown.text
    assert "Trainee 04" in shown.text
    assert "28 people are marked present." in shown.text
    assert queries.sheet(session) == {}

    form = {"absent": "4, ١٧", "save": "yes", **hidden(shown.text)}
    answers = [signed_in.post(PAPER, form).status_code for _ in range(2)]

    marks = {one: entry.mark for one, entry in queries.sheet(session).items()}
    assert answers == [302, 302]
    assert [marks[people[row - 1].id] for row in (4, 17)] == [Mark.ABSENT] * 2
    assert list(marks.values()).count(Mark.PRESENT) == 28


@pytest.mark.parametrize("rows", ["31", "0", "four", "4;x", "<i>", "1" * 2000])
def test_s12_what_is_no_row_is_refused_at_the_field(signed_in, session, people, rows):
    answer = signed_in.post(PAPER, {"absent": rows})

    assert answer.status_code == 422
    assert 'id="absent-error"' in answer.text
    assert queries.sheet(session) == {}


def test_a_mark_that_differs_is_shown_beside_and_needs_a_reason_later(
    signed_in, trainer, session, people
):
    services.record(
        session, {people[3].id: MarkInput(Mark.LATE, 300)}, by=actor(Role.TRAINER), seen=0
    )
    with clock.frozen(datetime(2026, 11, 16, 10, tzinfo=UTC)):
        signed_in.sign_in(trainer)
        shown = signed_in.post(PAPER, {"absent": "4"})
        form = {"absent": "4", "save": "yes", **hidden(shown.text)}
        refused = signed_in.post(PAPER, form)
        saved = signed_in.post(PAPER, form | {"reason": "Not signed"})

    assert "Late, 300 min" in shown.text
    assert (refused.status_code, saved.status_code) == (422, 302)
    assert queries.sheet(session)[people[3].id].mark is Mark.ABSENT


def test_a39_who_was_marked_since_is_shown_before_anything_is_written(signed_in, session, people):
    shown = signed_in.post(PAPER, {"absent": "4"})
    services.record(
        session, {people[3].id: MarkInput(Mark.PRESENT)}, by=actor(Role.TRAINER), seen=0
    )

    answer = signed_in.post(PAPER, {"absent": "4", "save": "yes", **hidden(shown.text)})

    assert answer.status_code == 422
    assert "The sheet was changed since you opened it" in answer.text
    assert queries.sheet(session).keys() == {people[3].id}


def test_when_the_roster_changed_the_rows_are_compared_again(signed_in, session, people):
    shown = signed_in.post(PAPER, {"absent": "4"})
    EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Aaron"))

    answer = signed_in.post(PAPER, {"absent": "4", "save": "yes", **hidden(shown.text)})

    assert answer.status_code == 422
    assert "The roster changed in the meantime." in answer.text
    assert "Trainee 03" in answer.text
    assert queries.sheet(session) == {}


def test_an_empty_field_means_that_nobody_was_absent(signed_in, session, people):
    shown = signed_in.post(PAPER, {"absent": ""})

    assert "nobody is marked absent" in shown.text
    assert "30 people are marked present." in shown.text


def test_the_form_says_how_many_rows_there_are(signed_in, people):
    assert "The sheet has 30 rows." in signed_in.get(PAPER).text


# Paper


def test_the_sheet_is_a_pdf_whose_code_leads_to_the_session_at_the_configured_address(
    app, signed_in, session, people, monkeypatch
):
    settings = replace(app.config["SETTINGS"], base_url="https://training.example/")
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    answer = signed_in.get("/runs/KPI-2026-03/attendance/1/sheet.pdf")

    assert answer.content_type == "application/pdf"
    assert [code.text for code in codes_in(images_of(answer.data)[0])] == [
        "https://training.example/runs/KPI-2026-03/attendance/1"
    ]


def test_the_sheet_speaks_the_language_of_the_course(signed_in, run, people):
    run.language = "en"
    (text,) = texts_of(signed_in.get("/runs/KPI-2026-03/attendance/1/sheet.pdf?lang=ar").data)

    assert "Sign-in sheet" in text
    assert "Trainee 30" in text
    assert "KPI-2026-03/1" in text


def test_all_sheets_of_a_run_are_one_file_without_cancelled_sessions(signed_in, run, people):
    run.language = "en"
    SessionFactory(run=run)
    SessionFactory(run=run, state=SessionState.CANCELLED)

    pages = texts_of(signed_in.get("/runs/KPI-2026-03/attendance/sheets.pdf").data)

    assert ["KPI-2026-03/1" in page for page in pages] == [True, False]
    assert "KPI-2026-03/2" in pages[1]


def test_more_people_than_one_file_holds_come_in_parts(
    signed_in, run, session, people, monkeypatch
):
    run.language = "en"
    monkeypatch.setattr("lms.attendance.views.printing.MOST_PEOPLE", 20)

    (text,) = texts_of(signed_in.get("/runs/KPI-2026-03/attendance/1/sheet.pdf?part=2").data)
    whole = signed_in.get("/runs/KPI-2026-03/attendance/sheets.pdf")

    assert "21 Trainee 21" in text
    assert "Trainee 20" not in text
    assert whole.status_code == 409
    assert MOST_PEOPLE == 500


@pytest.mark.parametrize("part", ["0", "x", "999999"])
def test_a_part_that_is_not_there_is_a_sheet_all_the_same(signed_in, session, part):
    answer = signed_in.get(f"/runs/KPI-2026-03/attendance/1/sheet.pdf?part={part}")

    assert answer.data.startswith(b"%PDF")


def test_a_name_that_cannot_be_printed_is_named(signed_in, session):
    EnrolmentFactory(run=session.run, person=PersonFactory(full_name="王芳"))
    answer = signed_in.get("/runs/KPI-2026-03/attendance/1/sheet.pdf")

    assert answer.status_code == 422
    assert "王芳" in answer.text


# History


def test_the_history_says_who_when_why_and_what_was_replaced(signed_in, trainer, session, people):
    mona, by = people[0], actor(Role.CENTRE_ADMINISTRATOR, session.run.unit)
    services.record(session, {mona.id: MarkInput(Mark.ABSENT)}, by=by, seen=0)
    services.record(
        session,
        {mona.id: MarkInput(Mark.LATE, 300, reason="Came at ten")},
        by=by,
        seen=queries.last_entry(session),
    )

    page = signed_in.get(f"/runs/KPI-2026-03/attendance/1/history/{mona.id}").text

    assert page.index("Late, 300 min") < page.index("Absent")
    assert by.name in page
    assert "Came at ten" in page
    assert page.count("Replaced") == 1


def test_nothing_recorded_is_said(signed_in, people):
    page = signed_in.get(f"/runs/KPI-2026-03/attendance/1/history/{people[0].id}").text

    assert "Nothing was recorded" in page


def test_somebody_of_another_run_has_no_history_here(signed_in, session):
    stranger = EnrolmentFactory()

    address = f"/runs/KPI-2026-03/attendance/1/history/{stranger.id}"
    assert signed_in.get(address).status_code == 404
