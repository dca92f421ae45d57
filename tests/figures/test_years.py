"""Reports over fiscal years that are shorter, longer, or begin on other days in a part of the place."""

from __future__ import annotations

from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.figures import services
from lms.figures.queries.overview import completions_by_day, month_starts
from lms.figures.rules import Level, Question
from lms.organisation.queries import fiscal_years
from lms.organisation.rules import Stated
from lms.organisation.services import say_working_time
from lms.platform.db import db
from lms.platform.i18n.calendars import FiscalRule
from tests.figures.facts import complete
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    PlanFactory,
    PlanItemFactory,
    RunFactory,
    UserFactory,
)
from tests.support.statements import counted_statements, reads

DAY = date(2026, 11, 19)
ROWS = ("/figures/rows", "/figures/people", "/figures/seats")


@pytest.mark.parametrize(
    ("said", "months", "name"),
    [
        ([(date(2027, 1, 1), 1)], 6, "2026/27"),
        ([(date(2020, 1, 1), 1), (date(2027, 7, 1), 7)], 18, "2026"),
    ],
)
def test_s20_the_overview_of_a_shorter_and_of_a_longer_year(browser, tree, said, months, name):
    ministry, centre = tree["ministry"], tree["giza_centre"]
    plan = PlanFactory(unit=ministry, fiscal_year=2026)
    for quarter in (1, 3, None):
        PlanItemFactory(plan=plan, runs_planned=1, seats_planned=5, quarter=quarter)
    run = RunFactory(course=CourseFactory(unit=ministry), unit=centre, ends_on=DAY)
    complete(run, PersonFactory(unit=centre), centre, on=DAY)
    services.count_run(run.id)
    for first, month in said:
        say_working_time(ministry, Stated(first, FiscalRule("gregorian", month, 1)))
    db.session.commit()

    question = Question(ministry, Level.CENTRE, year=2026)
    assert len(month_starts(question)) == months
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=ministry))
    page = browser.get("/overview?year=2026")
    assert (page.status_code, name in page.text) == (200, True)
    assert browser.get("/plans").status_code == browser.get("/figures/trained").status_code == 200


def test_s20_a_part_with_other_years_stays_within_the_line_of_the_whole(tree):
    ministry, centre = tree["ministry"], tree["giza_centre"]
    rule = FiscalRule("gregorian", 1, 1)
    say_working_time(centre, Stated(date(2020, 1, 1), rule))
    assert fiscal_years(centre).of(date(2026, 2, 1)) == 2026
    for on in (date(2026, 2, 1), DAY):
        run = RunFactory(course=CourseFactory(unit=ministry), unit=centre)
        complete(run, PersonFactory(unit=centre), centre, on=on, year=2026)
        services.count_run(run.id)

    points = completions_by_day(Question(ministry, Level.CENTRE, year=2026))
    assert points == [(date(2026, 7, 1), 1), (DAY, 1)]


@pytest.mark.parametrize("url", ["/figures/trained", *ROWS, "/plans"])
def test_a_list_asks_ten_questions_at_most_however_many_places_say_something(browser, tree, url):
    ministry = tree["ministry"]
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=ministry))
    asked = set()
    for place in ("giza_centre", "qena_centre", "giza"):
        PlanFactory(unit=tree[place], fiscal_year=2026)
        say_working_time(tree[place], Stated(date(2020, 1, 1), FiscalRule("gregorian", 1, 1)))
        db.session.commit()
        with counted_statements() as counted:
            assert browser.get(f"{url}?year=2026").status_code == 200
        asked.add(reads(counted))
    assert len(asked) == 1
    assert max(asked) <= 10
