"""Lost jobs go back into the queue, once, and not for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.jobs import services
from lms.jobs.models import Job, JobState
from lms.jobs.services.sweeping import GRACE, LEASE, MAX_LOSSES
from lms.platform import clock
from lms.platform.db import db, transaction

SECOND = timedelta(seconds=1)


@pytest.fixture
def sweep(monkeypatch):
    """The ids that a sweep puts back, without anybody working on them."""

    def swept(enqueued=()):
        put_back = []
        monkeypatch.setattr(services.sweeping, "enqueue_after_commit", put_back.append)
        with transaction():
            assert services.sweep(enqueued) == len(put_back)
        return put_back

    return swept


def _fresh(job):
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.id == job.id)).one()


def _running(waiting_job, beat_before, **columns):
    long_ago = clock.now() - timedelta(hours=1)
    return waiting_job(
        state=JobState.RUNNING,
        attempts=1,
        created_at=long_ago,
        heartbeat_at=clock.now() - beat_before,
        **columns,
    )


def test_a_job_whose_worker_vanished_is_queued_again(app, waiting_job, sweep):
    job = _running(waiting_job, LEASE + SECOND, progress_done=2)
    assert sweep() == [job.id]
    assert (_fresh(job).state, job.losses, job.progress_done) == (JobState.QUEUED, 1, 2)


def test_a_job_whose_heart_beats_is_left_alone(app, waiting_job, sweep):
    job = _running(waiting_job, LEASE - 5 * SECOND)
    assert sweep() == []
    assert _fresh(job).state is JobState.RUNNING


def test_a_job_that_never_reached_the_queue_is_put_there(app, waiting_job, sweep):
    job = waiting_job(created_at=clock.now() - GRACE - SECOND)
    assert sweep() == [job.id]


def test_a_job_on_its_way_to_the_queue_is_given_time(app, waiting_job, sweep):
    waiting_job(created_at=clock.now())
    assert sweep() == []


def test_a_job_that_waits_its_turn_is_not_queued_twice(app, waiting_job, sweep):
    job = waiting_job(created_at=clock.now() - timedelta(hours=1))
    assert sweep(enqueued=[job.id]) == []


def test_a_lost_job_that_should_stop_is_stopped(app, waiting_job, sweep):
    job = _running(waiting_job, LEASE + SECOND, stop_requested=True)
    assert sweep() == []
    assert _fresh(job).state is JobState.STOPPED


def test_a_job_that_takes_every_worker_down_is_given_up(app, waiting_job, sweep):
    job = _running(waiting_job, LEASE + SECOND, losses=MAX_LOSSES - 1)
    assert sweep() == []
    assert (_fresh(job).state, "given up" in job.error) == (JobState.FAILED, True)


def test_two_sweeps_do_the_lost_job_once(app, count_to, waiting_job):
    job = _running(waiting_job, LEASE + SECOND)
    for _ in range(2):
        with transaction():
            services.sweep()
    assert count_to.seen == [0, 1, 2]
    assert (_fresh(job).state, job.attempts) == (JobState.DONE, 2)
