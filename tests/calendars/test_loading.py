"""Public holidays from a file on the screen: good rows are kept, the others told with their reasons."""

from __future__ import annotations

import io

import pytest

from lms.calendars import queries
from lms.organisation.models import UnitKind
from tests.support.factories import UnitFactory, UserFactory, country

PAGE = "/holidays/load"
GOOD = (
    "country,calendar,year,month,day,days,name_en,name_ar,source\n"
    "EG,hijri,,10,١,3,Eid al-Fitr,عيد الفطر,=Decree 1\n"
    "eg,Gregorian,2026,6,28,,Bridging day,,\n"
)


@pytest.fixture
def admin(browser):
    root = UnitFactory(code="EG", name_en="Egypt", kind=UnitKind.COUNTRY)
    return browser.sign_in(UserFactory(role="system_administrator", unit=root))


def send(browser, text: str | bytes, name: str = "holidays.csv"):
    content = text if isinstance(text, bytes) else text.encode("utf-8-sig")
    return browser.post(PAGE, {"file": (io.BytesIO(content), name)})


def known() -> list[tuple[int, int, int | None, str | None]]:
    return [(one.month, one.day, one.year, one.source) for one in queries.holidays("EG")]


def test_the_same_file_again_adds_nothing(admin):
    assert send(admin, GOOD).status_code == 302
    assert "Added: 2. Changed: 0. Known already: 0." in admin.get("/holidays").text
    assert known() == [(10, 1, None, "=Decree 1"), (6, 28, 2026, None)]

    assert send(admin, GOOD).status_code == 302
    assert "Added: 0. Changed: 0. Known already: 2." in admin.get("/holidays").text
    assert send(admin, GOOD.replace(",3,", ",4,")).status_code == 302
    assert "Added: 0. Changed: 1. Known already: 1." in admin.get("/holidays").text
    assert len(known()) == 2


def test_refused_rows_are_told_with_their_reasons_and_good_ones_kept(admin):
    country("GE")
    bad = (
        "GE,gregorian,,5,26,1,Independence Day,,\n"  # of another country than the reader's
        "EG,julian,,1,7,1,Christmas,,\n"
        "EG,gregorian,,13,1,1,Thirteenth,,\n"
        "EG,gregorian,,4,31,1,Never,,\n"
        "EG,gregorian,,4,1,400,Long,,\n"
        "EG,gregorian,,x,1,1,Letters,,\n"
        "EG,gregorian,,4,2,1,,,\n"
        f"EG,gregorian,,4,3,1,{'n' * 301},,\n"
        "EG,gregorian,,4,4,1,Two\u202etwo,,\n"
        "EG\n"
    )
    answer = send(admin, GOOD + bad)
    assert answer.status_code == 200
    assert "Added: 2. Changed: 0. Known already: 0." in answer.text
    assert "10 rows were not taken" in answer.text
    for reason in (
        "country: there is no such country",
        "calendar: write gregorian",
        "month: enter a number from 1 to 12.",
        "31 April 2024 does not exist",
        "days: enter a number from 1 to 30.",
        "Give the name in at least one language.",
        "name_en: at most 300 characters.",
    ):
        assert reason in answer.text
    assert len(known()) == 2


def test_what_is_no_table_of_holidays_is_refused_at_the_field(admin):
    for text, name, reason in (
        ("a,b\n1,2\n", "a.csv", "The file lacks these columns: country, calendar, month, day."),
        (b"%PDF-1.7", "a.xlsx", "not an XLSX file"),
        (b"", "a.csv", "This file is empty."),
        ("x", "a.exe", "Choose a file of this kind"),
        (GOOD + "EG,gregorian,,4,4,1,Day,,\n" * 1000, "a.csv", "The limit is 1000."),
    ):
        answer = send(admin, text, name)
        assert (answer.status_code, reason in answer.text, reason) == (422, True, reason)
    assert admin.post(PAGE).status_code == 422
    assert known() == []


def test_a_reader_without_the_right_loads_nothing(browser):
    browser.sign_in(UserFactory(role="centre_administrator"))
    assert browser.get(PAGE).status_code == 403
    assert send(browser, GOOD).status_code == 403
    assert known() == []
