"""`lms bench timing`: whether how long an answer takes tells that an account, or a certificate, is known (G15)."""

from __future__ import annotations

import math
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from dataclasses import dataclass
from itertools import count
from statistics import median

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from lms.accounts.models import UserAccount
from lms.certificates.models import Certificate
from lms.platform import bench
from lms.platform.db import db, transaction
from lms.platform.ids import public_code
from lms.platform.throttle import CountedTry

TRIES = 500
MOST_MS = 5.0
WARM = 5
"""Rounds beforehand, in which caches fill for both alike."""

Ask = Callable[[str], int]


@dataclass(frozen=True)
class Gap:
    """How far apart the answers about known and unknown names are."""

    known: float  # medians, in milliseconds
    unknown: float
    p: float  # how likely times as different as these are where nothing differs

    @property
    def ms(self) -> float:
        return abs(self.known - self.unknown)


@bench.cli.command("timing")
@click.option("--tries", default=TRIES, show_default=True, help="Of each kind.")
def timing(tries: int) -> None:
    """Measure whether the time of an answer tells that a name is known.

    Fills a register of its own with the demonstration data and asks, in turn and in an order by chance: signing in
    with a wrong password, a link for a new password, and a certificate code; each about something known and something
    unknown. Prints the medians and the p of a Mann-Whitney test. Exits 1 where the medians are 5 ms or more apart.
    """
    with tempfile.TemporaryDirectory(prefix="daftar-bench-") as instance:
        own = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        for command in (
            ("database", "migrate"),
            ("demo", "load"),
            ("bench", "timing-here", "--tries", str(tries)),
        ):
            done = subprocess.run(  # noqa: S603  # our own commands
                [sys.executable, "-m", "lms", *command],
                env={**own, "LMS_INSTANCE": instance},
                stdout=None if command[0] == "bench" else subprocess.DEVNULL,
                check=False,
            )
            if done.returncode:
                sys.exit(done.returncode)


@bench.cli.command("timing-here", hidden=True)
@click.option("--tries", default=TRIES)
@with_appcontext
def timing_here(tries: int) -> None:
    """The measurement itself, in the instance that `timing` made."""
    app: Flask = app_ctx.app
    emails = list(db.session.scalars(select(UserAccount.email)))
    codes = list(db.session.scalars(select(Certificate.code)))
    db.session.remove()
    nobody = (f"nobody{n}@demo.example" for n in count())
    nothing = iter(public_code, "")
    gaps = {
        "sign-in": measure(_signing_in(app), emails, nobody, tries),
        "reset": measure(_asking_for_reset(app), emails, nobody, tries),
        "verify": measure(_verifying(app), codes, nothing, tries),
    }
    click.echo(f"{'':8}  {'known':>9}  {'unknown':>9}  {'gap':>8}  {'p':>6}   {tries} tries each")
    for name, gap in gaps.items():
        over = "  OVER" if gap.ms >= MOST_MS else ""
        click.echo(
            f"{name:8}  {gap.known:6.2f} ms  {gap.unknown:6.2f} ms  {gap.ms:5.2f} ms  {gap.p:6.3f}{over}"
        )
    sys.exit(any(gap.ms >= MOST_MS for gap in gaps.values()))


def measure(ask: Ask, known: Sequence[str], unknown: Iterator[str], tries: int) -> Gap:
    """How long `ask` takes, for known and unknown names in turn; the order within a turn is chance."""
    times: dict[bool, list[float]] = {True: [], False: []}
    statuses: dict[bool, set[int]] = {True: set(), False: set()}
    for turn in range(tries + WARM):
        for is_known in random.sample([True, False], 2):
            name = random.choice(known) if is_known else next(unknown)  # noqa: S311  # no secret
            with transaction():
                db.session.execute(delete(CountedTry))  # throttling would answer instead
            db.session.remove()
            began = time.perf_counter()
            status = Context().run(ask, name)
            took = (time.perf_counter() - began) * 1000
            if turn >= WARM:
                times[is_known].append(took)
                statuses[is_known].add(status)
    if 429 in statuses[True] | statuses[False]:
        raise click.ClickException("the answers are those of a throttle")
    p = mann_whitney(times[True], times[False])
    return Gap(median(times[True]), median(times[False]), p)


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """How likely it is that two samples of one kind differ as much as these in rank, by the normal approximation."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    n, m = len(first), len(second)
    ranks = sum(place for place, (_value, whose) in enumerate(ranked, 1) if whose == 0)
    u = ranks - n * (n + 1) / 2
    spread = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / spread / math.sqrt(2))


def _signing_in(app: Flask) -> Ask:
    def ask(email: str) -> int:
        sent = {"email": email, "password": "not the one", "csrf_token": token}
        return int(client.post("/sign-in", data=sent).status_code)

    client = app.test_client()
    token = _token(client, "/sign-in")
    return ask


def _asking_for_reset(app: Flask) -> Ask:
    def ask(email: str) -> int:
        sent = {"email": email, "csrf_token": token}
        return int(client.post("/forgotten", data=sent).status_code)

    client = app.test_client()
    token = _token(client, "/forgotten")
    return ask


def _verifying(app: Flask) -> Ask:
    client = app.test_client()
    return lambda code: int(client.get(f"/verify/{code}").status_code)


def _token(client: FlaskClient, path: str) -> str:
    """What the form of a page is sent with."""
    page = Context().run(client.get, path)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    if found is None:
        raise click.ClickException(f"{path} has no form")
    return found[1]
