"""Merging by several at once, against an enrolment, and killed in the middle: one merge, or none, and whole."""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.certificates.services import files
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.enrolment.services import add_person
from lms.merging import queries, services
from lms.merging.models import PersonMerge
from lms.merging.rules import Side
from lms.merging.services import merging
from lms.people.models import Person
from lms.platform import clock
from lms.platform.db import db, transaction
from lms.scheduling.models import CourseRun, RunState
from tests.merging.records import broken, rows_about, two_records
from tests.support.at_once import Deed, at_once
from tests.support.factories import RunFactory, actor

SOON = {
    "starts_on": clock.today() + timedelta(days=20),
    "ends_on": clock.today() + timedelta(days=24),
}


@pytest.fixture
def two(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    return two_records()


def merging_by(two, kept_id: int, other_id: int) -> Deed:
    """What an officer sends who looked at the preview before anything was done."""
    kept, other = db.session.get_one(Person, kept_id), db.session.get_one(Person, other_id)
    preview = queries.preview(kept, other)
    choices = {one.key: Side.KEPT for one in preview.conflicts}
    seen, officer = preview.seen, two.officer

    def deed() -> int:
        records = [db.session.get_one(Person, one) for one in (kept_id, other_id)]
        return services.merge(*records, choices, "Same card", seen=seen, by=officer).id

    return deed


def test_six_officers_who_merge_the_same_two_make_one_merge(app: Flask, two):
    deed = merging_by(two, two.kept.id, two.other.id)

    given = at_once(app, [deed] * 6)

    assert len(set(given)) == 1
    assert db.session.scalars(select(PersonMerge.id)).all() == [given[0]]
    assert broken() == {}


def test_of_two_officers_who_merge_in_opposite_directions_one_is_refused(app: Flask, two):
    ids = two.kept.id, two.other.id
    deeds = [merging_by(two, *ids), merging_by(two, *reversed(ids))]

    given = Counter(type(one).__name__ for one in at_once(app, deeds))

    assert given == {"int": 1, "str": 1}
    (merge,) = db.session.scalars(select(PersonMerge))
    assert {merge.kept_id, merge.merged_id} == set(ids)
    assert db.session.get_one(Person, merge.kept_id).merged_into_id is None
    assert broken() == {}


def test_whoever_is_enrolled_while_being_merged_is_enrolled_once_and_in_the_kept_record(
    app: Flask, two
):
    run = RunFactory(unit=two.place, state=RunState.CONFIRMED, **SOON)
    run_id, other_id, kept_id = run.id, two.other.id, two.kept.id
    centre = actor(Role.CENTRE_ADMINISTRATOR, two.place)

    def enrolling() -> int:
        person = db.session.get_one(Person, other_id)
        return add_person(db.session.get_one(CourseRun, run_id), person, by=centre).id

    merged, enrolled = at_once(app, [merging_by(two, kept_id, other_id), enrolling])

    places = db.session.scalars(
        select(Enrolment).where(
            Enrolment.course_run_id == run_id, Enrolment.state != EnrolmentState.MERGED
        )
    ).all()
    if merged == "ChangedMeanwhile":  # the enrolment came first
        assert [one.person_id for one in places] == [other_id]
    else:
        assert isinstance(merged, int)
        assert {one.person_id for one in places} <= {kept_id}
    assert enrolled == "PersonMerged" or len(places) == 1
    assert broken() == {}


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # the child dies at once
def test_killed_in_the_middle_it_leaves_both_records_as_they_were(app: Flask, two, monkeypatch):
    before = rows_about(two.kept, two.other)
    deed = merging_by(two, two.kept.id, two.other.id)
    ids = two.kept.id, two.other.id
    db.session.commit()
    db.session.remove()

    child = os.fork()
    if not child:
        try:
            db.engine.dispose(close=False)  # the connections are the parent's
            monkeypatch.setattr(merging, "_record", lambda *_args: os.kill(os.getpid(), 9))
            with transaction():
                deed()
        finally:
            os._exit(1)  # not killed
    _child, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert rows_about(*(db.session.get_one(Person, one) for one in ids)) == before
    assert db.session.scalars(select(PersonMerge)).all() == []
    assert broken() == {}
