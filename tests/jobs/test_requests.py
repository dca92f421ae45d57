"""Asking for work: in the caller's transaction, heard of after the commit, once for a double click."""

import pytest
from sqlalchemy import func, select

from lms.jobs import queries, services
from lms.jobs.errors import AlreadyFinished
from lms.jobs.models import Job, JobState
from lms.platform.db import db, transaction
from tests.jobs.conftest import Requester


def _states():
    return list(db.session.scalars(select(Job.state).order_by(Job.id)))


def test_a_job_is_done_as_soon_as_its_request_is_committed(app, count_to):
    with transaction():
        job = services.request(count_to.kind, {"to": 3}, by=Requester(7), total=3)
        assert _states() == [JobState.QUEUED]
    assert (job.state, job.progress_done, job.result) == (JobState.DONE, 3, {"counted": 3})
    assert (job.requested_by_user_id, job.requested_by_role) == (7, "coordinator")


def test_a_request_that_is_rolled_back_never_happened(app, count_to):
    services.request(count_to.kind, {"to": 3}, by=Requester(7))
    db.session.rollback()
    db.session.commit()
    assert (_states(), count_to.seen) == ([], [])


def test_a_savepoint_inside_the_request_does_not_start_the_work_early(app, count_to):
    with transaction():
        services.request(count_to.kind, {"to": 1}, by=Requester(7))
        with db.session.begin_nested():
            pass
        assert count_to.seen == []
    assert count_to.seen == [0]


def test_a_double_click_gives_one_job(app, count_to):
    with transaction():
        first = services.request(count_to.kind, {"to": 2, "from": 1}, by=Requester(7))
        second = services.request(count_to.kind, {"from": 1, "to": 2}, by=Requester(7))
        assert first is second
    assert db.session.scalar(select(func.count(Job.id))) == 1


def test_the_same_work_can_be_asked_for_by_another_person_and_again_later(app, count_to):
    for requester in (7, 8, 7):
        with transaction():
            services.request(count_to.kind, {"to": 1}, by=Requester(requester))
    assert _states() == [JobState.DONE] * 3


def test_work_that_no_slice_does_cannot_be_asked_for(app):
    with pytest.raises(KeyError), transaction():
        services.request("nobody.does_this", {}, by=Requester(7))


def test_two_slices_cannot_do_the_same_kind_of_work(count_to):
    with pytest.raises(ValueError, match="two handlers"):
        services.handler(count_to.kind, "Count")(lambda work: None)


def test_a_waiting_job_is_stopped_at_once(app, waiting_job):
    job = waiting_job()
    with transaction():
        services.request_stop(job)
    assert (job.state, job.finished_at is not None) == (JobState.STOPPED, True)


def test_a_finished_job_cannot_be_stopped(app, waiting_job):
    job = waiting_job(state=JobState.DONE)
    with pytest.raises(AlreadyFinished), transaction():
        services.request_stop(job)


def test_only_the_requester_sees_a_job(app, waiting_job):
    job = waiting_job(requester=7)
    assert db.session.scalars(queries.job(job.id, viewer=Requester(7))).one() is job
    assert db.session.scalars(queries.job(job.id, viewer=Requester(8))).all() == []
    assert db.session.scalars(queries.jobs(viewer=Requester(7))).all() == [job]
