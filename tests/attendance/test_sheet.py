"""The sheet of a session on the screen: what it shows, what it takes, what it refuses, and to whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.attendance import queries, services
from lms.attendance.models import Mark
from lms.attendance.rules import MarkInput
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState, SessionState
from tests.support.client import Browser
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    actor,
)

SHEET = "/runs/KPI-2026-03/attendance/1"
NEXT_DAY = datetime(2026, 11, 16, 10, tzinfo=UTC)


@pytest.fixture
def mona(session):
    return EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Mona Salem"))


@pytest.fixture
def hany(session):
    return EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Hany Fouad"))


def marks_of(session) -> dict[int, tuple[Mark, int]]:
    return {one: (entry.mark, entry.minutes) for one, entry in queries.sheet(session).items()}


def sent(session, **marks: str) -> dict[str, str]:
    """A form as the page sends it: `seen`, who was listed, and the marks."""
    listed = ",".join(str(one.id) for one in db.session.scalars(queries.roster_on(session)))
    return {"seen": str(queries.last_entry(session)), "listed": listed, **marks}


def test_shows_everybody_with_row_number_unit_and_five_answers(signed_in, mona, hany):
    page = signed_in.get(SHEET)

    assert page.status_code == 200
    assert page.text.index("Hany Fouad") < page.text.index("Mona Salem")
    assert page.text.count('type="radio"') == 10
    assert mona.unit.name_en in page.text
    assert "Session 1 of 1" in page.text


def test_saves_marks_and_says_so(signed_in, session, mona, hany):
    form = sent(session, **{f"mark-{mona.id}": "present", f"mark-{hany.id}": "absent"})
    answer = signed_in.post(SHEET, form, follow_redirects=True)

    assert marks_of(session) == {mona.id: (Mark.PRESENT, 360), hany.id: (Mark.ABSENT, 0)}
    assert "Attendance saved for 2 trainees." in answer.text
    assert session.state is SessionState.HELD


def test_says_how_many_are_still_to_mark(signed_in, session, mona, hany):
    form = sent(session, **{f"mark-{mona.id}": "present"})
    answer = signed_in.post(SHEET, form, follow_redirects=True)

    assert "1 person is still to mark." in answer.text


def test_sending_the_same_sheet_twice_adds_nothing(signed_in, session, mona):
    form = sent(session, **{f"mark-{mona.id}": "late", f"minutes-{mona.id}": "300"})

    assert [signed_in.post(SHEET, form).status_code for _ in range(2)] == [302, 302]
    assert len(list(db.session.scalars(queries.history(session, mona.id)))) == 1


def test_without_script_the_rest_is_marked_present_with_one_button(signed_in, session, mona, hany):
    signed_in.post(SHEET, sent(session, rest="present", **{f"mark-{mona.id}": "absent"}))

    assert marks_of(session) == {mona.id: (Mark.ABSENT, 0), hany.id: (Mark.PRESENT, 360)}


@pytest.mark.parametrize(
    ("mark", "typed", "minutes"),
    [
        ("late", "300", 300),
        ("late", "٣٠٠", 300),
        ("late", "9:20", 340),
        ("late", "۹:۲۰", 340),
        ("left_early", "14:00", 300),
        ("late", "", 180),
        ("left_early", "", 180),
        ("present", "7", 360),
        ("excused", "300", 0),
    ],
)
def test_minutes_are_typed_as_minutes_or_as_a_time(signed_in, session, mona, mark, typed, minutes):
    form = sent(session, **{f"mark-{mona.id}": mark, f"minutes-{mona.id}": typed})
    signed_in.post(SHEET, form)

    assert marks_of(session)[mona.id] == (Mark(mark), minutes)


@pytest.mark.parametrize(
    "typed", ["361", "1500", "-5", "0", "25:00", "8:00", "16:00", "soon", "9" * 50, "12.5", "<b>"]
)
def test_a36_minutes_outside_the_session_are_refused_at_the_person(
    signed_in, session, mona, hany, typed
):
    form = sent(
        session,
        **{
            f"mark-{mona.id}": "late",
            f"minutes-{mona.id}": typed,
            f"mark-{hany.id}": "absent",
        },
    )
    answer = signed_in.post(SHEET, form)

    assert answer.status_code == 422
    assert f'id="error-{mona.id}"' in answer.text
    assert f'href="#person-{mona.id}"' in answer.text
    assert f'value="{typed}"' in answer.text or "&lt;" in answer.text
    assert chosen(answer.text, hany.id) == "absent"
    assert marks_of(session) == {}


def chosen(page: str, enrolment_id: int) -> str:
    found = re.search(rf'name="mark-{enrolment_id}" value="(\w+)"[^>]* checked', page)
    return found[1] if found else ""


def test_late_after_the_end_asks_for_the_minutes_of_each(signed_in, trainer, session, mona):
    with clock.frozen(NEXT_DAY):
        answer = signed_in.sign_in(trainer).post(
            SHEET, sent(session, **{f"mark-{mona.id}": "late"})
        )

    assert answer.status_code == 422
    assert "say how many minutes they were there" in answer.text
    assert chosen(answer.text, mona.id) == "late"


def test_an_answer_that_was_not_offered_is_refused(signed_in, session, mona):
    answer = signed_in.post(SHEET, sent(session, **{f"mark-{mona.id}": "asleep"}))

    assert (answer.status_code, marks_of(session)) == (422, {})


def test_a35_somebody_of_another_run_is_refused_with_the_whole_sheet(signed_in, session, mona):
    stranger = EnrolmentFactory()
    marks = {f"mark-{mona.id}": "present", f"mark-{stranger.id}": "present"}

    answer = signed_in.post(SHEET, sent(session, **marks))

    assert (answer.status_code, marks_of(session)) == (422, {})


def test_a39_the_second_to_save_sees_both_marks_and_is_asked(signed_in, session, mona, hany):
    stale = sent(session, **{f"mark-{mona.id}": "absent", f"mark-{hany.id}": "present"})
    other = actor(Role.CENTRE_ADMINISTRATOR, session.run.unit)
    services.record(session, {mona.id: MarkInput(Mark.PRESENT)}, by=other, seen=0)

    answer = signed_in.post(SHEET, stale)

    assert answer.status_code == 409
    assert "Mona Salem" in answer.text
    assert f"{other.name}\u2069 at 12:00: Present" in answer.text
    assert chosen(answer.text, mona.id) == "absent"
    assert marks_of(session) == {mona.id: (Mark.PRESENT, 360)}

    seen = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    assert signed_in.post(SHEET, stale | {"seen": seen}).status_code == 302
    assert marks_of(session) == {mona.id: (Mark.ABSENT, 0), hany.id: (Mark.PRESENT, 360)}


def test_a_correction_on_a_later_day_asks_why_and_keeps_what_was_chosen(
    signed_in, trainer, session, mona
):
    services.record(session, {mona.id: MarkInput(Mark.ABSENT)}, by=actor(Role.TRAINER), seen=0)
    form = sent(session, **{f"mark-{mona.id}": "present"})
    with clock.frozen(NEXT_DAY):
        refused = signed_in.sign_in(trainer).post(SHEET, form)
        saved = signed_in.post(SHEET, form | {"reason": "Signed in row 4"})

    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert chosen(refused.text, mona.id) == "present"
    assert saved.status_code == 302
    assert queries.sheet(session)[mona.id].reason == "Signed in row 4"


def test_a35_a_day_to_come_can_be_looked_at_and_not_marked(signed_in, trainer, session, run, mona):
    SessionFactory(run=run, trainer=trainer.person)
    tomorrow = "/runs/KPI-2026-03/attendance/2"

    page = signed_in.get(tomorrow)
    refused = signed_in.post(tomorrow, {f"mark-{mona.id}": "present", "seen": "0"})

    assert "attendance can be taken from its day on" in page.text
    assert 'type="radio"' not in page.text
    assert refused.status_code == 409
    assert "attendance can be taken from its day on" in refused.text


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_the_sheets_of_a_run_that_is_over_are_only_read(signed_in, session, run, mona, state):
    run.state = state

    assert 'type="radio"' not in signed_in.get(SHEET).text
    assert signed_in.post(SHEET, sent(session, **{f"mark-{mona.id}": "late"})).status_code == 409


def test_who_has_left_stays_to_be_read(signed_in, session, mona, hany):
    services.record(session, {mona.id: MarkInput(Mark.PRESENT)}, by=actor(Role.TRAINER), seen=0)
    mona.state = "withdrawn"

    page = signed_in.get(SHEET)

    assert "Has left the run" in page.text
    assert f'name="mark-{mona.id}"' not in page.text


def test_a_sheet_of_thousands_comes_in_pages_and_is_searched(signed_in, session):
    people = [
        EnrolmentFactory(run=session.run, person=PersonFactory(full_name=f"Trainee {n:03}"))
        for n in range(1, 121)
    ]
    first, last = signed_in.get(SHEET), signed_in.get(SHEET + "?page=3")
    found = signed_in.get(SHEET + "?q=077")

    assert first.text.count('class="person') == 50
    assert last.text.count('class="person') == 20
    assert "Trainee 077" in found.text
    assert '<span class="muted num">77</span>' in found.text
    assert "Trainee 078" not in found.text
    assert len(first.data) < 60 * 1024
    assert len(people) == 120


def test_a_filled_page_of_a_long_sheet_leads_to_the_next(signed_in, session):
    people = [EnrolmentFactory(run=session.run) for _ in range(60)]
    listed = [one.id for one in db.session.scalars(queries.roster_on(session))][:50]
    form = {"seen": "0", "listed": ",".join(map(str, listed)), "rest": "present"}

    answer = signed_in.post(SHEET, form)

    assert answer.location.endswith(SHEET + "?page=2")
    assert len(marks_of(session)) == 50
    assert len(people) == 60


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=0", "?page=99999999999", "?q=%00", "?q=" + "x" * 300]
)
def test_an_address_that_means_nothing_shows_the_sheet(signed_in, mona, query):
    assert signed_in.get(SHEET + query).status_code == 200


def test_an_empty_roster_leads_back(signed_in, session):
    assert "Nobody is enrolled yet" in signed_in.get(SHEET).text


def test_a_missing_session_is_not_found(signed_in, session):
    assert signed_in.get("/runs/KPI-2026-03/attendance/9").status_code == 404
    assert signed_in.get("/runs/NOWHERE/attendance/1").status_code == 404


def test_a_hidden_field_that_was_tampered_with_changes_nothing_of_others(signed_in, session, mona):
    services.record(session, {mona.id: MarkInput(Mark.PRESENT)}, by=actor(Role.TRAINER), seen=0)
    form = {"seen": "x", "listed": "7,y," + "9" * 30, f"mark-{mona.id}": "absent"}

    assert signed_in.post(SHEET, form).status_code == 409


# Rights


ADDRESSES = [
    SHEET,
    "/runs/KPI-2026-03/attendance",
    SHEET + "/sheet.pdf",
    "/runs/KPI-2026-03/attendance/sheets.pdf",
    SHEET + "/paper",
    "/runs/KPI-2026-03/headcount",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a35_a_trainer_of_another_run_finds_nothing(browser, noon, session, mona, address):
    other = SessionFactory(trainer=PersonFactory())
    stranger = UserFactory(
        role=Role.TRAINER, unit=other.run.unit, person=other.assignments[0].person
    )

    assert browser.sign_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STATISTICS_READER, Role.TRAINEE])
def test_who_has_no_right_to_attendance_is_turned_away(browser, ministry, session, role, address):
    assert browser.sign_in(UserFactory(role=role, unit=ministry)).get(address).status_code == 403


def test_a35_a_session_of_another_trainer_is_read_and_not_marked(signed_in, run, session, mona):
    of_another = SessionFactory(run=run, held_on=session.held_on, trainer=PersonFactory())
    address = "/runs/KPI-2026-03/attendance/2"

    page = signed_in.get(address)
    refused = signed_in.post(address, sent(of_another, **{f"mark-{mona.id}": "present"}))

    assert page.status_code == 200
    assert 'type="radio"' not in page.text
    assert (refused.status_code, marks_of(of_another)) == (403, {})


def test_a_session_without_a_named_trainer_is_open_to_those_of_the_run(
    signed_in, run, session, mona
):
    nobody_s = SessionFactory(run=run, held_on=session.held_on)
    form = sent(nobody_s, **{f"mark-{mona.id}": "present"})
    signed_in.post("/runs/KPI-2026-03/attendance/2", form)

    assert marks_of(nobody_s) == {mona.id: (Mark.PRESENT, 360)}


def test_a_centre_elsewhere_finds_nothing(browser, session):
    other = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=UnitFactory())

    assert browser.sign_in(other).get(SHEET).status_code == 404


def test_an_analyst_reads_and_does_not_write(browser: Browser, noon, ministry, session, mona):
    analyst = browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=ministry))

    page = analyst.get(SHEET)
    refused = analyst.post(SHEET, sent(session, **{f"mark-{mona.id}": "present"}))

    assert page.status_code == 200
    assert 'type="radio"' not in page.text
    assert refused.status_code == 403
    assert marks_of(session) == {}


def test_the_delivering_centre_takes_attendance(browser, noon, run, session, mona):
    centre = browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))
    centre.post(SHEET, sent(session, **{f"mark-{mona.id}": "present"}))

    assert marks_of(session) == {mona.id: (Mark.PRESENT, 360)}
