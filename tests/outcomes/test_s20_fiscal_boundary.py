"""S20: what happens at half past midnight on 1 July belongs to the new year, while UTC still says 30 June."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.organisation.queries import fiscal_years, present_fiscal_year
from lms.outcomes import services
from lms.outcomes.models import Completion
from lms.platform import clock
from lms.platform.db import db
from tests.certificates.register import ALL, administrator
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import UnitFactory, country

HALF_PAST_MIDNIGHT = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)  # 00:30 on 1 July in Cairo


def test_s20_half_past_midnight_belongs_to_the_new_year(app):
    place = UnitFactory()
    with clock.frozen(HALF_PAST_MIDNIGHT):
        assert clock.today() == date(2026, 6, 30)
        assert clock.today(place.country.timezone) == date(2026, 7, 1)
        assert present_fiscal_year(place) == 2026
    with clock.frozen(datetime(2026, 6, 30, 20, 30, tzinfo=UTC)):  # an hour earlier
        assert present_fiscal_year(place) == 2025


@pytest.mark.parametrize(
    ("code", "day", "year"),
    [
        ("EG", date(2026, 6, 30), 2025), ("EG", date(2026, 7, 1), 2026),
        ("IR", date(2026, 3, 20), 1404), ("IR", date(2026, 3, 21), 1405),
        ("GE", date(2025, 12, 31), 2025), ("GE", date(2026, 1, 1), 2026),
    ],
)  # fmt: skip
def test_s20_each_country_begins_its_year_on_its_own_day(app, code, day, year):
    assert fiscal_years(UnitFactory(country=country(code))).of(day) == year


def test_s20_a_run_over_the_boundary_counts_where_its_last_requirement_was_met(app):
    run = run_with_sessions()
    run.starts_on, run.ends_on = date(2026, 6, 28), date(2026, 7, 2)
    for number, session in enumerate(run.sessions):
        session.held_on = date.fromordinal(run.starts_on.toordinal() + number)
    enrol(run, *ALL)
    services.close_run(run, administrator(run))
    (completion,) = db.session.query(Completion)
    assert (completion.completed_on, completion.fiscal_year) == (date(2026, 7, 2), 2026)
