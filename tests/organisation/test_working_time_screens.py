"""Saying when a place works: who may, what is refused where, and what the page shows of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest

from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit, UnitKind, UnitSetting
from lms.organisation.rules import Hours, Stated
from lms.organisation.services import say_working_time
from lms.platform import clock
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory

PAGE = "/places/SAQ/working-time"
CHANGE = f"{PAGE}/change"
HALF_DAY = {"other_weekday": "4", "other_opens_at": "8:00", "other_closes_at": "13:00"}


@pytest.fixture
def place(app) -> OrgUnit:
    country = UnitFactory(code="EG", name_en="Egypt", kind=UnitKind.COUNTRY)
    giza = UnitFactory(code="EG21", name_en="Giza", kind=UnitKind.GOVERNORATE, parent=country)
    with clock.frozen(datetime(2026, 11, 22, 10, tzinfo=UTC)):
        yield UnitFactory(code="SAQ", name_en="Saqqara", parent=giza)


@pytest.fixture
def admin(browser, place) -> Browser:
    return browser.sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=place.parent.parent))


def seen(page: str) -> str:
    return re.search(r'name="seen"[^>]*value="(\d+)"', page).group(1)


def test_what_nobody_said_anything_of_is_as_above(admin, place):
    assert "as in the whole country" in admin.get(PAGE).text


def test_the_page_says_what_holds_and_who_says_so(admin, place):
    say_working_time(place.parent, Stated(date(2026, 1, 1), weekend=frozenset({5})))
    say_working_time(place, Stated(date(2026, 2, 1), hours=Hours(time(8), time(15))))
    db.session.commit()

    page = admin.get(PAGE)
    assert '<dd>Friday<br><small class="muted">as in' in page.text
    assert "08:00" in page.text
    assert "1 July 2026" in page.text


def test_what_is_filled_in_holds_from_the_day_and_is_on_record(admin, place):
    form = {
        "valid_from": "2027-01-01",
        "fiscal_day": "١",
        "fiscal_month": "1",
        "weekend": ["5", "6"],
        "opens_at": "8:00",
        "closes_at": "15:30",
    }
    answer = admin.post(CHANGE, data=form)

    assert answer.location.endswith(PAGE)
    row = db.session.query(UnitSetting).one()
    assert (row.fiscal_month, row.fiscal_day, row.weekend) == (1, 1, 0b0110000)
    assert (row.opens_at, row.closes_at) == (time(8), time(15, 30))
    assert "1 July – 31 December 2026" in admin.get(PAGE).text
    assert "Fiscal year begins on: 1 January" in admin.get("/places/SAQ").text

    again = admin.get(f"{CHANGE}?from=2027-01-01").text
    assert 'value="15:30"' in again
    other_day = {"valid_from": "2026-12-01", "opens_at": "9:00", "closes_at": "15:30"}
    admin.post(f"{CHANGE}?from=2027-01-01", data={**other_day, "seen": seen(again)})
    assert [row.valid_from for row in db.session.query(UnitSetting)] == [date(2026, 12, 1)]
    admin.post(f"{PAGE}/take-back?from=2026-12-01")
    assert db.session.query(UnitSetting).count() == 0


def test_a_half_day_is_said_shown_and_on_record(admin, place):
    form = {
        "valid_from": "2026-11-01",
        "other_weekday": "4",
        "other_opens_at": "8:00",
        "other_closes_at": "١٣:٠٠",
    }
    assert admin.post(CHANGE, data=form).location.endswith(PAGE)

    row = db.session.query(UnitSetting).one()
    assert (row.other_weekday, row.other_closes_at) == (4, time(13))
    page = admin.get(PAGE).text
    assert page.count("Thursday 08:00–13:00") == 2  # what holds today, and what was said
    assert 'value="13:00"' in admin.get(f"{CHANGE}?from=2026-11-01").text
    assert "A day with other hours: Thursday 08:00–13:00" in admin.get("/places/SAQ").text


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(admin, place):
    for wrong, field in (
        ({"valid_from": "2027-02-01"}, "valid_from"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "1949-01-01"}, "valid_from"),
        ({"fiscal_day": ""}, "fiscal_day"),
        ({"fiscal_day": "29"}, "fiscal_day"),
        ({"fiscal_month": "13"}, "fiscal_month"),
        ({"opens_at": "15:00", "closes_at": "08:00"}, "closes_at"),
        ({"ramadan_closes_at": "14:00"}, "ramadan_opens_at"),
        ({"opens_at": "soon", "closes_at": "15:00"}, "opens_at"),
        ({"weekend": ["1", "2", "3", "4", "5", "6", "7"]}, "weekend"),
        ({"first_weekday": "9"}, "first_weekday"),
        ({"fiscal_day": "", "fiscal_month": ""}, "fiscal_month"),
        ({"other_weekday": "4"}, "other_opens_at"),
        ({"other_opens_at": "8:00", "other_closes_at": "13:00"}, "other_weekday"),
        ({"other_weekday": "8"}, "other_weekday"),
        (HALF_DAY | {"other_closes_at": "7:00"}, "other_closes_at"),
        (HALF_DAY | {"weekend": ["4", "5"]}, "other_weekday"),
        (HALF_DAY | {"other_weekday": "5"}, "other_weekday"),  # a weekend said above
    ):
        form = {"valid_from": "2027-01-01", "fiscal_day": "1", "fiscal_month": "1", **wrong}
        answer = admin.post(CHANGE, data=form)
        assert (answer.status_code, wrong) == (422, wrong)
        assert (f'href="#{field}"' in answer.text, wrong) == (True, wrong)
    assert db.session.query(UnitSetting).count() == 0


def test_who_reads_sees_it_and_may_not_change_it(app, place):
    reader = Browser(app).sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=place))

    assert "/working-time/change" not in reader.get(PAGE).text
    assert reader.get(CHANGE).status_code == 403
    assert reader.post(f"{PAGE}/take-back?from=2027-01-01").status_code in (400, 403)


def test_an_address_with_a_day_that_is_none_is_not_found(admin, place):
    assert admin.get(f"{CHANGE}?from=yesterday").status_code == 404
    assert admin.post(f"{PAGE}/take-back?from=x").status_code == 404
