"""Public holidays: half of them lunar, told to whoever plans a session before it is saved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.audit.models import AuditEvent
from lms.calendars import queries, services
from lms.calendars.errors import NoSuchHoliday
from lms.calendars.models import PublicHoliday
from lms.calendars.rules import falls, rule_text, warnings
from lms.calendars.services import HolidayData
from lms.organisation.models import UnitKind
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from tests.support.factories import RunFactory, UnitFactory, UserFactory, country

EID = HolidayData("hijri", None, 10, 1, 3, {"en": "Eid al-Fitr", "ar": "عيد الفطر"}, "Decree 1")
NOWRUZ = HolidayData("jalali", None, 1, 1, 4, {"en": "Nowruz"})
LABOUR = HolidayData("gregorian", None, 5, 1, 1, {"en": "Labour Day"})
ONCE = HolidayData("gregorian", 2026, 6, 28, 1, {"en": "Bridging day"})
# 1 Shawwal 1448, as calculated
FIRST = date(2027, 3, 9)
SHAWWAL = (1448, 10)


@pytest.fixture
def egypt(app):
    return country("EG")


@pytest.fixture
def admin(app):
    root = UnitFactory(code="EG", name_en="Egypt", kind=UnitKind.COUNTRY)
    return UserFactory(role="system_administrator", unit=root)


def days(first, count):
    return [first + timedelta(days=number) for number in range(count)]


def fallen(holiday, first, last):
    return [(one.first, one.last, one.is_sure) for one in falls(holiday, first, last)]


def test_a_lunar_holiday_moves_through_the_years(egypt):
    eid = services.add_holiday(egypt, EID)
    found = fallen(eid, date(2026, 1, 1), date(2028, 12, 31))
    assert [first for first, _last, _sure in found] == [
        date(2026, 3, 20), date(2027, 3, 9), date(2028, 2, 26),
    ]  # fmt: skip
    assert found[1] == (FIRST, FIRST + timedelta(days=2), False)


def test_it_falls_on_the_announced_day_and_is_sure_then(egypt):
    eid = services.add_holiday(egypt, EID)
    later = date(2027, 3, 10)
    services.decide_month(*SHAWWAL, later, source="Court")
    assert fallen(eid, date(2027, 3, 1), date(2027, 3, 31)) == [
        (later, later + timedelta(days=2), True)
    ]


def test_others_stay_on_their_date(egypt):
    assert fallen(services.add_holiday(egypt, LABOUR), date(2026, 1, 1), date(2027, 12, 31)) == [
        (date(2026, 5, 1), date(2026, 5, 1), True),
        (date(2027, 5, 1), date(2027, 5, 1), True),
    ]
    nowruz = services.add_holiday(egypt, NOWRUZ)
    assert fallen(nowruz, date(2026, 3, 24), date(2026, 3, 30)) == [
        (date(2026, 3, 21), date(2026, 3, 24), True)
    ]
    once = services.add_holiday(egypt, ONCE)
    assert fallen(once, date(2026, 1, 1), date(2030, 1, 1)) == [
        (date(2026, 6, 28), date(2026, 6, 28), True)
    ]
    assert [rule_text(one) for one in (nowruz, once)] == [
        "1 Farvardin, every year",
        "28 June, in 2026 only",
    ]


def test_a_year_without_the_date_and_years_beyond_the_table_are_left_out(egypt):
    eve = services.add_holiday(egypt, NOWRUZ._replace(month=12, day=30, days=1))
    assert fallen(eve, date(2025, 1, 1), date(2026, 12, 31)) == [
        (date(2025, 3, 20), date(2025, 3, 20), True)
    ]
    assert fallen(services.add_holiday(egypt, EID), date(2090, 1, 1), date(2090, 12, 31)) == []


def test_warnings_name_the_days(egypt):
    kept = [services.add_holiday(egypt, one) for one in (EID, LABOUR)]
    assert warnings(days(date(2027, 3, 7), 5), kept) == [
        "Public holiday as calculated, which may move by a day, \u2068Eid al-Fitr\u2069:"
        " Tuesday 9 March 2027 – Thursday 11 March 2027.",
        "In Ramadan, when working hours are shorter: Sunday 7 March 2027 – Monday 8 March 2027.",
    ]
    assert warnings([date(2026, 5, 1)], kept) == [
        "Public holiday, \u2068Labour Day\u2069: Friday 1 May 2026."
    ]
    assert warnings(days(date(2026, 5, 2), 5), kept) == warnings([], kept) == []


def test_where_no_lunar_holiday_is_kept_nobody_is_told_of_ramadan(egypt):
    assert warnings([date(2027, 3, 7)], [services.add_holiday(egypt, LABOUR)]) == []


def test_the_same_again_is_the_same_holiday_with_what_is_said_of_it_now(egypt):
    first = services.add_holiday(egypt, EID)
    second = services.add_holiday(egypt, EID._replace(days=4))
    assert (second.id, second.days, db.session.query(PublicHoliday).count()) == (first.id, 4, 1)
    services.remove_holiday(second)
    assert [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)] == [
        f"calendars.{done}_holiday" for done in ("add", "change", "remove")
    ]


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [("gregorian", None, 4, 31), ("gregorian", 2025, 2, 29), ("jalali", 1402, 12, 30)],
)
def test_a_date_that_does_not_exist_is_refused(egypt, calendar, year, month, day):
    data = EID._replace(calendar=calendar, year=year, month=month, day=day)
    with pytest.raises(NoSuchHoliday, match="does not exist"):
        services.add_holiday(egypt, data)


def test_a_leap_day_and_the_30th_of_a_lunar_month_are_days_of_some_years(egypt):
    services.add_holiday(egypt, LABOUR._replace(month=2, day=29))
    services.add_holiday(egypt, EID._replace(month=2, day=30))


# Screens


SENT = {"calendar": "hijri", "day": "١", "month": "10", "days": "3", "year": "", "name_en": "Eid"}


def test_a_holiday_is_entered_changed_and_removed(browser, admin):
    browser.sign_in(admin)
    assert browser.post("/holidays/new?country=EG", SENT).status_code == 302
    page = browser.get("/holidays?country=EG&year=2027").text
    assert "Tuesday 9 March 2027 – Thursday 11 March 2027" in page
    assert "1 Shawwal, every year" in page
    (holiday,) = queries.holidays("EG")
    address = f"/holidays/edit?id={holiday.id}"
    assert 'value="3"' in browser.get(address).text
    assert browser.post(address, SENT | {"days": "4"}).status_code == 302
    assert holiday.days == 4
    assert browser.post(f"/holidays/remove?id={holiday.id}").status_code == 302
    assert queries.holidays("EG") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day": "0"}, "1"),
        ({"day": "31", "calendar": "gregorian", "month": "4"}, "31 April 2024 does not exist"),
        ({"name_en": ""}, "Give the name in at least one language."),
        ({"month": "13"}, "12"),
        ({"calendar": "julian"}, "Choose"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_written(browser, admin, changes, message):
    answer = browser.sign_in(admin).post("/holidays/new?country=EG", SENT | changes)
    assert answer.status_code == 422
    assert message in answer.text
    assert queries.holidays("EG") == []


def test_a_holiday_of_another_country_is_not_found(browser, admin):
    foreign = services.add_holiday(country("GE"), LABOUR)
    browser.sign_in(admin)
    assert browser.get(f"/holidays/edit?id={foreign.id}").status_code == 404
    assert browser.post(f"/holidays/remove?id={foreign.id}").status_code == 404
    assert browser.get("/holidays?country=GE").status_code == 404


def test_whoever_plans_a_session_is_told_before_it_is_saved(browser, app):
    run = RunFactory(capacity=10)
    services.add_holiday(run.unit.country, EID)
    browser.sign_in(UserFactory(role="centre_administrator", unit=run.unit))
    wanted = {"held_on": "2027-03-09", "start_time": "10:00", "end_time": "12:00", "check": "1"}
    page = browser.post(f"/runs/{run.code}/sessions/new", wanted)
    assert page.status_code == 200
    assert "may move by a day" in page.text
    assert "Tuesday 9 March 2027" in page.text
    del wanted["check"]
    assert (
        browser.post(f"/runs/{run.code}/sessions/new", wanted | {"counts": "y"}).status_code == 302
    )


# From a file


def load(app, tmp_path, text):
    file = tmp_path / "holidays.csv"
    file.write_text(text, "utf-8-sig")
    return app.test_cli_runner().invoke(args=["calendar", "load-holidays", "--file", str(file)])


def test_a_file_is_loaded_whole_and_twice_is_once(app, egypt, tmp_path):
    db.session.commit()
    text = (
        "country,calendar,year,month,day,days,name_en,name_ar\n"
        "EG,hijri,,10,١,3,Eid al-Fitr,عيد الفطر\nEG,gregorian,2026,6,28,,Bridging day,\n"
    )
    for _again in range(2):
        result = load(app, tmp_path, text)
        assert (result.exit_code, result.output) == (0, "2 public holidays are on record.\n")
    assert [(one.day, one.days, one.year) for one in queries.holidays("EG")] == [
        (1, 3, None),
        (28, 1, 2026),
    ]
    broken = load(app, tmp_path, text + "EG,gregorian,,4,31,,Never,\n")
    assert (broken.exit_code, "Row 4: 31 April 2024 does not exist" in broken.output) == (1, True)


def test_the_names_and_rules_are_said_in_the_language_of_the_reader(egypt):
    eid = services.add_holiday(egypt, EID)
    with use_preferences(Preferences("ar")):
        assert rule_text(eid) == "١ شوال من كل سنة"
        assert "عيد الفطر" in warnings([FIRST], [eid])[0]
