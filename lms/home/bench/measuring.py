"""What a page costs: statements, bytes, and processor time as a multiple of the least that Flask can do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lms.platform.db import db

ROUNDS, HELLOS = 7, 30

WSGI = Any


@dataclass(frozen=True)
class Cost:
    """One page at one size of the register."""

    statements: int
    size: int  # bytes of the answer, before compression
    hellos: float  # its processor time, in answers of a bare Flask


def hello_app() -> Flask:
    """A Flask that says hello and nothing else."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def get(app: WSGI, path: str, cookie: str = "") -> tuple[int, bytes]:
    """The status and body of a page, without a server in between."""
    headers = [("Cookie", cookie)] if cookie else []
    environ = EnvironBuilder(path=path, headers=headers).get_environ()
    body, status, _headers = run_wsgi_app(app, environ, buffered=True)
    return int(status.split()[0]), b"".join(body)


def measure(app: Flask, path: str, cookie: str, hello: Flask) -> Cost:
    """The least processor time in several rounds, taken in turn with hello so that a busy moment falls on both."""
    statements, body = _statements(app, path, cookie)
    page_least = hello_least = float("inf")
    for _round in range(ROUNDS):
        hello_least = min(hello_least, _seconds(hello, "/", "", HELLOS))
        page_least = min(page_least, _seconds(app, path, cookie, 1))
    return Cost(statements, len(body), page_least / hello_least)


def _seconds(app: WSGI, path: str, cookie: str, times: int) -> float:
    began = time.process_time()
    for _time in range(times):
        get(app, path, cookie)
    return (time.process_time() - began) / times


def _statements(app: Flask, path: str, cookie: str) -> tuple[int, bytes]:
    seen: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    db.engine.dispose()  # a new connection remembers no counts
    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        _status, body = get(app, path, cookie)
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
    return sum(one.lstrip().upper().startswith(("SELECT", "WITH")) for one in seen), body
