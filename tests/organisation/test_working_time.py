"""What holds at a unit on a day: said there, or above it, or by the country; and the counts that follow from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy.exc import IntegrityError

from lms.audit.models import AuditEvent
from lms.figures.queries.runs import delivered
from lms.figures.rules import Level, Question
from lms.figures.services import count_run
from lms.home.invariants import invariants
from lms.organisation import queries, services
from lms.organisation.errors import NotAFirstDay, NothingSaid, TooFarOff
from lms.organisation.models import UnitKind, UnitSetting
from lms.organisation.rules import Hours, OtherDay, Stated
from lms.outcomes.models import Completion
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n.calendars import FiscalRule
from lms.scheduling.models import CourseRun
from tests.figures.facts import complete, kept_counts, plain_counts
from tests.support.factories import PersonFactory, RunFactory, UnitFactory

JANUARY, OCTOBER = FiscalRule("gregorian", 1, 1), FiscalRule("gregorian", 10, 1)
NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)
SUNDAY, FRIDAY, SATURDAY = 7, 5, 6


@pytest.fixture
def tree(app):
    """An Egyptian ministry with two governorates and a centre in the first."""
    with clock.frozen(NOON):
        units = {"ministry": UnitFactory(kind=UnitKind.COUNTRY)}
        for name in ("giza", "qena"):
            units[name] = UnitFactory(kind=UnitKind.GOVERNORATE, parent=units["ministry"])
        units["centre"] = UnitFactory(parent=units["giza"])
        yield units


def test_the_nearest_place_that_says_something_is_heard(tree):
    centre, day = tree["centre"], date(2026, 11, 22)
    assert queries.working_time(centre).weekend(day) == {FRIDAY, SATURDAY}

    services.say_working_time(
        tree["giza"], Stated(date(2026, 1, 1), weekend=frozenset({FRIDAY}), first_weekday=SATURDAY)
    )
    services.say_working_time(
        centre, Stated(date(2026, 9, 1), hours=Hours(time(8), time(15)), first_weekday=SUNDAY)
    )

    known = queries.working_time(centre)
    assert known.held("weekend", day) == ({FRIDAY}, tree["giza"].id)
    assert known.held("first_weekday", day) == (SUNDAY, centre.id)
    assert known.first_weekday(date(2026, 8, 31)) == SATURDAY
    assert known.hours(date(2026, 8, 31)) is None
    assert known.hours(day) == known.hours(day, in_ramadan=True) == (time(8), time(15))
    assert queries.working_time(tree["qena"]).weekend(day) == {FRIDAY, SATURDAY}


def test_a_moved_place_hears_the_new_place_above_from_that_day_on(tree):
    services.say_working_time(tree["qena"], Stated(date(2020, 1, 1), weekend=frozenset({SUNDAY})))
    services.move_unit(tree["centre"], tree["qena"], on=date(2026, 11, 1))

    known = queries.working_time(tree["centre"])
    assert known.weekend(date(2026, 10, 31)) == {FRIDAY, SATURDAY}
    assert known.weekend(date(2026, 11, 1)) == {SUNDAY}


def test_a_fiscal_year_changes_on_a_first_day_of_its_own_only(tree):
    with pytest.raises(NotAFirstDay) as refusal:
        services.say_working_time(tree["giza"], Stated(date(2027, 2, 1), JANUARY))
    assert "1 January 2028" in refusal.value.text
    assert db.session.query(UnitSetting).count() == 0

    services.say_working_time(tree["giza"], Stated(date(2027, 1, 1), JANUARY))
    assert queries.fiscal_years(tree["centre"]).bounds(2026) == (
        date(2026, 7, 1),
        date(2026, 12, 31),
    )
    with pytest.raises(NotAFirstDay):  # and back to what holds above, likewise
        services.say_working_time(tree["giza"], Stated(date(2028, 1, 1)))
    services.say_working_time(tree["giza"], Stated(date(2028, 7, 1)))
    assert queries.fiscal_years(tree["centre"]).bounds(2027) == (
        date(2027, 1, 1),
        date(2028, 6, 30),
    )


def test_what_says_nothing_or_lies_too_far_off_is_refused(tree):
    with pytest.raises(NothingSaid):
        services.say_working_time(tree["giza"], Stated(date(2027, 1, 1)))
    with pytest.raises(TooFarOff):
        services.say_working_time(tree["giza"], Stated(date(1066, 1, 1), first_weekday=1))


def test_the_same_day_again_changes_what_was_said_and_is_on_record(tree):
    day = date(2026, 1, 1)
    services.say_working_time(tree["giza"], Stated(day, weekend=frozenset({FRIDAY})))
    row = services.say_working_time(tree["giza"], Stated(day, weekend=frozenset({SATURDAY})))
    services.say_working_time(tree["giza"], Stated(day, weekend=frozenset({SATURDAY})))
    services.take_back_working_time(tree["giza"], row)

    assert db.session.query(UnitSetting).count() == 0
    events = db.session.query(AuditEvent).order_by(AuditEvent.id).all()
    assert [event.action.removeprefix("organisation.") for event in events] == [
        "say_working_time",
        "say_working_time",
        "take_back_working_time",
    ]
    assert events[1].details == {
        "before": {"weekend": 16},
        "after": {"valid_from": "2026-01-01", "weekend": 32},
    }


def test_one_weekday_may_have_hours_of_its_own(tree):
    centre, thursday = tree["centre"], date(2026, 11, 26)
    usual, half, ramadan = (
        Hours(time(8), time(16)),
        Hours(time(8), time(13)),
        Hours(time(9), time(14)),
    )
    other = OtherDay(thursday.isoweekday(), half)
    services.say_working_time(tree["ministry"], Stated(date(2026, 1, 1), hours=usual, other=other))
    services.say_working_time(centre, Stated(date(2026, 9, 1), ramadan=ramadan))

    known = queries.working_time(centre)
    assert known.held("other", thursday) == (other, tree["ministry"].id)
    assert known.hours(thursday) == half
    assert known.hours(thursday + timedelta(days=3)) == usual
    assert known.hours(thursday, in_ramadan=True) == (time(9), time(13))
    assert known.hours(thursday + timedelta(days=3), in_ramadan=True) == ramadan
    assert known.hours(date(2025, 11, 27)) is None  # a Thursday before

    evening = OtherDay(thursday.isoweekday(), Hours(time(18), time(21)))
    services.say_working_time(centre, Stated(date(2026, 9, 1), ramadan=ramadan, other=evening))
    assert queries.working_time(centre).hours(thursday, in_ramadan=True) == evening.hours


@pytest.mark.parametrize(
    "wrong",
    [
        {"fiscal_month": 7},
        {"fiscal_month": 2, "fiscal_day": 29},
        {"fiscal_month": 13, "fiscal_day": 1},
        {"weekend": 0},
        {"weekend": 127},
        {"first_weekday": 8},
        {"opens_at": time(9)},
        {"opens_at": time(15), "closes_at": time(9)},
        {"ramadan_closes_at": time(9)},
        {"ramadan_opens_at": time(15), "ramadan_closes_at": time(15)},
        {"other_weekday": 4},
        {"other_weekday": 4, "other_opens_at": time(8)},
        {"other_opens_at": time(8), "other_closes_at": time(13)},
        {"other_weekday": 8, "other_opens_at": time(8), "other_closes_at": time(13)},
        {"other_weekday": 4, "other_opens_at": time(13), "other_closes_at": time(8)},
    ],
)
def test_the_database_keeps_no_setting_that_cannot_be(app, wrong):
    row = UnitSetting(unit_id=UnitFactory().id, valid_from=date(2026, 1, 1), **wrong)
    db.session.add(row)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_database_keeps_one_setting_of_a_unit_from_a_day(app):
    unit = UnitFactory()
    for first_weekday in (1, 2):
        db.session.add(
            UnitSetting(unit_id=unit.id, valid_from=date(2026, 1, 1), first_weekday=first_weekday)
        )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_s20_what_was_completed_counts_in_the_year_that_holds_there(tree):
    run = RunFactory(unit=tree["centre"], ends_on=date(2026, 11, 19))
    fact = complete(run, PersonFactory(), tree["qena"], on=date(2026, 11, 19), year=2026)
    other = RunFactory(unit=tree["qena"], ends_on=date(2026, 11, 19))
    complete(other, PersonFactory(), tree["qena"], on=date(2026, 11, 19), year=2026)
    count_all(run, other)

    row = services.say_working_time(
        tree["giza"], Stated(date(2019, 11, 22), FiscalRule("gregorian", 11, 22))
    )
    assert (fact.fiscal_year, kept_counts()) == (2025, plain_counts())
    assert runs_of(tree["ministry"], 2025) == {run.id}
    assert runs_of(tree["ministry"], 2026) == {other.id}
    assert runs_of(tree["centre"], 2025) == {run.id}

    services.take_back_working_time(tree["giza"], row)
    assert (fact.fiscal_year, kept_counts()) == (2026, plain_counts())
    assert runs_of(tree["ministry"], 2026) == {run.id, other.id}


def test_s20_the_year_follows_a_place_that_moves(tree):
    run = RunFactory(unit=tree["centre"], ends_on=date(2026, 11, 19))
    fact = complete(run, PersonFactory(), tree["centre"], on=date(2026, 8, 19), year=2026)
    count_all(run)
    services.say_working_time(tree["qena"], Stated(date(2019, 10, 1), OCTOBER))
    services.correct_place(tree["centre"], tree["qena"], reason="Entered in the wrong one.")

    assert (fact.fiscal_year, kept_counts()) == (2025, plain_counts())


@pytest.mark.parametrize("seed", range(3))
def test_s20_after_any_changes_every_fact_counts_in_the_one_year_of_its_day(tree, seed):
    random = Random(seed)
    places = list(tree.values())
    runs = [RunFactory(unit=unit) for unit in places]
    people = [PersonFactory() for _ in range(3)]
    for run in runs:
        for person in people:
            day = date(random.randint(2023, 2026), random.randint(1, 12), random.randint(1, 28))
            year = queries.fiscal_years(run.unit).of(day)
            complete(run, person, random.choice(places), on=day, year=year)
    count_all(*runs)
    for _ in range(8):
        change_something(random, places)

    for fact in db.session.query(Completion):
        unit = next(one for one in places if one.id == fact.delivering_unit_id)
        years = queries.fiscal_years(unit)
        first, last = years.bounds(fact.fiscal_year)
        assert first <= fact.completed_on <= last
        assert fact.fiscal_year == years.of(fact.completed_on)
    assert kept_counts() == plain_counts()
    assert [rule for rule, found in invariants() if "count" in rule and found_any(found)] == []


def change_something(random, places):
    unit, month = random.choice(places), random.randint(1, 12)
    kept = db.session.query(UnitSetting).filter_by(unit_id=unit.id).all()
    if kept and random.random() < 0.3:
        services.take_back_working_time(unit, random.choice(kept))
        return
    day = date(random.randint(2022, 2026), month, 1)
    services.say_working_time(unit, Stated(day, FiscalRule("gregorian", month, 1)))


def found_any(statement) -> bool:
    return bool(db.session.execute(statement).all())


def count_all(*runs: CourseRun) -> None:
    for run in runs:
        count_run(run.id)


def runs_of(unit, year: int) -> set[int]:
    question = Question(unit, Level.CENTRE, year=year)
    return set(db.session.scalars(db.select(CourseRun.id).where(*delivered(question))))
