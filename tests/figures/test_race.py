"""Runs that close at the same moment and share people, and places that move meanwhile."""

from __future__ import annotations

import multiprocessing
from datetime import date

from flask import Flask

from lms.figures import services
from lms.home.invariants import invariants
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.services import move_unit
from lms.outcomes.models import Completion
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from tests.figures.facts import kept_counts, plain_counts
from tests.support.factories import EnrolmentFactory, PersonFactory, RunFactory, UnitFactory

CLOSINGS = 8
MOVED = date(2026, 11, 1)
spawn = multiprocessing.get_context("fork")


def close(app: Flask, facts: list[dict[str, object]], barrier, answers) -> None:
    """What one process does: write the completions of a run and count them."""
    with app.app_context():
        db.engine.dispose(close=False)  # the connections belong to the parent
        barrier.wait(60)
        try:
            with transaction():
                db.session.add_all(Completion(**fact) for fact in facts)
                db.session.flush()
                services.count_run(facts[0]["course_run_id"])
            answers.put("counted")
        except Exception as error:
            answers.put(f"error: {error!r}")


def test_closings_at_once_miss_nobody_they_share(app: Flask):
    country = UnitFactory(kind=UnitKind.COUNTRY)
    centres = [UnitFactory(parent=country) for _number in range(2)]
    people = [PersonFactory() for _number in range(5)]
    closings = []
    for number in range(CLOSINGS):
        run = RunFactory(unit=centres[number % 2])
        closings.append(
            [
                {
                    "enrolment_id": EnrolmentFactory(run=run, person=person).id,
                    "person_id": person.id,
                    "course_id": run.course_id,
                    "course_run_id": run.id,
                    "unit_id": centres[1 - number % 2].id,
                    "delivering_unit_id": run.unit_id,
                    "completed_on": run.ends_on,
                    "fiscal_year": 2026,
                    "sex": person.sex,
                    "age_band": "35-44",
                }
                for person in people
            ]
        )
    db.session.commit()
    db.session.remove()
    db.engine.dispose()

    barrier, answers = spawn.Barrier(CLOSINGS), spawn.Queue()
    clients = [spawn.Process(target=close, args=(app, one, barrier, answers)) for one in closings]
    for client in clients:
        client.start()
    given = [answers.get(timeout=120) for _client in clients]
    for client in clients:
        client.join()

    assert given == ["counted"] * CLOSINGS
    assert kept_counts() == plain_counts()


def move(app: Flask, unit_id: int, parent_id: int, barrier, answers) -> None:
    """What another process does meanwhile: move a place, from a day before the completions on."""
    with app.app_context():
        db.engine.dispose(close=False)
        unit, parent = db.session.get(OrgUnit, unit_id), db.session.get(OrgUnit, parent_id)
        barrier.wait(60)
        try:
            with transaction():
                move_unit(unit, parent, on=MOVED)
            answers.put("moved")
        except DomainError as refusal:
            answers.put(type(refusal).__name__)
        except Exception as error:
            answers.put(f"error: {error!r}")


def test_places_that_move_into_each_other_while_runs_close_make_no_circle(app: Flask):
    country = UnitFactory(kind=UnitKind.COUNTRY)
    towns = [UnitFactory(parent=country) for _number in range(2)]
    centres = [UnitFactory(parent=town) for town in towns]
    closings = []
    for number in range(4):
        run = RunFactory(unit=centres[number % 2])
        seat = EnrolmentFactory(run=run, unit=centres[1 - number % 2])
        closings.append(
            [
                {
                    "enrolment_id": seat.id,
                    "person_id": seat.person_id,
                    "course_id": run.course_id,
                    "course_run_id": run.id,
                    "unit_id": seat.unit_id,
                    "delivering_unit_id": run.unit_id,
                    "completed_on": run.ends_on,
                    "fiscal_year": 2026,
                    "sex": seat.sex,
                    "age_band": "35-44",
                }
            ]
        )
    pairs = [(towns[0].id, towns[1].id), (towns[1].id, towns[0].id)]
    db.session.commit()
    db.session.remove()
    db.engine.dispose()

    barrier, answers = spawn.Barrier(6), spawn.Queue()
    clients = [spawn.Process(target=close, args=(app, one, barrier, answers)) for one in closings]
    clients += [spawn.Process(target=move, args=(app, *pair, barrier, answers)) for pair in pairs]
    for client in clients:
        client.start()
    given = sorted(answers.get(timeout=120) for _client in clients)
    for client in clients:
        client.join()

    assert given == ["InsideItself", *["counted"] * 4, "moved"]
    assert kept_counts() == plain_counts()
    broken = [rule for rule, found in invariants() if db.session.execute(found).all()]
    assert [rule for rule in broken if "place" in rule or "count" in rule] == []
