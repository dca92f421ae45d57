"""What a page costs: statements, bytes, and processor time as a multiple of the least that Flask can do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event, update
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lms.accounts.models import SignIn
from lms.platform.db import db, transaction

ROUNDS, FIRST_ROUNDS, HELLOS = 25, 5, 10
ENOUGH = 1.0
"""Seconds of rounds after which a slow page is not asked for any more."""

WSGI = Any


@dataclass(frozen=True)
class Cost:
    """One page at one size of the register; times are processor time, in answers of a bare Flask."""

    statements: int  # when nothing is remembered
    size: int  # bytes of the answer, before compression
    hellos: float
    database: float  # that part of it which SQLite takes, in the same process
    first: float  # the first time after something was written


@dataclass
class Statements:
    """The statements that were sent, and the processor time until they were answered."""

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


def measure(app: Flask, path: str, cookie: str, hello: Flask) -> Cost:
    """The least processor time in several rounds, taken in turn with hello so that a busy moment falls on both."""
    db.engine.dispose()  # a new connection remembers nothing
    with listening() as fresh:
        _status, body = get(app, path, cookie)
    hello_least, page_least = in_turn(app, path, cookie, hello)
    with listening() as again:
        get(app, path, cookie)
    first = min(_after_a_write(app, path, cookie) for _round in range(FIRST_ROUNDS))
    return Cost(
        fresh.questions,
        len(body),
        page_least / hello_least,
        again.seconds / hello_least,
        first / hello_least,
    )


def in_turn(app: WSGI, path: str, cookie: str, hello: Flask) -> tuple[float, float]:
    """The least seconds of a hello and of the page."""
    hello_least = page_least = float("inf")
    began = time.process_time()
    for done in range(ROUNDS):
        hello_least = min(hello_least, _seconds(lambda: get(hello, "/"), HELLOS))
        page_least = min(page_least, _seconds(lambda: get(app, path, cookie), 1))
        if done > FIRST_ROUNDS and time.process_time() - began > ENOUGH:
            break
    return hello_least, page_least


def seconds_of(hello: Flask) -> float:
    """The least seconds of a hello alone."""
    return min(_seconds(lambda: get(hello, "/"), HELLOS) for _round in range(ROUNDS))


@contextmanager
def listening() -> Iterator[Statements]:
    """Hear what is sent to the database meanwhile."""
    heard = Statements()
    began = 0.0

    def before(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal began
        heard.sent.append(statement)
        began = time.process_time()

    def after(*_about: object) -> None:
        heard.seconds += time.process_time() - began

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield heard
    finally:
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "after_cursor_execute", after)


def _after_a_write(app: Flask, path: str, cookie: str) -> float:
    with transaction():
        db.session.execute(update(SignIn).values(last_seen_at=SignIn.last_seen_at))
    return _seconds(lambda: get(app, path, cookie), 1)


def _seconds(work: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _time in range(times):
        work()
    return (time.process_time() - began) / times
