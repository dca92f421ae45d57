"""What a page costs: statements, bytes, and time as a multiple of the least that Flask can do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import event, update
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lms.accounts.models import SignIn
from lms.platform.db import db, transaction

ROUNDS, FIRST_ROUNDS = 150, 5
HELLOS = 40
"""As many as take about as long as a page: of shorter ones the least would be found between two busy moments."""

ENOUGH = 3.0
"""Seconds of rounds after which a slow page is not asked for any more."""

WSGI = Any
Clock = Callable[[], float]


class Site(NamedTuple):
    """A register of one size, and whoever looks at it."""

    app: Flask
    cookie: str


@dataclass(frozen=True)
class Cost:
    """One page of one register; times are in answers of a bare Flask."""

    statements: int  # when nothing is remembered
    size: int  # bytes of the answer, before compression
    hellos: float
    database: float  # that part of it which passes until the database has answered
    first: float  # the first time after something was written


class Growth(NamedTuple):
    """One page of a small register and of a large one, and how many times more the second takes."""

    small: Cost
    large: Cost
    times: float


@dataclass
class Statements:
    """The statements that were sent, and the time until they were answered."""

    sent: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def questions(self) -> int:
        return sum(one.lstrip().upper().startswith(("SELECT", "WITH")) for one in self.sent)


def hello_app() -> Flask:
    """A Flask that says hello and nothing else."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def get(app: WSGI, path: str, cookie: str = "") -> tuple[int, bytes]:
    """The status and body of a page, without a server in between."""
    status, body, _cookie = answer(app, path, cookie)
    return status, body


def answer(app: WSGI, path: str, cookie: str = "") -> tuple[int, bytes, str]:
    """The same, and the cookie that the browser goes on with."""
    headers = [("Cookie", cookie)] if cookie else []
    environ = EnvironBuilder(path=path, headers=headers).get_environ()
    # Not in the context of the command, whose `g` would remember who was signed in before.
    body, status, sent = Context().run(run_wsgi_app, app, environ, True)
    kept = sent.get("Set-Cookie", cookie).partition(";")[0]
    return int(status.split()[0]), b"".join(body), kept


def clock_of(*apps: Flask) -> Clock:
    """Processor time: ours, in which SQLite works too, and that of the server processes which work for us.

    Time on the wall would be that of everything else that runs here.
    """
    servers: set[int] = set()

    def connected(connection: Any, _record: object) -> None:
        servers.add(connection.info.backend_pid)
        with connection.cursor() as cursor:  # helpers of the server would not be counted
            cursor.execute("SET max_parallel_workers_per_gather = 0")
        connection.commit()

    for app in apps:
        with app.app_context():
            if db.engine.dialect.name == "postgresql":
                db.engine.dispose()
                event.listen(db.engine, "connect", connected)
    return lambda: time.process_time() + sum(_seconds_on_processor(pid) for pid in servers)


def _seconds_on_processor(pid: int) -> float:
    """What a process has used so far, as Linux tells it of those on this machine; nothing when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0


def measure(path: str, small: Site, large: Site, hello: Flask, clock: Clock) -> Growth:
    """The least time of many rounds, in which hello and both registers have their turns.

    A busy moment falls on all of them, and on neighbours alike: what a page takes more of the large register is the
    median of what it took more in each round.
    """
    sites = small, large
    fresh = [_fresh(site, path, clock) for site in sites]
    hellos, *pages = in_turn(
        clock,
        (lambda: get(hello, "/"), HELLOS),
        *((lambda site=site: get(site.app, path, site.cookie), 1) for site in sites),
    )
    costs = []
    for site, (statements, size), taken in zip(sites, fresh, pages, strict=True):
        with site.app.app_context(), listening(clock) as again:
            get(site.app, path, site.cookie)
        first = min(_after_a_write(site, path, clock) for _round in range(FIRST_ROUNDS))
        times = (min(taken), again.seconds, first)
        costs.append(Cost(statements, size, *(one / min(hellos) for one in times)))
    return Growth(costs[0], costs[1], median(b / a for a, b in zip(*pages, strict=True)))


def in_turn(clock: Clock, *works: tuple[Callable[[], object], int]) -> list[list[float]]:
    """How long each took, round by round; each has how often it is done in a round.

    After the first the others come forwards and backwards, so that each follows the first in every other round.
    """
    taken: list[list[float]] = [[] for _work in works]
    began = clock()
    for done in range(ROUNDS):
        first, *others = zip(works, taken, strict=True)
        for (work, times), seconds in (first, *(reversed(others) if done % 2 else others)):
            seconds.append(_seconds(clock, work, times))
        if done > FIRST_ROUNDS and clock() - began > ENOUGH:
            break
    return taken


def times_hello(site: Site, path: str, hello: Flask) -> float:
    """What a page takes, in answers of a bare Flask."""
    hellos, pages = in_turn(
        time.process_time,
        (lambda: get(hello, "/"), HELLOS),
        (lambda: get(site.app, path, site.cookie), 1),
    )
    return min(pages) / min(hellos)


def seconds_of(hello: Flask) -> float:
    """The least seconds of a hello alone."""
    return min(
        _seconds(time.process_time, lambda: get(hello, "/"), HELLOS) for _round in range(ROUNDS)
    )


def _fresh(site: Site, path: str, clock: Clock) -> tuple[int, int]:
    """How many questions a page asks on a new connection, which remembers nothing, and its bytes.

    The fewer of two times, since now and then a request asks one more by the clock: whether a wording was changed.
    """
    asked = []
    with site.app.app_context():
        for _time in range(2):
            db.engine.dispose()
            with listening(clock) as heard:
                _status, body = get(site.app, path, site.cookie)
            asked.append(heard.questions)
    return min(asked), len(body)


@contextmanager
def listening(clock: Clock = time.process_time) -> Iterator[Statements]:
    """Hear what is sent to the database meanwhile."""
    heard = Statements()
    began = 0.0

    def before(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal began
        heard.sent.append(statement)
        began = clock()

    def after(*_about: object) -> None:
        heard.seconds += clock() - began

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield heard
    finally:
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "after_cursor_execute", after)


def _after_a_write(site: Site, path: str, clock: Clock) -> float:
    with site.app.app_context(), transaction():
        db.session.execute(update(SignIn).values(last_seen_at=SignIn.last_seen_at))
    return _seconds(clock, lambda: get(site.app, path, site.cookie), 1)


def _seconds(clock: Clock, work: Callable[[], object], times: int) -> float:
    began = clock()
    for _time in range(times):
        work()
    return (clock() - began) / times
