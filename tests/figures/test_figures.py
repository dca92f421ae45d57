"""What the figures say: S1, S2, S18 and the rules of counting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from lms.accounts.roles import Role
from lms.attendance.models import Headcount
from lms.figures import services
from lms.figures.models import Basis
from lms.figures.queries import rows
from lms.figures.queries.runs import unnamed
from lms.figures.queries.strip import strip
from lms.figures.queries.trained import beside, own, total, trained
from lms.figures.rules import Level, Question, percent_of_target
from lms.organisation.models import UnitKind
from lms.people.models import Affiliation, Sex
from lms.planning.models import PlanItemKind
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n.numbers import percent
from lms.scheduling.models import RunState
from tests.figures.facts import complete
from tests.outcomes.ledger import mark
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    PersonFactory,
    PlanFactory,
    PlanItemFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    actor,
    country,
)


def numbers(question: Question) -> dict[str, tuple[int, int]]:
    """Completions and people of each row that has any, by the name of the place."""
    found = db.session.execute(trained(question))
    return {r.OrgUnit.name_en: (r.completions, r.people) for r in found if r.completions}


def test_s1_plan_to_actual(app, tree):
    ministry = tree["ministry"]
    plan = PlanFactory(unit=ministry, fiscal_year=2026)
    people = [PersonFactory(unit=tree["giza_centre"]) for _number in range(194)]
    # 203 completions in seven runs of 30: the first nine people complete two courses each.
    taking = iter([*people, *people[:9]])
    for _number in range(7):
        item = PlanItemFactory(
            plan=plan, course=CourseFactory(unit=ministry), runs_planned=1, seats_planned=30
        )
        run = RunFactory(course=item.course, plan_item=item, unit=ministry, state=RunState.CLOSED)
        for _seat in range(29):
            complete(run, next(taking), tree["giza_centre"])
        services.count_run(run.id)
    viewer = actor(Role.MINISTRY_ANALYST, ministry)

    of_plan = strip(Question(unit=ministry, plan_id=plan.id))
    assert (of_plan.planned, of_plan.completions, of_plan.people) == (210, 203, 194)
    assert of_plan.repeats == 9
    assert percent(Fraction(of_plan.completions, of_plan.planned)) == "96.6%"
    behind = rows.completions(Question(unit=ministry, plan_id=plan.id), viewer)
    assert len(db.session.execute(behind).all()) == 203

    of_year = strip(Question(unit=ministry, year=2026))
    assert (of_year.planned, of_year.completions, of_year.people) == (210, 203, 194)


def test_s2_people_without_names_add_to_participations_only(app, tree):
    ministry = tree["ministry"]
    plan = PlanFactory(unit=ministry, fiscal_year=2026)
    item = PlanItemFactory(plan=plan, kind=PlanItemKind.WORKSHOP, seats_planned=84)
    question = Question(unit=ministry, year=2026)
    before = strip(question)

    workshop = RunFactory(unit=ministry, plan_item=item, starts_on=None, ends_on=None, capacity=84)
    db.session.add(Headcount(course_run_id=workshop.id, women=34, men=50))
    db.session.flush()

    after = strip(question)
    assert after.took_part - before.took_part == 84
    assert after.people - before.people == 0
    assert after.planned is None  # seats of courses: a workshop has none
    flagged = unnamed(question)
    assert flagged.women + flagged.men + flagged.unknown == flagged.all == 84
    assert unnamed(Question(unit=tree["giza"], year=2026)).all == 0
    assert unnamed(Question(unit=ministry, year=2025)).all == 0


def test_s18_a_person_who_moves_counts_there_then_and_here_now(app):
    georgia = UnitFactory(country=country("GE"), kind=UnitKind.COUNTRY, name_en="Georgia")
    place = {
        name: UnitFactory(
            country=country("GE"), kind=UnitKind.MUNICIPALITY, parent=georgia, name_en=name
        )
        for name in ("Kareli", "Gori")
    }
    person = PersonFactory()
    for name, starts_on, ends_on in (
        ("Kareli", None, date(2026, 5, 31)),
        ("Gori", date(2026, 6, 1), None),
    ):
        db.session.add(
            Affiliation(person=person, unit=place[name], starts_on=starts_on, ends_on=ends_on)
        )
    for name, on in (("Kareli", date(2026, 3, 10)), ("Gori", date(2026, 9, 20))):
        run = RunFactory(unit=georgia)
        complete(run, person, place[name], on=on)
        services.count_run(run.id)

    def asked(basis: Basis) -> Question:
        return Question(unit=georgia, level=Level.MUNICIPALITY, basis=basis, year=2026)

    assert numbers(asked(Basis.HOME)) == {"Kareli": (1, 1), "Gori": (1, 1)}
    assert total(asked(Basis.HOME)).all_people == 1
    with clock.frozen(datetime(2026, 10, 1, tzinfo=UTC)):
        assert numbers(asked(Basis.NOW)) == {"Gori": (2, 1)}
        assert total(asked(Basis.NOW)).all_people == 1
    with clock.frozen(datetime(2026, 4, 1, tzinfo=UTC)):
        assert numbers(asked(Basis.NOW)) == {"Kareli": (2, 1)}


def test_people_of_a_level_are_no_sum_of_its_rows(app, tree):
    person = PersonFactory()
    for centre in ("giza_centre", "qena_centre"):
        run = RunFactory()
        complete(run, person, tree[centre])
        services.count_run(run.id)
    question = Question(unit=tree["country"], level=Level.GOVERNORATE, year=2026)

    assert numbers(question) == {"Giza": (1, 1), "Qena": (1, 1)}
    whole = db.session.execute(own(question)).one()
    assert (whole.completions, whole.people, whole.women) == (2, 1, 1)


def test_completions_that_are_in_no_row_are_said(app, tree):
    run = RunFactory(unit=tree["giza_centre"])
    complete(run, PersonFactory(), tree["giza_centre"])
    complete(run, PersonFactory(), tree["ministry"])
    complete(run, PersonFactory(), None)
    services.count_run(run.id)

    assert beside(Question(unit=tree["country"], level=Level.GOVERNORATE)).elsewhere == 2
    assert beside(Question(unit=tree["ministry"], level=Level.GOVERNORATE)).elsewhere == 1
    assert beside(Question(unit=tree["country"], level=Level.COUNTRY)).elsewhere == 0


def test_rows_lie_beside_each_other(app, tree):
    """A department in a centre is part of its row, so that nothing is counted in two rows."""
    department = UnitFactory(kind=UnitKind.DEPARTMENT, parent=tree["giza_centre"])
    run = RunFactory()
    complete(run, PersonFactory(), department)
    services.count_run(run.id)

    assert numbers(Question(unit=tree["country"])) == {"Giza Centre": (1, 1)}


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("sex", [None, Sex.FEMALE, Sex.UNKNOWN])
def test_each_number_opens_exactly_its_rows(app, tree, basis, sex):
    viewer = actor(Role.MINISTRY_ANALYST, tree["country"])
    first, second = PersonFactory(unit=tree["giza_centre"]), PersonFactory(unit=tree["qena_centre"])
    for person, home, recorded in (
        (first, "giza_centre", Sex.UNKNOWN),
        (first, "qena_centre", Sex.FEMALE),
        (second, None, Sex.FEMALE),
    ):
        run = RunFactory(unit=tree["giza_centre"])
        complete(run, person, home and tree[home], sex=recorded)
        services.count_run(run.id)

    for unit in tree.values():
        question = Question(unit=unit, basis=basis, year=2026, sex=sex)
        counted = db.session.execute(own(question)).one()
        facts = db.session.execute(rows.completions(question, viewer)).all()
        people = db.session.execute(rows.people(question, viewer)).all()
        assert (counted.completions, counted.people) == (len(facts), len(people))


def test_the_strip_counts_seats_and_those_who_came(app, tree):
    run = RunFactory(unit=tree["giza_centre"], ends_on=date(2026, 11, 19))
    session = SessionFactory(run=run)
    came = EnrolmentFactory(run=run, unit=tree["qena_centre"])
    absent = EnrolmentFactory(run=run, unit=tree["qena_centre"])
    corrected = EnrolmentFactory(run=run, unit=tree["qena_centre"])
    mark(session, came, 60)
    mark(session, absent, 0)
    wrong = mark(session, corrected, 360)
    mark(session, corrected, 0, replaces_id=wrong.id)
    question = Question(unit=tree["qena"], year=2026)
    viewer = actor(Role.COORDINATOR, tree["qena"])

    found = strip(question)

    assert (found.enrolled, found.took_part) == (3, 1)
    behind = db.session.scalars(rows.enrolments(question, viewer, took_part=True)).all()
    assert behind == [came.id]
    assert strip(Question(unit=tree["qena"], year=2025)).enrolled == 0


@pytest.mark.parametrize(
    ("actual", "target", "baseline", "shown"),
    [
        (301, 314, 290, "45.8%"),  # S22
        (27, 27, 15, "100%"),
        (203, 210, None, "96.6%"),
        (280, 314, 290, "−41.6%"),  # going back shows, and is not nothing
        (5, 0, None, "n/a"),
        (5, 290, 290, "n/a"),
        (5, None, None, "n/a"),
    ],
)
def test_s22_percent_of_target(app, actual, target, baseline, shown):
    assert percent(percent_of_target(actual, target, baseline)) == shown
