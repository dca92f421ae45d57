"""Planning by the week, the hours and the holidays of the place: days are left out, hours only told of."""

from __future__ import annotations

from datetime import date, time

import pytest

from lms.accounts.roles import Role
from lms.calendars.services import HolidayData, add_holiday
from lms.organisation.models import UnitKind
from lms.organisation.rules import Hours, OtherDay, Stated
from lms.organisation.services import say_working_time
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from lms.scheduling import queries, services
from lms.scheduling.rules import working_days
from lms.scheduling.views.check import Wanted, check
from tests.support.factories import RunFactory, UnitFactory, UserFactory, actor

NINE, TWO = time(9), time(14)
WEDNESDAY = date(2026, 11, 18)  # Egypt rests on Friday and Saturday
IN_RAMADAN = date(2026, 2, 22)  # 1447, a Sunday
FLOOD_DAY = HolidayData("gregorian", None, 11, 22, 2, {"en": "Flood days", "ar": "أيام الفيضان"})


@pytest.fixture
def run(app):
    country = UnitFactory(kind=UnitKind.COUNTRY)
    return RunFactory(unit=UnitFactory(parent=country))


def planned(run, first=WEDNESDAY, days=4):
    sessions = services.add_sessions(
        run,
        first_day=first,
        days=days,
        start_time=NINE,
        end_time=TWO,
        by=actor(Role.CENTRE_ADMINISTRATOR, run.unit),
    )
    return [session.held_on.day for session in sessions]


def notes(run, first=WEDNESDAY, days=1, start=NINE, end=TWO, in_a_row=True):
    wanted = Wanted(first, days, start, end, None, [], in_a_row=in_a_row)
    with use_preferences(Preferences(language="en")):
        return check(run, wanted).notes


def test_the_weekend_is_that_of_the_centre_on_the_day(run):
    say_working_time(run.unit, Stated(date(2026, 11, 20), weekend=frozenset({7})))

    assert planned(run) == [18, 19, 20, 21]


def test_a_run_on_site_keeps_the_week_of_the_place_it_is_held_at(run):
    run.site_unit = UnitFactory(parent=run.unit.parent)
    say_working_time(run.site_unit, Stated(date(2026, 1, 1), weekend=frozenset({4})))

    assert planned(run) == [18, 20, 21, 22]


def test_public_holidays_are_left_out_and_told_of(run):
    add_holiday(run.unit.country, FLOOD_DAY)

    assert notes(run, days=4) == [
        "Left out as a public holiday, \u2068Flood days\u2069:"
        " Sunday 22 November 2026 – Monday 23 November 2026."
    ]
    assert planned(run) == [18, 19, 24, 25]
    assert queries.free_starts(run, date(2026, 11, 22), 1, (time(15), time(16)), room=None,
        trainers=[])[0] == date(2026, 11, 24)  # fmt: skip


def test_a_year_without_a_working_day_keeps_nobody_waiting():
    days = working_days(WEDNESDAY, 2, lambda _day: True)

    assert (len(days), days[0] > WEDNESDAY) == (2, True)


def test_hours_outside_those_of_the_place_are_told_and_not_refused(run):
    say_working_time(
        run.unit,
        Stated(date(2026, 1, 1), hours=Hours(time(8), time(15)), ramadan=Hours(time(9), time(13))),
    )
    assert notes(run, start=time(8), end=time(15)) == []
    assert notes(run, end=time(16), days=2) == [
        "Outside the working hours, 08:00–15:00: Wednesday 18 November 2026 – Thursday 19 November 2026."
    ]
    assert notes(run, IN_RAMADAN) == [
        "Outside the working hours in Ramadan, 09:00–13:00: Sunday 22 February 2026."
    ]
    # Who meets on a day off has been told of that.
    assert notes(run, date(2026, 11, 20), end=time(16), in_a_row=False) == [
        "Friday is not a working day here."
    ]
    assert planned(run, IN_RAMADAN, 1) == [22]


def test_a_half_day_is_told_of_by_its_own_hours(run):
    thursdays = OtherDay(4, Hours(time(8), time(13)))
    hours = Hours(time(8), time(16))
    say_working_time(run.unit, Stated(date(2026, 1, 1), hours=hours, other=thursdays))

    assert notes(run, days=1) == []  # a Wednesday
    assert notes(run, days=7) == [
        "Outside the working hours, 08:00–13:00:"
        " Thursday 19 November 2026, Thursday 26 November 2026."
    ]
    assert notes(run, days=3, end=time(17)) == [
        "Outside the working hours, 08:00–16:00: Wednesday 18 November 2026, Sunday 22 November 2026.",
        "Outside the working hours, 08:00–13:00: Thursday 19 November 2026.",
    ]


def test_the_week_names_its_holidays_and_begins_as_the_centre_has_it(run, browser):
    add_holiday(run.unit.country, FLOOD_DAY)
    eid = HolidayData("hijri", None, 10, 1, 3, {"en": "Eid al-Fitr"})
    add_holiday(run.unit.country, eid)
    say_working_time(run.unit, Stated(date(2026, 1, 1), first_weekday=7, weekend=frozenset({5})))
    db.session.commit()
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))

    week = browser.get("/calendar?week=2026-11-25").text
    heads = week.split("<thead>")[1].split("</thead>")[0]
    assert heads.count("<bdi>Flood days</bdi>") == 2
    assert [day for day in range(21, 30) if f"{day} Nov" in heads] == [22, 23, 24, 25, 26, 28]
    assert "\u2068Eid al-Fitr\u2069 (calculated)" in browser.get("/calendar?week=2027-03-09").text
