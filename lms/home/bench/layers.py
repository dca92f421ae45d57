"""What being safe adds to a page: headers, the sign-in with its rights, the token of forms, a record of changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask import Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select, update

from lms.accounts.models import SignIn, UserAccount
from lms.audit.services import record
from lms.home.bench.measuring import Site, seconds_of, times_hello
from lms.platform.access import PUBLIC, Permission, requires
from lms.platform.db import db, transaction

MOST = 10
"""Times a bare answer that all of it may add to a page; only what changes something is recorded as well."""

TIMES, ROUNDS = 20, 25


class Layer(NamedTuple):
    """One thing that is done for safety, and what it adds, in answers of a bare Flask."""

    words: str
    hellos: float


def add_to(app: Flask, permission: Permission) -> None:
    """Give the application answers that show nothing: for everybody, for a right, and with the token of a form."""
    for name, access in (("headers", PUBLIC), ("rights", permission)):
        app.add_url_rule(f"/layer-{name}", f"layer-{name}", requires(access)(_hello))
    app.add_url_rule("/layer-token", "layer-token", requires(permission)(_token))


def _hello() -> str:
    return "hello"


def _token() -> str:
    return str(generate_csrf())


def layers(site: Site, hello: Flask) -> Iterator[Layer]:
    """Each with what it adds to those before it; the record is added to whatever changes something."""
    before = 1.0
    for words, name, seen_by in (
        ("headers, limits, number of the request", "headers", ""),
        ("sign-in and rights", "rights", site.cookie),
        ("token of forms", "token", site.cookie),
    ):
        hellos = times_hello(Site(site.app, seen_by), f"/layer-{name}", hello)
        yield Layer(words, hellos - before)
        before = hellos


def of_a_record(hello: Flask) -> float:
    """What a record in the audit log adds to a change, with its place in the chain, in answers of a bare Flask."""
    silent = recorded = float("inf")
    for _round in range(ROUNDS):
        silent = min(silent, _seconds(_change))
        recorded = min(recorded, _seconds(_recorded_change))
    return (recorded - silent) / seconds_of(hello)


def _seconds(change: Callable[[UserAccount], None]) -> float:
    account = db.session.scalars(select(UserAccount).limit(1)).one()
    began = time.process_time()
    for _time in range(TIMES):
        with transaction():  # which puts what was recorded into the chain at its end
            change(account)
    return (time.process_time() - began) / TIMES


def _change(_account: UserAccount) -> None:
    db.session.execute(update(SignIn).values(last_seen_at=SignIn.last_seen_at))


def _recorded_change(account: UserAccount) -> None:
    _change(account)
    record("accounts.update", actor=None, subject=account)
