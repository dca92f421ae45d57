"""Runs that close at the same moment and share people."""

from __future__ import annotations

import multiprocessing

from flask import Flask

from lms.figures import services
from lms.organisation.models import UnitKind
from lms.outcomes.models import Completion
from lms.platform.db import db, transaction
from tests.figures.facts import kept_counts, plain_counts
from tests.support.factories import EnrolmentFactory, PersonFactory, RunFactory, UnitFactory

CLOSINGS = 8
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
