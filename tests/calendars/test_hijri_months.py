"""What was announced of Hijri months: shown and read everywhere at once, and never in what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.audit.models import AuditEvent
from lms.calendars import queries, services
from lms.calendars.errors import MonthLength
from lms.calendars.rules import possible_days
from lms.certificates.document import render_certificate
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.calendars import NoSuchDate, from_calendar, parse_in, to_calendar
from lms.platform.i18n.calendars.hijri import AS_CALCULATED, table
from lms.platform.i18n.dates import date_text, range_text
from tests.support.factories import RunFactory, UserFactory
from tests.support.paper import certificate
from tests.support.statements import counted_statements

# As calculated Safar 1448 begins on 15 July 2026 and has 30 days, Muharram before it 29.
EVE, CALCULATED, AFTER = date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 16)
HIJRI = Preferences(calendar="hijri")
SOURCE = "Supreme Court, 14 July 2026"


@pytest.fixture(autouse=True)
def later():
    """All those days have come."""
    with clock.frozen(datetime(2026, 11, 17, 12, tzinfo=UTC)):
        yield


def shown(day, style="long"):
    with use_preferences(HIJRI):
        return date_text(day, style)


@pytest.fixture
def admin(app):
    return UserFactory(role="system_administrator")


def test_an_announced_first_day_moves_how_days_are_shown_and_read(app):
    assert shown(CALCULATED) == "1 Safar 1448"
    services.decide_month(1448, 2, AFTER, source=SOURCE)
    assert (shown(CALCULATED), shown(AFTER)) == ("30 Muharram 1448", "1 Safar 1448")
    assert parse_in("30 Muharram 1448", "hijri") == CALCULATED
    assert from_calendar(1448, 2, 1, "hijri") == AFTER
    with use_preferences(HIJRI):
        assert range_text(AFTER, date(2026, 7, 17)) == "1–2 Safar 1448"
    with pytest.raises(NoSuchDate, match="30 Safar 1448 does not exist: that month has 29 days"):
        from_calendar(1448, 2, 30, "hijri")


def test_every_day_has_one_hijri_date_after_an_announcement(app):
    services.decide_month(1448, 2, AFTER, source=SOURCE)
    for number in range(EVE.toordinal() - 60, EVE.toordinal() + 60):
        day = date.fromordinal(number)
        assert from_calendar(*to_calendar(day, "hijri"), "hijri") == day


def test_what_is_stored_does_not_change(app):
    run = RunFactory(starts_on=CALCULATED, ends_on=AFTER)
    db.session.commit()
    services.decide_month(1448, 2, AFTER, source=SOURCE)
    db.session.commit()
    db.session.expire_all()
    assert (run.starts_on, run.ends_on) == (CALCULATED, AFTER)


@pytest.mark.parametrize(
    ("first_day", "month"),
    [(EVE, "Muharram 1448 would be 28"), (date(2026, 7, 17), "Muharram 1448 would be 31")],
)
def test_a_month_stays_29_or_30_days_long(app, first_day, month):
    with pytest.raises(MonthLength, match=month):
        services.decide_month(1448, 2, first_day, source=SOURCE)
    assert queries.decided() == frozenset()


def test_only_days_that_leave_months_whole_are_offered(app):
    assert possible_days(queries.decided(), 1448, 2) == [CALCULATED, AFTER]
    for year in (1446, 1447, 1448, 1500):
        for month in range(1, 13):
            for day in possible_days(frozenset(), year, month):
                assert table(frozenset({(year, month, day)})).wrong_month() is None


def test_taking_back_is_refused_while_a_month_beside_depends_on_it(app):
    known = services.decide_month(1448, 2, AFTER, source=SOURCE)
    services.decide_month(1448, 1, date(2026, 6, 17), source=SOURCE)  # Muharram has 29 days again
    with pytest.raises(MonthLength):
        services.take_back_month(known)
    assert shown(AFTER) == "1 Safar 1448"


def test_taking_back_makes_it_as_calculated(app):
    services.take_back_month(services.decide_month(1448, 2, AFTER, source=SOURCE))
    assert shown(CALCULATED) == "1 Safar 1448"
    assert [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)] == [
        "calendars.decide_month",
        "calendars.take_back_month",
    ]


def test_the_record_says_what_was_decided_and_why(app, admin):
    services.decide_month(1448, 2, AFTER, source=SOURCE)
    services.decide_month(1448, 2, AFTER, source=SOURCE)  # the same again
    (event,) = db.session.query(AuditEvent)
    assert event.reason == SOURCE
    assert event.details["after"] == {
        "year": 1448, "month": 2, "starts_on": "2026-07-16", "source": SOURCE,
    }  # fmt: skip


def test_a_month_that_was_announced_is_no_longer_called_calculated(app):
    day = AS_CALCULATED.first_day(1452, 9)
    assert shown(day).endswith("(calculated)")
    assert shown(date(2027, 1, 20)).endswith("(calculated)")  # tables agree, but it is to come
    services.decide_month(1452, 9, day, source=SOURCE)
    assert shown(day) == "1 Ramadan 1452"


def test_another_process_sees_it_at_its_next_request(app, browser, admin):
    """The other process is another request: nothing is kept between them but in the database."""
    browser.sign_in(admin)
    assert "Wednesday 15 July 2026" in browser.get("/calendars?year=1448").text
    services.decide_month(1448, 2, AFTER, source=SOURCE)
    page = browser.get("/calendars?year=1448").text
    assert "Thursday 16 July 2026" in page
    assert "Announced, another day than calculated" in page


def test_a_page_without_hijri_dates_does_not_ask_what_was_decided(app):
    with counted_statements() as statements:
        date_text(CALCULATED)
        date_text(CALCULATED, "weekday", "jalali")
    assert not statements


def test_many_hijri_dates_ask_once(app):
    with counted_statements() as statements:
        for number in range(50):
            shown(date.fromordinal(CALCULATED.toordinal() + number))
    assert len(statements) == 1


# The screen


def test_the_administrator_enters_what_was_announced(browser, admin):
    browser.sign_in(admin)
    page = browser.get("/calendars/month?month=1448-02").text
    assert "Wednesday 15 July 2026 (as calculated)" in page
    assert "Tuesday 14 July 2026" not in page
    answer = browser.post(
        "/calendars/month?month=1448-02", {"starts_on": "2026-07-16", "source": SOURCE}
    )
    assert (answer.status_code, answer.location) == (302, "/calendars?year=1448")
    assert SOURCE in browser.get("/calendars?year=1448").text
    assert browser.post("/calendars/month/take-back?month=1448-02").status_code == 302
    assert queries.decided() == frozenset()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"starts_on": "2026-07-16", "source": " "}, "Fill this in."),
        ({"starts_on": "2026-07-14", "source": SOURCE}, "Choose one"),
        ({"starts_on": "", "source": SOURCE}, "Choose"),
    ],
)
def test_a_mistake_is_said_at_its_field(browser, admin, typed, message):
    answer = browser.sign_in(admin).post("/calendars/month?month=1448-02", typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert queries.decided() == frozenset()


@pytest.mark.parametrize(
    "address", ["?year=1342", "?year=1501", "?year=x", "/month?month=1448-13", "/month?month=1448"]
)
def test_a_year_that_is_not_in_the_table_is_not_found(browser, admin, address):
    assert browser.sign_in(admin).get(f"/calendars{address}").status_code == 404


@pytest.mark.parametrize("role", ["centre_administrator", "ministry_analyst", "trainee"])
def test_nobody_else_keeps_the_calendar(browser, role):
    browser.sign_in(UserFactory(role=role))
    assert browser.get("/calendars").status_code == 403
    assert browser.post("/calendars/month?month=1448-02").status_code == 403


# Paper


def test_a_certificate_says_what_was_known_at_its_issue(app):
    day = CALCULATED.isoformat()
    payload = certificate(calendar="hijri", starts_on=day, ends_on=day, issued_on=day)
    assert payload.with_months(queries.decided()).hijri_months == ()
    before = render_certificate(payload)
    services.decide_month(1448, 2, AFTER, source=SOURCE)
    assert render_certificate(payload) == before
    later = payload.with_months(queries.decided())
    assert later.hijri_months == ((1448, 2, "2026-07-16"),)
    assert type(later).from_json(later.to_json()) == later
    assert render_certificate(later) != before
