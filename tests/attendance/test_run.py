"""The attendance tab of a run: sheets, the grid with rates, files, and counts without names."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from lms.accounts.roles import Role
from lms.attendance import queries, services
from lms.attendance.models import Mark
from lms.attendance.rules import MarkInput
from lms.platform.db import db
from lms.scheduling.models import RunState, SessionState
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UserFactory,
    actor,
)
from tests.support.statements import counted_statements, reads

TAB = "/runs/KPI-2026-03/attendance"


@pytest.fixture
def centre(browser, noon, run, session):
    return browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))


@pytest.fixture
def mona(session):
    return EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Mona Salem"))


def mark(session, enrolment, mark: Mark, minutes: int | None = None) -> None:
    services.record(
        session, {enrolment.id: MarkInput(mark, minutes)}, by=actor(Role.TRAINER), seen=0
    )


def row(page: str, name: str) -> str:
    return next(line for line in page.split("<tr>") if name in line)


def letters(page: str, name: str) -> list[str]:
    return re.findall(r'class="mk (\w)"', row(page, name))


def test_shows_each_mark_and_the_rate_so_far_cut_off(centre, session, mona):
    mark(session, mona, Mark.LATE, 239)
    page = centre.get(TAB).text

    assert letters(page, "Mona Salem") == ["l"]
    assert "66.3%" in row(page, "Mona Salem")
    assert "239 of 360 min" in row(page, "Mona Salem")


def test_s11_unmarked_is_shown_as_unmarked_and_before_joining_as_not_enrolled(
    centre, run, session, mona
):
    late = EnrolmentFactory(
        run=run,
        person=PersonFactory(full_name="Late Joiner"),
        joined_on=session.held_on + timedelta(days=1),
    )
    session.state = SessionState.HELD
    page = centre.get(TAB).text

    assert 'title="Not marked">?' in row(page, "Mona Salem")
    assert 'title="Not enrolled yet"' in row(page, "Late Joiner")
    assert letters(page, "Late Joiner") == ["n"]
    assert late.joined_on > session.held_on


def test_each_sheet_says_how_many_are_marked_and_how_many_are_not(centre, session, mona):
    EnrolmentFactory(run=session.run)
    mark(session, mona, Mark.ABSENT)
    page = centre.get(TAB).text

    assert '<b class="num">1</b> Absent' in page
    assert "1 of 2" in page
    assert 'href="/runs/KPI-2026-03/attendance/1"' in page


def test_the_primary_button_leads_to_today_s_sheet(centre, run, session, mona):
    SessionFactory(run=run, held_on=session.held_on - timedelta(days=1))
    page = centre.get(TAB).text

    assert re.search(
        r'btn btn-primary" href="/runs/KPI-2026-03/attendance/1">.*Take attendance', page
    )


def test_without_today_s_the_button_leads_to_the_first_that_lacks_marks(centre, run, session, mona):
    mark(session, mona, Mark.PRESENT)
    SessionFactory(run=run, held_on=session.held_on - timedelta(days=1))
    page = centre.get(TAB).text

    assert 'btn btn-primary" href="/runs/KPI-2026-03/attendance/2"' in page


def test_the_list_narrows_to_those_with_something_unmarked(centre, session, mona):
    hany = EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Hany Fouad"))
    mark(session, hany, Mark.PRESENT)
    page = centre.get(TAB + "?marks=unmarked").text

    assert "Mona Salem" in page
    assert "Hany Fouad" not in page


def test_a_search_finds_a_name(centre, session, mona):
    EnrolmentFactory(run=session.run, person=PersonFactory(full_name="Hany Fouad"))

    assert "Hany Fouad" not in centre.get(TAB + "?q=mona").text


def test_who_left_after_being_marked_stays_on_the_grid_and_lacks_nothing(centre, session, mona):
    mark(session, mona, Mark.PRESENT)
    mona.state = "withdrawn"
    page = centre.get(TAB).text

    assert "Has left the run" in row(page, "Mona Salem")
    assert letters(page, "Mona Salem") == ["p"]


def test_the_file_has_every_session_in_words(centre, run, session, mona):
    mark(session, mona, Mark.LATE, 300)
    answer = centre.get(TAB + "?format=csv")

    ((name, *_unit, word, unmarked, rate, present, held),) = list(
        csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    )[1:]
    assert (name, word, unmarked, present, held) == ("Mona Salem", "Late", "", "300", "360")
    assert rate.startswith("0.83")


def test_many_sessions_come_ten_at_a_time_from_where_one_is(centre, run, session, mona):
    for n in range(2, 26):
        SessionFactory(run=run, number=n, held_on=session.held_on + timedelta(days=n - 1))
    first, second = centre.get(TAB).text, centre.get(TAB + "?sessions=2").text

    assert first.count("Open sheet") + first.count("Take attendance<") == 10 + 1
    assert "attendance/11" in second
    assert 'attendance/2"' in first
    assert 'attendance/2"' not in second
    assert "21–25" in first


@pytest.mark.parametrize(
    "query", ["?sessions=x", "?sessions=0", "?sessions=99999", "?page=9999999"]
)
def test_an_address_that_means_nothing_shows_the_nearest_part(centre, session, mona, query):
    assert centre.get(TAB + query).status_code == 200


def test_without_people_it_says_what_comes_next(centre, session):
    assert "Nobody is enrolled yet" in centre.get(TAB).text


def test_a_run_without_sessions_has_a_tab_too(centre, run):
    EnrolmentFactory(run=RunFactory(code="UNDATED-1", unit=run.unit, starts_on=None, ends_on=None))

    assert centre.get("/runs/UNDATED-1/attendance").status_code == 200


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_grid_stays_below_60_kib_with_a_fixed_number_of_statements(
    centre, run, session, language
):
    run.capacity, run.unit.country.attendance_lock_days = 3000, 14
    for n in range(2, 15):
        SessionFactory(
            run=run,
            number=n,
            held_on=session.held_on - timedelta(days=n),
            title="Steps in designing a monitoring and evaluation system",
        )
    db.session.flush()
    few = [EnrolmentFactory(run=run, person=PersonFactory()) for _ in range(3)]
    db.session.commit()
    with counted_statements() as small:
        centre.get(TAB)
    many = [EnrolmentFactory(run=run, unit=few[0].unit) for _ in range(60)]
    for one in run.sessions:
        services.record(
            one,
            {
                enrolment.id: MarkInput(Mark.PRESENT if n % 3 else Mark.ABSENT)
                for n, enrolment in enumerate([*few, *many])
            },
            by=actor(Role.TRAINER),
            seen=0,
        )
    db.session.commit()
    with counted_statements() as large:
        page = centre.get(TAB + f"?sessions=1&lang={language}")

    assert page.text.count('class="mk p">') + page.text.count('class="mk a" title') == 50 * 10
    assert len(page.data) < 60 * 1024
    assert reads(large) <= reads(small) + 1
    assert reads(large) <= 12  # the frame 3, the run 3, its reach 1, sheets and count 2, the grid 3


# Counted without names


HEADCOUNT = "/runs/KPI-2026-03/headcount"


def test_s2_people_are_counted_without_names(centre, run, session):
    answer = centre.post(
        HEADCOUNT,
        {"women": "٣٤", "men": "50", "unknown": "", "source": "Signed list"},
        follow_redirects=True,
    )

    count = queries.headcount(run)
    assert (count.women, count.men, count.unknown, count.source) == (34, 50, 0, "Signed list")
    assert "84 participants are counted without names." in answer.text
    assert "Women: 34, men: 50, not known: 0." in answer.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"women": "-1"}, "women"),
        ({"women": "many"}, "women"),
        ({"women": "1", "men": "100001"}, "men"),
        ({"women": "9" * 60}, "women"),
        ({}, "women"),
        ({"women": "0", "men": "0", "unknown": "0"}, "women"),
        ({"women": "1", "source": "x" * 301}, "source"),
    ],
)
def test_a_count_that_is_none_is_refused_at_its_field(centre, run, typed, field):
    answer = centre.post(HEADCOUNT, typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert queries.headcount(run) is None


def test_a_count_is_shown_again_to_be_changed(centre, run, session):
    services.record_headcount(run, women=3, men=4, unknown=0, by=actor(Role.TRAINER))

    assert 'value="3"' in centre.get(HEADCOUNT).text


def test_a_closed_run_is_not_counted(centre, run, session):
    run.state = RunState.CLOSED

    assert centre.post(HEADCOUNT, {"women": "1"}).status_code == 409


def test_a_workshop_without_sessions_offers_the_count(browser, noon, ministry):
    workshop = RunFactory(code="WS-1", course__unit=ministry)
    centre = browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=workshop.unit))

    assert "Count people" in centre.get("/runs/WS-1/attendance").text
