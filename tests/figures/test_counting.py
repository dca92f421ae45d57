"""The counts beside the completions: each person once in each cell, whatever happens."""

from __future__ import annotations

from datetime import date

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.accounts.roles import Role
from lms.figures import services
from lms.figures.models import Basis, TrainedCount, TrainedPerson
from lms.figures.queries.counting import differences
from lms.organisation.services import correct_place
from lms.outcomes.models import Completion
from lms.outcomes.services import close_run
from lms.people.models import Sex
from lms.platform.db import db
from tests.figures.facts import complete, count_of, kept_counts, plain_counts
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    RunFactory,
    actor,
)

SEXES = list(Sex)


def test_closing_a_run_counts_its_completions_at_every_level(app: Flask, tree):
    run = run_with_sessions(2)
    run.unit = tree["giza_centre"]
    for _number in range(3):
        enrol(run, 360, 360, unit=tree["qena_centre"])
    enrol(run, 0, 0, unit=tree["qena_centre"])

    close_run(run, actor(Role.CENTRE_ADMINISTRATOR, run.unit))

    for unit in ("qena_centre", "qena_city", "qena", "country"):
        assert count_of(tree[unit]) == (3, 3)
    assert count_of(tree["giza"]) == (0, 0)
    assert count_of(tree["giza"], Basis.DELIVERING) == (3, 3)
    assert count_of(tree["qena"], Basis.DELIVERING) == (0, 0)


def test_a_person_with_two_courses_is_two_completions_and_one_person(app: Flask, tree):
    person = PersonFactory()
    first, second = RunFactory(), RunFactory()
    for run, year in ((first, 2026), (second, 2027)):
        complete(run, person, tree["giza_centre"], year=year)
        services.count_run(run.id)

    assert count_of(tree["country"]) == (2, 1)
    assert count_of(tree["country"], year=2026) == (1, 1)
    assert count_of(tree["country"], course=second.course_id) == (1, 1)


def test_counting_a_run_twice_changes_nothing(app: Flask, tree):
    run = RunFactory()
    complete(run, PersonFactory(), tree["giza_centre"])
    services.count_run(run.id)
    before = kept_counts()

    services.count_run(run.id)

    assert kept_counts() == before
    assert db.session.execute(differences()).all() == []


def test_a_withdrawn_completion_leaves_the_counts(app: Flask, tree):
    run, person = RunFactory(), PersonFactory()
    fact = complete(run, person, tree["giza_centre"])
    services.count_run(run.id)

    db.session.delete(fact)
    db.session.flush()
    services.recount_people([person.id])

    assert kept_counts() == {}
    assert db.session.query(TrainedPerson).count() == 0


def test_sexes_add_up_when_the_record_of_somebody_changed(app: Flask, tree):
    person, centre = PersonFactory(), tree["giza_centre"]
    for sex in (Sex.UNKNOWN, Sex.FEMALE):
        run = RunFactory()
        complete(run, person, centre, sex=sex)
        services.count_run(run.id)

    assert count_of(centre, sex=Sex.FEMALE) == (1, 1)
    assert count_of(centre, sex=Sex.UNKNOWN) == (1, 0)
    assert count_of(centre) == (2, 1)


def test_completions_of_people_whose_unit_is_unknown_count_for_the_country(app: Flask, tree):
    run = RunFactory(unit=tree["giza_centre"])
    complete(run, PersonFactory(), None)
    services.count_run(run.id)

    assert count_of(tree["country"]) == (1, 1)
    assert count_of(tree["giza"]) == (0, 0)
    assert count_of(tree["giza"], Basis.DELIVERING) == (1, 1)


def test_counts_follow_a_unit_that_was_entered_in_the_wrong_place(app: Flask, tree):
    run = RunFactory()
    complete(run, PersonFactory(), tree["giza_centre"])
    services.count_run(run.id)

    correct_place(tree["giza_city"], tree["qena"], reason="Entered below Giza by mistake")

    assert count_of(tree["giza"]) == (0, 0)
    assert count_of(tree["qena"]) == (1, 1)
    assert kept_counts() == plain_counts()


def test_rebuilding_counts_everything_afresh(app: Flask, tree):
    run = RunFactory()
    complete(run, PersonFactory(), tree["giza_centre"])
    services.count_run(run.id)
    before = kept_counts()
    db.session.query(TrainedCount).update({"people": 0})

    services.rebuild()

    assert kept_counts() == before == plain_counts()


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("complete"),
            st.integers(0, 3),  # run
            st.integers(0, 4),  # person
            st.integers(-1, 3),  # unit; -1: not known
            st.sampled_from(SEXES),
            st.integers(2025, 2027),
        ),
        st.tuples(st.just("withdraw"), st.integers(0, 30)),
        st.tuples(st.just("correct"), st.booleans()),
    ),
    max_size=14,
)


@settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_after_any_sequence_of_changes_the_counts_equal_a_recount(app: Flask, tree, steps):
    outer = db.session.begin_nested()
    units = [tree[name] for name in ("giza_centre", "qena_centre", "giza", "country")]
    courses = [CourseFactory(unit=units[0]), CourseFactory(unit=units[1])]
    runs = [RunFactory(course=courses[n % 2], unit=units[n % 2]) for n in range(4)]
    people = [PersonFactory() for _number in range(5)]
    done: list[Completion] = []

    for kind, *step in steps:
        if kind == "complete":
            run, person, unit, sex, year = step
            if not any(
                f.course_run_id == runs[run].id and f.person_id == people[person].id for f in done
            ):
                home = None if unit < 0 else units[unit]
                done.append(
                    complete(
                        runs[run], people[person], home, sex=sex, year=year, on=date(year, 9, 1)
                    )
                )
                services.count_run(runs[run].id)
        elif kind == "withdraw" and done:
            fact = done.pop(step[0] % len(done))
            enrolment, person_id = fact.enrolment, fact.person_id
            db.session.delete(fact)
            db.session.delete(enrolment)
            db.session.flush()
            services.recount_people([person_id])
        elif kind == "correct":
            parent = tree["qena" if step[0] else "giza"]
            correct_place(tree["giza_city"], parent, reason="Entered wrongly")

    assert kept_counts() == plain_counts()
    assert db.session.execute(differences()).all() == []
    outer.rollback()
    db.session.expire_all()
