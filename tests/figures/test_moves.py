"""A place that is moved: access follows at once, and no past figure."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.accounts.roles import Role
from lms.figures import services
from lms.figures.models import Basis
from lms.figures.queries import overview, rows
from lms.figures.queries.moved import moved
from lms.figures.queries.strip import strip
from lms.figures.queries.trained import beside, own, trained
from lms.figures.rules import Level, Question
from lms.home.invariants import invariants
from lms.organisation.models import OrgUnit
from lms.organisation.services import correct_place, move_unit
from lms.outcomes.models import Completion
from lms.people.models import Sex
from lms.platform.db import db
from lms.platform.errors import DomainError
from tests.figures.facts import complete, count_of, kept_counts, plain_counts
from tests.support.factories import PersonFactory, RunFactory, actor

MOVED = date(2026, 10, 1)
BEFORE, AFTER = date(2026, 9, 30), MOVED


def done(unit: OrgUnit, on: date, *people, by: OrgUnit | None = None) -> None:
    """A run that these people of the unit completed on a day."""
    run = RunFactory(unit=by or unit, starts_on=on, ends_on=on)
    for person in people or (PersonFactory(unit=unit),):
        complete(run, person, unit, on=on, year=2026)
    services.count_run(run.id)


def numbers(unit: OrgUnit, level: Level, **more) -> dict[str, tuple[int, int]]:
    found = db.session.execute(trained(Question(unit, level, **more)))
    return {row.OrgUnit.name_en: (row.completions, row.people) for row in found if row.completions}


@pytest.fixture
def reform(app: Flask, tree) -> dict[str, OrgUnit]:
    """Giza City, where three completed courses, belongs to Qena from 1 October on; one more completes one."""
    mona = PersonFactory(unit=tree["giza_centre"])
    done(tree["giza_centre"], BEFORE, mona, PersonFactory(unit=tree["giza_centre"]))
    done(tree["giza_centre"], date(2026, 8, 1), mona)
    done(tree["qena_centre"], BEFORE)
    move_unit(tree["giza_city"], tree["qena"], on=MOVED)
    done(tree["giza_centre"], AFTER, mona)
    return tree


def test_a_reform_moves_no_past_figure_and_new_ones_count_where_it_lies_now(reform):
    assert count_of(reform["giza"]) == (3, 2)
    assert count_of(reform["qena"]) == (2, 2)
    assert count_of(reform["giza"], Basis.DELIVERING) == (3, 2)
    assert count_of(reform["qena"], Basis.DELIVERING) == (2, 2)
    for unit in ("giza_city", "giza_centre"):
        assert count_of(reform[unit]) == (4, 2)
    for unit in ("country", "ministry"):
        assert count_of(reform[unit]) == (5, 3)
    assert kept_counts() == plain_counts()


@pytest.mark.parametrize("level", [Level.MUNICIPALITY, Level.CENTRE])
@pytest.mark.parametrize("basis", [Basis.HOME, Basis.DELIVERING])
def test_what_left_and_what_came_stand_in_rows_that_make_the_whole(reform, level, basis):
    place = "City" if level is Level.MUNICIPALITY else "Centre"
    asked = {"basis": basis, "year": 2026}

    assert numbers(reform["giza"], level, **asked) == {f"Giza {place}": (3, 2)}
    assert numbers(reform["qena"], level, **asked) == {
        f"Giza {place}": (1, 1),
        f"Qena {place}": (1, 1),
    }
    assert numbers(reform["country"], level, **asked) == {
        f"Giza {place}": (4, 2),
        f"Qena {place}": (1, 1),
    }
    for unit in ("giza", "qena", "ministry"):
        assert beside(Question(reform[unit], level, **asked)).elsewhere == 0


def test_the_country_need_not_count_afresh_what_only_moved_within_it(reform):
    assert moved(Question(reform["country"], Level.MUNICIPALITY)) == {}
    assert set(moved(Question(reform["giza"], Level.MUNICIPALITY))) == {reform["giza_city"].id}


@pytest.mark.parametrize("sex", [None, Sex.FEMALE])
@pytest.mark.parametrize("basis", [Basis.HOME, Basis.DELIVERING])
def test_each_number_opens_exactly_its_rows(reform, basis, sex):
    viewer = actor(Role.MINISTRY_ANALYST, reform["country"])

    for unit in ("giza", "qena", "country"):
        question = Question(reform[unit], Level.MUNICIPALITY, basis, 2026, sex=sex)
        parts = [(row.OrgUnit.id, row) for row in db.session.execute(trained(question))]
        for part_id, numbers in [*parts, (None, db.session.execute(own(question)).one())]:
            asked = Question(
                reform[unit], Level.MUNICIPALITY, basis, 2026, sex=sex, part_id=part_id
            )
            facts = db.session.execute(rows.completions(asked, viewer)).all()
            people = db.session.execute(rows.people(asked, viewer)).all()
            assert (numbers.completions, numbers.people) == (len(facts), len(people))
        assert rows.out_of_sight(question, viewer) == 0


def test_rows_of_a_place_that_left_open_above_where_it_lies_now(reform):
    question = Question(reform["giza"], year=2026)
    former = actor(Role.COORDINATOR, reform["giza"])
    present = actor(Role.COORDINATOR, reform["qena"])

    assert db.session.execute(rows.completions(question, former)).all() == []
    assert rows.out_of_sight(question, former) == 3
    of_place = Question(reform["giza_city"], year=2026)
    assert len(db.session.execute(rows.completions(of_place, present)).all()) == 4


def test_the_overview_keeps_a_year_that_is_over(reform):
    asked = Question(reform["giza"], Level.MUNICIPALITY, year=2026)
    of_city, courses = {}, overview.by_course(asked)
    for (unit_id, _course), count in courses.items():
        of_city[unit_id] = of_city.get(unit_id, 0) + count

    assert of_city == {reform["giza_city"].id: 3}
    assert overview.centres_reached(asked) == (1, 1)
    assert overview.centres_reached(Question(reform["qena"], year=2026)) == (2, 2)
    found = strip(asked)
    assert (found.enrolled, found.completions, found.people) == (3, 3, 2)
    assert sum(overview.runs_by_state(asked, date(2026, 11, 1)).values()) == 2


# Whatever happens, in whatever order


DAYS = (date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 10, 1))
NAMES = ("giza", "qena", "giza_city", "qena_city", "giza_centre", "qena_centre")
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("complete"),
            st.integers(0, 3),  # person
            st.sampled_from([*NAMES, None]),  # where they worked
            st.sampled_from(NAMES),  # who gave it
            st.sampled_from(DAYS),
            st.sampled_from(list(Sex)),
        ),
        st.tuples(
            st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(DAYS)
        ),
        st.tuples(st.just("correct"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    ),
    max_size=12,
)


class Paper:
    """The same kept by hand: what each place lay in, from which day on."""

    def __init__(self, tree: dict[str, OrgUnit]) -> None:
        self.above = {
            unit.id: [(date.min, unit.parent_id)] for unit in tree.values() if unit.parent_id
        }

    def move(self, unit_id: int, parent_id: int, day: date) -> None:
        earlier = [entry for entry in self.above[unit_id] if entry[0] < day]
        if not earlier or earlier[-1][1] != parent_id:
            earlier.append((day, parent_id))
        self.above[unit_id] = earlier

    def correct(self, unit_id: int, parent_id: int) -> None:
        self.move(unit_id, parent_id, self.above[unit_id][-1][0])

    def way(self, unit_id: int | None, day: date) -> list[int]:
        found = []
        while unit_id is not None:
            found.append(unit_id)
            entries = [parent for since, parent in self.above.get(unit_id, ()) if since <= day]
            unit_id = entries[-1] if entries else None
        return found


def counted_on(paper: Paper, tree, unit: OrgUnit, basis: Basis) -> tuple[int, int]:
    """Completions and people of a place, by the paper."""
    people = []
    for fact in db.session.query(Completion):
        way = paper.way(fact.delivering_unit_id, fact.completed_on)
        if basis is Basis.HOME and fact.unit_id is not None:
            way = paper.way(fact.unit_id, fact.completed_on)
        elif basis is Basis.HOME:
            way = [tree["country"].id]
        if unit.id in way:
            people.append(fact.person_id)
    return len(people), len(set(people))


@settings(
    max_examples=20,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_after_any_moves_every_figure_is_what_the_paper_says(app: Flask, tree, steps):
    outer = db.session.begin_nested()
    people = [PersonFactory() for _number in range(4)]
    paper = Paper(tree)

    for kind, *step in steps:
        if kind == "complete":
            person, home, giver, on, sex = step
            run = RunFactory(unit=tree[giver], starts_on=on, ends_on=on)
            complete(run, people[person], home and tree[home], on=on, sex=sex)
            services.count_run(run.id)
        else:
            put(paper, tree[step[0]], tree[step[1]], *step[2:])

    for unit in tree.values():
        for basis in (Basis.HOME, Basis.DELIVERING):
            assert count_of(unit, basis) == counted_on(paper, tree, unit, basis)
    check_reports(tree)
    assert kept_counts() == plain_counts()
    broken = [rule for rule, found in invariants() if db.session.execute(found).all()]
    assert [rule for rule in broken if "place" in rule or "count" in rule] == []
    outer.rollback()
    db.session.expire_all()


def put(paper: Paper, unit: OrgUnit, parent: OrgUnit, day: date | None = None) -> None:
    """A move from a day on, or a correction, where it can be."""
    try:
        with db.session.begin_nested():
            if day is None:
                correct_place(unit, parent, reason="Wrong")
            else:
                move_unit(unit, parent, on=day)
    except DomainError:
        return
    if day is None:
        paper.correct(unit.id, parent.id)
    else:
        paper.move(unit.id, parent.id, day)


def check_reports(tree) -> None:
    """The rows of each report are made of the completions behind them, and none stands in two."""
    viewer = actor(Role.MINISTRY_ANALYST, tree["country"])
    for name in ("country", "giza", "qena"):
        for level in (Level.MUNICIPALITY, Level.CENTRE):
            question = Question(tree[name], level)
            whole = {row.id for row in db.session.execute(rows.completions(question, viewer))}
            seen: list[int] = []
            for row in db.session.execute(trained(question)).all():
                part = Question(tree[name], level, part_id=row.OrgUnit.id)
                behind = db.session.execute(rows.completions(part, viewer)).all()
                named = db.session.execute(rows.people(part, viewer)).all()
                assert (row.completions, row.people) == (len(behind), len(named))
                seen += [fact.id for fact in behind]
            assert len(seen) == len(set(seen))
            assert set(seen) <= whole
            assert beside(question).elsewhere == len(whole) - len(seen)
