"""The line of job ids that workers take from.

The job rows are the truth; the queue only carries ids, so it may lose some: the sweep finds them.
"""

import hashlib
import hmac
import logging
from importlib import import_module
from importlib.util import find_spec

import psycopg
from flask import Flask, current_app
from huey.api import Huey, MemoryHuey, PostgresHuey, RedisHuey, crontab
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms.config import BadSettings, Settings
from lms.jobs import services
from lms.platform.db import db, sqlite, transaction

log = logging.getLogger(__name__)

_EXTENSION = "daftar-queue"
_NAME = "daftar"


class _FileStorage(SqliteStorage):
    """huey's own file, through the same current SQLite as the database."""

    operational_error = sqlite.OperationalError
    integrity_error = sqlite.IntegrityError

    def _create_connection(self) -> object:
        connection = sqlite.connect(
            self.filename, timeout=self._timeout, check_same_thread=False, isolation_level=None
        )
        connection.execute("PRAGMA journal_mode=WAL")
        return connection


class _Signed(SignedSerializer):
    """huey's own, which signs with SHA-1, with a hash that is still recommended."""

    def _signature(self, message: bytes) -> bytes:
        return hmac.new(self._key, message, hashlib.sha256).hexdigest().encode()


class Queue:
    """Carries job ids from the process that asks to the process that works."""

    def __init__(self, app: Flask, huey: Huey, failures: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._failures = failures
        self.huey = huey
        self.shift = services.Shift()
        self._dispatch = huey.task(name="dispatch")(self.dispatch)
        huey.periodic_task(crontab(minute="*"), name="sweep")(self.sweep)
        huey.periodic_task(crontab(minute="*"), name="chores")(self.do_chores)
        huey.on_startup("sweep")(self.sweep)
        huey.on_shutdown("close")(huey.storage.close)

    def put(self, job_id: int) -> None:
        """Tell the workers; where that fails the job waits in its table for the next sweep."""
        try:
            self._dispatch(job_id)
        except self._failures as error:
            log.warning("job %s could not be queued: %s", job_id, type(error).__name__)

    def dispatch(self, job_id: int) -> None:
        """What a worker does with an id."""
        with self._app.app_context():
            services.run(job_id, self.shift)

    def sweep(self) -> None:
        """Put lost jobs back into the queue."""
        enqueued = {task.args[0] for task in self.huey.pending() if task.args}
        with self._app.app_context(), transaction():
            services.sweep(enqueued)

    def do_chores(self) -> None:
        """What comes round each minute, whichever slice asked for it."""
        with self._app.app_context():
            services.do_chores()

    def beat(self) -> None:
        """Keep the leases of this process; a busy database is tried again at the next beat."""
        try:
            with self._app.app_context(), transaction():
                services.beat(self.shift)
        except SQLAlchemyError as error:
            log.warning("no heartbeat: %s", type(error).__name__)

    def prepare(self) -> None:
        """Make the tables of a queue that keeps itself in a database."""
        initialise = getattr(self.huey.storage, "initialize_schema", None)
        if initialise is not None:
            initialise()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its queue; ids go there after each commit."""
    app.extensions[_EXTENSION] = _open(app, settings)
    event.listen(db.session, "after_commit", _enqueue)
    event.listen(db.session, "after_rollback", _forget)


def queue_of(app: Flask) -> Queue:
    """The queue that the application was given."""
    queue: Queue = app.extensions[_EXTENSION]
    return queue


def _open(app: Flask, settings: Settings) -> Queue:
    """The queue that the settings name; nothing is created or reached until it is used."""
    scheme = settings.queue_url.partition(":")[0].partition("+")[0]
    if scheme == "immediate":
        return Queue(app, MemoryHuey(_NAME, immediate=True, results=False), ())
    # The queue carries pickles: whoever can write into it must not be able to run code here.
    signed = _Signed(secret=settings.secret_key, salt="daftar queue")  # type: ignore[no-untyped-call]  # huey is untyped
    common = {"name": _NAME, "results": False, "serializer": signed}
    if scheme == "sqlite":
        file = str(settings.instance / "queue.db")
        huey = Huey(storage_class=_FileStorage, filename=file, create_tables=False, **common)
        return Queue(app, huey, (sqlite.Error,))
    if scheme == "postgresql":
        # Written as the database's address is, though the driver knows no "+psycopg".
        dsn = settings.queue_url.replace("+psycopg", "", 1)
        huey = PostgresHuey(dsn=dsn, create_tables=False, **common)
        return Queue(app, huey, (psycopg.Error,))
    if scheme in {"redis", "rediss"}:
        if find_spec("redis") is None:
            raise BadSettings(
                "LMS_QUEUE_URL names a Redis server, but the redis package is not installed "
                "(pip install redis)"
            )
        huey = RedisHuey(url=settings.queue_url, **common)
        return Queue(app, huey, (import_module("redis").RedisError,))
    raise BadSettings("LMS_QUEUE_URL must be sqlite, postgresql://… or redis://…")


def _enqueue(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for job_id in services.take_pending(session):
        queue_of(current_app).put(job_id)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        services.take_pending(session)
