"""The calendar: the week of the country, what is in each cell, conflicts on top."""

from datetime import UTC, date, datetime, time

import pytest

from lms.accounts.roles import Role
from lms.people.models import Trainer
from lms.platform.clock import frozen
from lms.platform.db import db
from lms.scheduling import services
from lms.scheduling.models import RunState
from lms.scheduling.queries import WorkDays
from lms.scheduling.queries.calendar import centres
from lms.scheduling.views.week import days_of
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    RoomFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    VenueFactory,
    actor,
    country,
)

SUNDAY = date(2026, 11, 15)
WEEK = "/calendar?week=2026-11-15"


@pytest.fixture(autouse=True)
def monday():
    with frozen(datetime(2026, 11, 16, 9, tzinfo=UTC)):
        yield


class Hall:
    """A centre with one hall and one trainer."""

    def __init__(self, browser):
        self.unit = UnitFactory(name_en="Saqqara Centre")
        self.course = CourseFactory(unit=self.unit, name_en="Indicators")
        self.room = RoomFactory(venue=VenueFactory(unit=self.unit), name_en="Hall 1", capacity=30)
        self.trainer = PersonFactory(full_name="Nadia Salem")
        db.session.add(Trainer(person=self.trainer, unit=self.unit))
        user = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=self.unit)
        self.browser = browser.sign_in(user)

    def run(self, **values):
        return RunFactory(course=self.course, unit=self.unit, **values)

    def page(self, path=WEEK):
        answer = self.browser.get(path)
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def hall(browser):
    return Hall(browser)


@pytest.mark.parametrize(
    ("code", "first"),
    [("EG", date(2026, 11, 14)), ("GE", date(2026, 11, 16)), ("IR", date(2026, 11, 14))],
)
def test_a_week_begins_as_the_country_has_it(app, code, first):
    centre = UnitFactory(country=country(code))
    for day in range(7):
        wanted = date(2026, 11, first.day + day)
        assert days_of(WorkDays(centre), wanted)[0] == first


def test_shows_working_days_only(hall):
    page = hall.page()
    assert "Sunday, 15 November" in page
    assert "Friday, 20 November" not in page


def test_shows_a_day_of_rest_that_is_worked_on(hall):
    SessionFactory(run=hall.run(), room=hall.room, held_on=date(2026, 11, 20))
    assert "Friday, 20 November" in hall.page()


def test_shows_the_present_week_and_leads_to_the_others(hall):
    page = hall.page("/calendar")
    assert "Sunday, 15 November" in page
    assert "week=2026-11-07" in page
    assert "week=2026-11-21" in page


@pytest.mark.parametrize("asked", ["soon", "2026-02-31", "0001-01-01", "9999-12-31", ""])
def test_a_week_that_means_nothing_is_no_error(hall, asked):
    hall.page(f"/calendar?week={asked}")


def test_the_same_hours_on_several_days_are_one_event(hall):
    services.add_sessions(
        hall.run(code="R1"),
        first_day=SUNDAY,
        days=5,
        start_time=time(9),
        end_time=time(14),
        room=hall.room,
        trainers=[hall.trainer],
        by=actor(Role.CENTRE_ADMINISTRATOR, hall.unit),
    )
    page = hall.page()
    assert page.count('colspan="5"') == 2  # in the row of the hall and in that of the trainer
    assert "25 h this week" in page


def test_a_free_cell_begins_a_run_in_that_hall_on_that_day(hall):
    page = hall.page()
    assert f"/runs/new?day=2026-11-17&amp;centre={hall.unit.id}&amp;room={hall.room.id}" in page
    assert (
        f"/runs/new?day=2026-11-17&amp;centre={hall.unit.id}&amp;trainer={hall.trainer.id}" in page
    )


def test_who_may_not_plan_finds_no_links_to_plan(hall, browser):
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=hall.unit))
    assert "/runs/new" not in browser.get(WEEK).text


def test_names_a_room_that_is_used_twice(hall):
    for code in ("R1", "R2"):
        SessionFactory(run=hall.run(code=code), room=hall.room, held_on=SUNDAY)
    page = hall.page()
    assert "1 conflict this week" in page
    assert "Hall 1 twice on Sunday 15 November 2026: R1 09:00–15:00 and R2 09:00–15:00" in page


def test_a_clash_planned_over_says_why(hall):
    SessionFactory(run=hall.run(code="R1"), room=hall.room, held_on=SUNDAY)
    services.add_session(
        hall.run(code="R2"),
        held_on=SUNDAY,
        start_time=time(9),
        end_time=time(12),
        room=hall.room,
        by=actor(Role.CENTRE_ADMINISTRATOR, hall.unit),
        override_reason="The hall is divided",
    )
    assert "on purpose (The hall is divided)" in hall.page()


def test_names_a_trainer_who_is_in_two_halls(hall):
    for code in ("R1", "R2"):
        SessionFactory(run=hall.run(code=code), trainer=hall.trainer, held_on=SUNDAY)
    assert "Nadia Salem twice on Sunday 15 November 2026" in hall.page()


def test_names_a_room_that_is_too_small_once(hall):
    run = hall.run(code="R1", capacity=34)
    for day in (15, 16):
        SessionFactory(run=run, room=hall.room, held_on=date(2026, 11, day))
    page = hall.page()
    assert page.count('<li><a href="#session-') == 1
    assert "4 seats short" in page


def test_s21_names_what_is_planned_after_the_closing(hall):
    SessionFactory(run=hall.run(code="R1"), room=hall.room, held_on=date(2026, 11, 18))
    hall.unit.closed_on = date(2026, 11, 17)
    page = hall.page()
    assert "session 1 of R1 has to be moved" in page
    assert "Place closed" in page


def test_a_trainer_busy_elsewhere_is_shown_without_saying_where(hall):
    other = RunFactory(code="SECRET", course__name_en="Elsewhere", state=RunState.CONFIRMED)
    SessionFactory(run=other, trainer=hall.trainer, held_on=SUNDAY)
    page = hall.page()
    assert "At another centre" in page
    assert "Elsewhere" not in page
    assert "SECRET" not in page


def test_a_run_that_is_off_takes_no_place(hall):
    SessionFactory(run=hall.run(state=RunState.CANCELLED), room=hall.room, held_on=SUNDAY)
    assert "Indicators" not in hall.page()


def test_with_several_centres_one_is_chosen(browser):
    ministry = UnitFactory()
    first = UnitFactory(parent=ministry, name_en="Alpha")
    second = UnitFactory(parent=ministry, name_en="Beta")
    RoomFactory(venue=VenueFactory(unit=second), name_en="Beta hall")
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=ministry))
    assert "Beta hall" not in browser.get(f"/calendar?centre={first.id}").text
    assert "Beta hall" in browser.get(f"/calendar?centre={second.id}").text
    assert browser.get("/calendar?centre=999").status_code == 200


def test_a_place_without_halls_says_so(browser):
    town = UnitFactory(kind="municipality")
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=town))
    assert "No halls yet" in browser.get("/calendar").text


def test_lists_only_centres_in_reach(app):
    ours, theirs = UnitFactory(), UnitFactory()
    found = db.session.scalars(centres(actor(Role.CENTRE_ADMINISTRATOR, ours))).all()
    assert ours in found
    assert theirs not in found


@pytest.mark.parametrize("runs", [1, 20])
def test_the_calendar_asks_the_same_however_full_it_is(hall, count_queries, runs):
    for _ in range(runs):
        SessionFactory(run=hall.run(), room=hall.room, trainer=hall.trainer, held_on=SUNDAY)
    with count_queries() as counted:
        hall.page()
    assert len(counted) <= 14
