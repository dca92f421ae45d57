"""Parting two records after the fiscal year was changed: what comes back counts in the year that holds now."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.certificates.services import files
from lms.merging import services
from lms.organisation.queries import fiscal_years
from lms.organisation.rules import Stated
from lms.organisation.services import say_working_time
from lms.outcomes.models import Completion
from lms.platform.db import db
from lms.platform.i18n.calendars import FiscalRule
from tests.merging.records import broken, merged, two_records

COMPLETIONS = select(Completion)


@pytest.fixture
def two(app, monkeypatch):
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    return two_records()


def test_what_is_parted_counts_in_the_year_that_holds_now(two):
    made = merged(two)
    before = {(fact.completed_on, fact.fiscal_year) for fact in db.session.scalars(COMPLETIONS)}
    months = {day.month for day, _year in before}
    # Egypt's year begins in July: these completions lie in another one now.
    rule = FiscalRule("gregorian", 1 if max(months) < 7 else max(months) + 1, 1)
    say_working_time(two.country, Stated(date(2000, rule.month, 1), rule))
    db.session.commit()
    after = {(fact.completed_on, fact.fiscal_year) for fact in db.session.scalars(COMPLETIONS)}
    assert not before & after

    services.undo(made, "They are sisters", two.officer)
    db.session.commit()

    years = fiscal_years(two.country)
    facts = db.session.scalars(COMPLETIONS).all()
    assert len(facts) == 7
    assert [fact.fiscal_year for fact in facts] == [years.of(fact.completed_on) for fact in facts]
    assert broken() == {}
