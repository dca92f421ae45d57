"""Closing a run from several places at the same moment."""

from __future__ import annotations

from flask import Flask

from lms.outcomes import services
from lms.outcomes.models import Completion, Outcome
from lms.platform.access import NOBODY
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.at_once import at_once

CLERKS = 6


def test_a50_of_six_who_close_a_run_at_once_one_does_and_nothing_is_written_twice(app: Flask):
    run = run_with_sessions()
    for _person in range(5):
        enrol(run, 360, 360, 360, 360, 360)
    run_id = run.id

    def close() -> bool:
        return services.close_run(db.session.get_one(CourseRun, run_id), NOBODY)

    given = at_once(app, [close] * CLERKS)

    assert sorted(given) == [False] * (CLERKS - 1) + [True]
    assert db.session.query(Outcome).count() == 5
    assert db.session.query(Completion).count() == 5
