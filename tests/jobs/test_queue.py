"""Ids on their way to workers: through a file, PostgreSQL or at once; never lost for good."""

import dataclasses
import time
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from lms.app import create_app
from lms.config import BadSettings
from lms.jobs import consumer, queue, services
from lms.jobs.models import Job, JobState
from lms.platform import clock
from lms.platform.db import db, transaction
from tests.jobs.conftest import Requester

PATIENCE_SECONDS = 60


@pytest.fixture
def with_queue(tmp_path):
    """Another application on the same database, with a queue of its own."""
    made = []

    def make(app, queue_url):
        settings = dataclasses.replace(
            app.config["SETTINGS"], instance=tmp_path, queue_url=queue_url
        )
        made.append(create_app(settings))
        return made[-1]

    yield make
    for other in made:
        with other.app_context():
            db.engine.dispose()
        huey = queue.queue_of(other).huey
        huey.storage.close()


def _request(app, kind):
    with app.app_context(), transaction():
        return services.request(kind, {"to": 3}, by=Requester(7), total=3).id


def _is_done(job_id):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        db.session.rollback()
        if db.session.get_one(Job, job_id, populate_existing=True).state is JobState.DONE:
            return True
        time.sleep(0.02)
    return False


def test_a_thread_of_the_serving_process_does_the_jobs(app, with_queue, count_to):
    serving = with_queue(app, "sqlite")
    stop = consumer.start(serving)
    try:
        assert _is_done(_request(serving, count_to.kind))
    finally:
        stop()
    assert count_to.seen == [0, 1, 2]


def test_a_process_has_one_consumer_at_a_time(sqlite_app, with_queue):
    serving = with_queue(sqlite_app, "sqlite")
    stop = consumer.start(serving)
    with pytest.raises(RuntimeError, match="already run"):
        consumer.start(serving)
    with pytest.raises(RuntimeError, match="already run"):
        consumer.work(serving)
    stop()
    consumer.start(serving)()


def test_a_consumer_that_cannot_start_does_not_stand_in_the_way(
    sqlite_app, with_queue, monkeypatch
):
    serving = with_queue(sqlite_app, "sqlite")
    with monkeypatch.context() as broken:
        broken.setattr(queue.Queue, "prepare", lambda _queue: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            consumer.start(serving)
    consumer.start(serving)()


def test_the_queue_may_be_in_postgresql(request, with_queue, count_to):
    app = request.getfixturevalue("postgres_application")
    database = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    plain = database.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection, app.app_context():
        connection.execute("CREATE SCHEMA queue_only")
        try:
            address = database.update_query_dict({"options": "-csearch_path=queue_only"})
            serving = with_queue(app, address.render_as_string(hide_password=False))
            stop = consumer.start(serving)
            try:
                assert _is_done(_request(serving, count_to.kind))
            finally:
                stop()
        finally:
            connection.execute("DROP SCHEMA queue_only CASCADE")
            db.session.query(Job).delete()
            db.session.commit()


def test_a_queue_that_cannot_be_reached_keeps_nobody_from_asking(
    sqlite_app, with_queue, count_to, caplog
):
    serving = with_queue(sqlite_app, "sqlite")  # its file has no tables before a consumer starts
    job_id = _request(serving, count_to.kind)
    assert "could not be queued" in caplog.text

    assert db.session.get_one(Job, job_id).state is JobState.QUEUED


def test_a_waiting_job_is_put_into_the_queue_once(sqlite_app, with_queue, waiting_job):
    line = queue.queue_of(with_queue(sqlite_app, "sqlite"))
    line.prepare()
    job = waiting_job(created_at=clock.now() - timedelta(hours=1))
    line.sweep()
    line.sweep()
    assert [task.args for task in line.huey.pending()] == [(job.id,)]


def test_what_others_wrote_into_the_queue_is_not_run(sqlite_app, with_queue):
    serving = with_queue(sqlite_app, "sqlite")
    line = queue.queue_of(serving)
    line.prepare()
    line.put(1)
    (data,) = line.huey.storage.enqueued_items()
    line.huey.storage.flush_queue()
    line.huey.storage.enqueue(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ValueError, match=r"[Ss]ignature"):
        line.huey.dequeue()


def test_a_heart_that_cannot_beat_tries_again_later(sqlite_app, with_queue, monkeypatch, caplog):
    def busy(_shift):
        raise OperationalError("UPDATE job", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "beat", busy)
    queue.queue_of(with_queue(sqlite_app, "sqlite")).beat()
    assert "no heartbeat: OperationalError" in caplog.text


def test_a_long_job_keeps_its_lease(sqlite_app, with_queue, count_to, monkeypatch):
    monkeypatch.setattr(consumer, "BEAT_SECONDS", 0.05)
    serving, beats = with_queue(sqlite_app, "sqlite"), []

    def long_step(_work):
        while len(beats) < 2:
            time.sleep(0.01)

    monkeypatch.setattr(services, "beat", lambda shift: beats.append(set(shift.held)))
    count_to.at[0] = long_step
    stop = consumer.start(serving)
    try:
        job_id = _request(serving, count_to.kind)
        assert _is_done(job_id)
    finally:
        stop()
    assert beats[:2] == [{(job_id, 1)}] * 2


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://localhost", "redis package is not installed"),
        ("rediss://localhost", "redis package is not installed"),
        ("mysql://localhost", "must be sqlite"),
        ("", "must be sqlite"),
    ],
)
def test_a_queue_that_cannot_work_is_refused_at_the_start(sqlite_app, with_queue, url, said):
    with pytest.raises(BadSettings, match=f"LMS_QUEUE_URL.*{said}"):
        with_queue(sqlite_app, url)
