"""Runs that close while somebody changes the fiscal year: each completion counts in the year that holds then."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Flask

from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.queries import fiscal_years
from lms.organisation.rules import Stated
from lms.organisation.services import say_working_time
from lms.outcomes import services
from lms.outcomes.models import Completion
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.calendars import FiscalRule
from lms.scheduling.models import CourseRun
from tests.certificates.register import ALL, administrator
from tests.figures.facts import kept_counts, plain_counts
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.at_once import at_once
from tests.support.factories import UnitFactory


def close(run_id: int, by: Actor) -> None:
    services.close_run(db.session.get_one(CourseRun, run_id), by)


def change(unit_id: int, month: int) -> None:
    rule = FiscalRule("gregorian", month, 1)
    say_working_time(db.session.get_one(OrgUnit, unit_id), Stated(date(2015, month, 1), rule))


def test_s20_runs_close_while_the_fiscal_year_is_changed(app: Flask):
    country = UnitFactory(kind=UnitKind.COUNTRY)
    runs = [run_with_sessions(unit=UnitFactory(parent=country)) for _number in range(4)]
    for run in runs:
        enrol(run, *ALL)
    day = runs[0].sessions[-1].held_on
    deeds = [partial(close, run.id, administrator(run)) for run in runs]
    deeds += [partial(change, country.id, month) for month in (1, day.month % 12 + 1)]
    country_id = country.id

    given = at_once(app, deeds)

    assert given == [None] * len(deeds)
    years = fiscal_years(db.session.get_one(OrgUnit, country_id))
    facts = db.session.query(Completion).all()
    assert len(facts) == 4
    assert {fact.fiscal_year for fact in facts} == {years.of(facts[0].completed_on)}
    assert kept_counts() == plain_counts()
