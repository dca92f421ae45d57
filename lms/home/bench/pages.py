"""`lms bench pages`: every list page, at two sizes of the register."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from flask.sessions import SecureCookieSessionInterface

from lms.accounts.roles import Role
from lms.home.bench.measuring import Cost, answer, get, hello_app, in_turn, measure
from lms.home.bench.register import Register
from lms.platform import bench, garbage, schema
from lms.platform.db import db, transaction

MOST_STATEMENTS = 10
MOST_HELLOS = 45
MOST_GROWTH = 1.2
MOST_ROSTER = 60 * 1024
ROSTER = 3_000
GROWTH = 10
NOWHERE = "/no-such-page"
"""An address that shows the frame of a page with a sentence in it."""
LIST = b"data-announce"
"""What stands on every page that has a list."""

ORDER = (
    Role.MINISTRY_ANALYST,
    Role.CENTRE_ADMINISTRATOR,
    Role.COORDINATOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.TRAINER,
    Role.TRAINEE,
)
"""Who opens a page: the first of these who may."""


@dataclass(frozen=True)
class Page:
    """A list and who opens it."""

    path: str
    role: Role


@dataclass(frozen=True)
class Line:
    """A page at the first size and at the second."""

    page: Page
    small: Cost
    large: Cost

    @property
    def growth(self) -> float:
        return self.large.hellos / self.small.hellos

    @property
    def over(self) -> str:
        """Which goals it misses, in words."""
        large = self.large
        missed = {
            "statements": large.statements > MOST_STATEMENTS,
            "more statements for more rows": large.statements > self.small.statements,
            "time": large.hellos > MOST_HELLOS,
            "growth": self.growth > MOST_GROWTH,
            "bytes": self.page.path.endswith("/roster") and large.size > MOST_ROSTER,
        }
        return ", ".join(goal for goal, is_missed in missed.items() if is_missed)


@bench.cli.command("pages")
@click.option("--people", default=ROSTER, show_default=True, help="People at the first size.")
def pages(people: int) -> None:
    """Measure every list page on a register of its own, and again with ten times as much in it.

    Prints processor time as a multiple of a bare Flask answer in the same process: what the frame of every page and
    the sign-in take, then for each list page what it takes, how much of that the database, how much the first time
    after something was written, and how much it grows; and statements and bytes. Goals: at most 10 statements,
    45 times hello, 1.2 times more for ten times the data, 60 KiB for a roster of 3,000. Exits 1 where one is missed.
    """
    with tempfile.TemporaryDirectory(prefix="daftar-bench-") as instance:
        own = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        command = [sys.executable, "-m", "lms", "bench", "pages-here", "--people", str(people)]
        done = subprocess.run(command, env={**own, "LMS_INSTANCE": instance}, check=False)  # noqa: S603  # our own
    sys.exit(done.returncode)


@bench.cli.command("pages-here", hidden=True)
@click.option("--people", default=ROSTER)
@with_appcontext
def pages_here(people: int) -> None:
    """The measurement itself, in the empty instance that `pages` made."""
    app: Flask = app_ctx.app
    schema.migrate()
    with transaction():
        register = Register()
        register.grow(people)
        tokens = {role: register.sign_in(role) for role in ORDER}
        roster = register.add_roster(min(ROSTER, people))
    cookies = {role: _cookie(app, token) for role, token in tokens.items()}
    lists = [
        *_lists(app, cookies),
        Page(f"/runs/{roster}/roster", Role.CENTRE_ADMINISTRATOR),
    ]
    garbage.settle()  # as the server does
    hello = hello_app()
    _print_layers(app, cookies[ORDER[0]], hello)
    small = {page: measure(app, page.path, cookies[page.role], hello) for page in lists}
    with transaction():
        register.grow(people * (GROWTH - 1))
    db.session.remove()
    garbage.settle()
    large = {page: measure(app, page.path, cookies[page.role], hello) for page in lists}
    lines = [Line(page, small[page], large[page]) for page in lists]
    _print(lines, people)
    sys.exit(any(line.over for line in lines))


def _cookie(app: Flask, token: str) -> str:
    """The cookie of somebody who is signed in."""
    interface = app.session_interface
    if not isinstance(interface, SecureCookieSessionInterface):
        raise TypeError("the session is not kept in a signed cookie")
    signer = interface.get_signing_serializer(app)
    value = signer.dumps({"_user_id": token, "_fresh": True}) if signer else ""
    _status, _body, kept = answer(app, NOWHERE, f"{interface.get_cookie_name(app)}={value!s}")
    return kept  # with the token of forms, which the first page gives


def _lists(app: Flask, cookies: dict[Role, str]) -> Iterator[Page]:
    """Every address without parameters that shows somebody a list."""
    paths = sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    )
    for path in paths:
        for role in ORDER:
            status, body = get(app, path, cookies[role])
            if status == 200 and LIST in body:
                yield Page(path, role)
                break


def _print_layers(app: Flask, cookie: str, hello: Flask) -> None:
    """What every page takes before it shows anything of its own."""
    for words, seen_by in (("frame of a page", ""), ("frame, signed in", cookie)):
        hello_least, page_least = in_turn(app, NOWHERE, seen_by, hello)
        click.echo(f"{words}: {page_least / hello_least:.1f} x hello")


def _print(lines: list[Line], people: int) -> None:
    click.echo(f"{people:,} people, then {people * GROWTH:,}; times in answers of a bare Flask")
    head = (
        "page",
        "statements",
        "KiB",
        "x hello",
        f"{GROWTH} x data",
        "growth",
        "database",
        "after a write",
        "",
    )
    rows = [
        (
            line.page.path,
            str(line.large.statements),
            f"{line.large.size / 1024:.0f}",
            f"{line.small.hellos:.1f}",
            f"{line.large.hellos:.1f}",
            f"{line.growth:.2f}",
            f"{line.large.database:.1f}",
            f"{line.large.first:.1f}",
            f"OVER: {line.over}" if line.over else "ok",
        )
        for line in lines
    ]
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        first, *numbers, last = row
        cells = [first.ljust(widths[0])]
        cells += [text.rjust(width) for text, width in zip(numbers, widths[1:-1], strict=True)]
        click.echo("  ".join([*cells, last]).rstrip())
