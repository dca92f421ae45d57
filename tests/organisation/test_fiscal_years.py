"""Fiscal years whose rule changes: every day lies in exactly one, whatever is changed when (S20)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from lms.organisation.models import ALWAYS
from lms.organisation.rules import FiscalYears
from lms.organisation.rules.years import DAY, first_year_from, fiscal_years
from lms.platform.i18n.calendars import FiscalRule

JANUARY, JULY, OCTOBER = (FiscalRule("gregorian", month, 1) for month in (1, 7, 10))


def test_s20_a_year_is_shortened_where_the_new_rule_begins_earlier():
    years = fiscal_years([(ALWAYS, JULY), (date(2027, 1, 1), JANUARY)])

    assert years.bounds(2026) == (date(2026, 7, 1), date(2026, 12, 31))
    assert years.bounds(2027) == (date(2027, 1, 1), date(2027, 12, 31))
    assert [years.of(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [2026, 2027]
    assert [years.name(year) for year in (2025, 2026, 2027)] == ["2025/26", "2026/27", "2027"]
    assert len(years.month_starts(2026)) == 6


def test_s20_a_year_is_lengthened_where_its_successor_would_bear_the_same_number():
    years = fiscal_years([(ALWAYS, JANUARY), (date(2027, 7, 1), JULY)])

    assert years.bounds(2026) == (date(2026, 1, 1), date(2027, 6, 30))
    assert years.bounds(2027) == (date(2027, 7, 1), date(2028, 6, 30))
    assert years.of(date(2027, 2, 1)) == 2026
    assert [years.name(year) for year in (2026, 2027)] == ["2026", "2027/28"]
    assert len(years.month_starts(2026)) == 18


def test_a_rule_that_comes_in_the_middle_of_its_year_waits_for_the_next():
    """As it does where a place moves to another ministry; what is typed is refused instead."""
    years = fiscal_years([(ALWAYS, JULY), (date(2027, 3, 15), JANUARY)])

    assert years.bounds(2026) == (date(2026, 7, 1), date(2027, 6, 30))
    assert years.bounds(2027) == (date(2027, 7, 1), date(2027, 12, 31))
    assert years.bounds(2028) == (date(2028, 1, 1), date(2028, 12, 31))


def test_what_is_over_before_it_took_effect_changes_nothing():
    changes = [(ALWAYS, JULY), (date(2027, 3, 15), JANUARY), (date(2027, 5, 1), JULY)]

    assert fiscal_years(changes).bounds(2026) == (date(2026, 7, 1), date(2027, 6, 30))
    assert fiscal_years(changes).bounds(2027) == (date(2027, 7, 1), date(2028, 6, 30))


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
@pytest.mark.parametrize("seed", range(10))
def test_s20_every_day_lies_in_exactly_one_year_however_often_the_rule_changes(
    seed: int, calendar: str
) -> None:
    random = Random(seed)
    years = fiscal_years(_random_changes(random, calendar))

    _is_a_partition(years, date(2019, 1, 1), date(2033, 12, 31))


def _random_changes(random: Random, calendar: str) -> list[tuple[date, FiscalRule]]:
    days = sorted(date(2020, 1, 1) + timedelta(days=random.randrange(4000)) for _ in range(5))
    rules = [FiscalRule(calendar, random.randint(1, 12), random.randint(1, 28)) for _ in range(6)]
    if random.random() < 0.5:  # each from the first day of one of its own years, as they are typed
        days = [first_year_from(day, rule)[1] for day, rule in zip(days, rules[1:], strict=True)]
    return sorted(zip([ALWAYS, *days], rules, strict=True), key=lambda change: change[0])


def _is_a_partition(years: FiscalYears, first: date, last: date) -> None:
    day = years.bounds(years.of(first))[0]
    while day <= last:
        year = years.of(day)
        begins, ends = years.bounds(year)
        assert begins == day
        assert {years.of(begins + DAY * days) for days in range((ends - begins).days + 1)} == {year}
        assert years.of(ends + DAY) == year + 1
        starts = years.month_starts(year)
        assert starts[0] == begins
        assert starts[-1] <= ends
        day = ends + DAY
