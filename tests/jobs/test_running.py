"""Doing work: one claim, steps that happen once, and an end that the requester can read."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from lms.jobs import rules, services
from lms.jobs.errors import AlreadyFinished
from lms.jobs.models import Job, JobState
from lms.jobs.services import Shift
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.tracing import current_trace


class TooManySeats(DomainError):
    message = "There are only %(count)s seats."


def _raise(error):
    def at(_work):
        raise error

    return at


def _change(**values):
    """Something that happens to the row from outside while a step is under way."""

    def at(work):
        db.session.execute(update(Job).where(Job.id == work.job_id).values(**values))

    return at


def _fresh(job):
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.id == job.id)).one()


def test_two_workers_with_the_same_id_do_the_work_once(app, count_to, waiting_job):
    job = waiting_job(to=3)
    services.run(job.id, Shift())
    services.run(job.id, Shift())
    assert count_to.seen == [0, 1, 2]
    assert (_fresh(job).attempts, job.state) == (1, JobState.DONE)


def test_a_job_that_is_gone_is_no_work(app):
    services.run(4711, Shift())


def test_a_step_that_breaks_leaves_nothing_of_itself(app, count_to, waiting_job):
    job = waiting_job(to=3)
    count_to.at[1] = _raise(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        services.run(job.id, Shift())
    assert (_fresh(job).state, job.progress_done) == (JobState.FAILED, 1)
    assert "fault on our side" in rules.failure(job)


def test_a_refusal_is_told_in_its_own_words(app, count_to, waiting_job):
    job = waiting_job()
    count_to.at[0] = _raise(TooManySeats(count=30))
    services.run(job.id, Shift())
    assert (_fresh(job).state, rules.failure(job)) == (
        JobState.FAILED,
        "There are only 30 seats.",
    )


def test_a_stop_takes_effect_between_two_steps(app, count_to, waiting_job):
    job = waiting_job(to=5)
    count_to.at[1] = _change(stop_requested=True)
    services.run(job.id, Shift())
    assert (_fresh(job).state, job.progress_done) == (JobState.STOPPED, 2)


def test_a_worker_that_is_told_to_end_hands_its_job_back(app, count_to, waiting_job, monkeypatch):
    job, told = waiting_job(to=5), []
    count_to.at[1] = lambda _work: told.append(True)
    monkeypatch.setattr(services.running, "enqueue_after_commit", lambda _id: None)
    services.run(job.id, Shift(is_over=lambda: bool(told)))
    assert (_fresh(job).state, job.progress_done) == (JobState.QUEUED, 2)

    services.run(job.id, Shift())
    assert count_to.seen == [0, 1, 2, 3, 4]
    assert (_fresh(job).state, job.attempts, job.done_at_claim) == (JobState.DONE, 2, 2)


def test_a_worker_that_lost_its_lease_commits_nothing_more(app, count_to, waiting_job):
    job = waiting_job(to=5)

    def seem_taken_over(work):
        work.attempt = 0  # to the database the step is now one of an attempt that is over

    count_to.at[2] = seem_taken_over
    services.run(job.id, Shift())
    assert (_fresh(job).state, job.progress_done) == (JobState.RUNNING, 2)


def test_a_worker_that_lost_its_lease_begins_nothing_more(app, count_to, waiting_job, monkeypatch):
    job = waiting_job()

    def handle(work):
        with transaction():
            db.session.execute(update(Job).values(attempts=Job.attempts + 1))
        with work.step():
            pytest.fail("the job is another worker's now")

    monkeypatch.setattr(count_to, "handle", handle)
    services.run(job.id, Shift())
    assert _fresh(job).state is JobState.RUNNING


def test_a_database_that_goes_away_leaves_the_job_to_the_sweep(app, count_to, waiting_job):
    job = waiting_job()
    count_to.at[1] = _raise(OperationalError("SELECT", {}, Exception("gone")))
    with pytest.raises(OperationalError):
        services.run(job.id, Shift())
    assert (_fresh(job).state, job.progress_done) == (JobState.RUNNING, 1)


def test_the_number_of_steps_may_become_known_later(app, count_to, waiting_job, monkeypatch):
    job = waiting_job(to=1)
    monkeypatch.setattr(count_to, "handle", lambda work: work.expect(12))
    services.run(job.id, Shift())
    assert _fresh(job).progress_total == 12


def test_what_a_job_records_bears_its_name(app, count_to, waiting_job):
    job, names = waiting_job(to=1), []
    count_to.at[0] = lambda _work: names.append(current_trace())
    services.run(job.id, Shift())
    assert names == [f"job-{job.id}"]
    assert current_trace() is None


def test_a_shift_holds_what_is_under_way_and_beats_for_it(app, count_to, waiting_job):
    job, shift, held = waiting_job(to=1), Shift(), []
    count_to.at[0] = lambda _work: held.extend(shift.held)
    services.run(job.id, shift)
    assert (held, shift.held) == ([(job.id, 1)], set())


def test_a_heartbeat_reaches_only_the_attempt_that_beats(app, waiting_job):
    job = waiting_job(state=JobState.RUNNING, attempts=2)
    with transaction():
        services.beat(Shift(held={(job.id, 1)}))
    assert _fresh(job).heartbeat_at is None
    with transaction():
        services.beat(Shift(held={(job.id, 2)}))
    assert _fresh(job).heartbeat_at is not None


def test_a_job_that_ended_is_not_open(app, waiting_job):
    job = waiting_job(state=JobState.FAILED)
    assert not job.is_open
    with pytest.raises(AlreadyFinished), transaction():
        services.request_stop(job)
