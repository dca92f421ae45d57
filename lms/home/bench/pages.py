"""`lms bench pages`: every list page, at two sizes of the register."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import click
from flask import Flask, render_template
from flask.cli import ScriptInfo, pass_script_info
from flask.globals import app_ctx
from flask.sessions import SecureCookieSessionInterface
from jinja2 import Template

from lms.accounts.roles import Role, holds
from lms.home.bench import layers, translating
from lms.home.bench.databases import fresh_database, settle
from lms.home.bench.measuring import (
    Growth,
    Site,
    answer,
    clock_of,
    get,
    hello_app,
    measure,
    times_hello,
)
from lms.home.bench.register import Register
from lms.organisation.policy import VIEW as VIEW_PLACES
from lms.platform import bench, garbage, schema
from lms.platform.access import PUBLIC, Permission, requires
from lms.platform.db import db, transaction

MOST_STATEMENTS = 10
MOST_HELLOS = 45
MOST_GROWTH = 1.2
MOST_ROSTER = 60 * 1024
ROSTER = 3_000
GROWTH = 10
SIZES = ("small", "large")
FRAME = "/frame-of-a-page"
EMPTY = "{% extends '_layouts/page.html' %}{% block title %}–{% endblock %}{% block content %}–{% endblock %}"
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
    cost: Growth
    words: translating.Translation

    @property
    def over(self) -> str:
        """Which goals it misses, in words."""
        small, large, growth = self.cost
        missed = {
            "statements": large.statements > MOST_STATEMENTS,
            "more statements for more rows": large.statements > small.statements,
            "time": large.hellos > MOST_HELLOS,
            "growth": growth > MOST_GROWTH,
            "translation": self.words.share > translating.MOST_SHARE,
            f"“{self.words.message}” row by row": self.words.most > translating.MOST_TIMES,
            "bytes": self.page.path.endswith("/roster") and large.size > MOST_ROSTER,
        }
        return ", ".join(goal for goal, is_missed in missed.items() if is_missed)


@bench.cli.command("pages")
@click.option("--people", default=ROSTER, show_default=True, help="People at the first size.")
@click.option(
    "--server",
    metavar="URL",
    help="Measure on this PostgreSQL: postgresql+psycopg://user:password@host/postgres. Two databases are made in it"
    " and dropped again. Without it on SQLite.",
)
def pages(people: int, server: str | None) -> None:
    """Measure every list page on a register of its own, and on another with ten times as much in it.

    Prints time as a multiple of a bare Flask answer in the same process: what the frame of every page and the sign-in
    take, then for each list page what it takes, how much of that the database, how much the first time after
    something was written, how much it grows, and which share of it translating takes; and statements and bytes. Time
    is processor time, that of a server included, which therefore has to run on this machine. Goals: at most 10
    statements, 45 times hello, 1.2 times more for ten times the data, 60 KiB for a roster of 3,000, a share of 0.15
    for translating and no message looked up row by row. Exits 1 where one is missed.
    """
    with tempfile.TemporaryDirectory(prefix="daftar-bench-") as folder, ExitStack() as made:
        env = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        env |= {"LMS_INSTANCE": folder, "LMS_SECOND_FACTOR": "offered"}
        for size in SIZES:
            path = f"sqlite:///{folder}/{size}.db"
            name = f"daftar_bench_{os.getpid()}_{size}"
            url = made.enter_context(fresh_database(server, name)) if server else path
            env[_address(size)] = url
        env["LMS_DATABASE_URL"] = env[_address(SIZES[0])]
        command = [sys.executable, "-m", "lms", "bench", "pages-here", "--people", str(people)]
        done = subprocess.run(command, env=env, check=False)  # noqa: S603  # our own
    sys.exit(done.returncode)


def _address(size: str) -> str:
    """The variable that names the database of this size."""
    return f"BENCH_DATABASE_{size.upper()}"


@bench.cli.command("pages-here", hidden=True)
@click.option("--people", default=ROSTER)
@pass_script_info
def pages_here(script: ScriptInfo, people: int) -> None:
    """The measurement itself, in the empty databases that `pages` made."""
    small, large = (_filled(script, size, people) for size in SIZES)
    hello = hello_app()
    lists = [
        *list_pages(small.app, small.cookies),
        Page(f"/runs/{small.roster}/roster", Role.CENTRE_ADMINISTRATOR),
    ]
    garbage.settle()  # as the server does
    with small.app.app_context():
        is_cheap = _print_layers(small.seen_by(ORDER[0]), hello)
    clock = clock_of(small.app, large.app)
    lines = []
    for page in lists:
        sites = small.seen_by(page.role), large.seen_by(page.role)
        cost = measure(page.path, *sites, hello, clock)
        lines.append(Line(page, cost, translating.translation(sites[0], page.path)))
    _print(lines, people)
    sys.exit(not is_cheap or any(line.over for line in lines))


@dataclass(frozen=True)
class Filled:
    """An application over a register that is filled."""

    app: Flask
    cookies: dict[Role, str]
    roster: str

    def seen_by(self, role: Role) -> Site:
        return Site(self.app, self.cookies[role])


def _filled(script: ScriptInfo, size: str, people: int) -> Filled:
    """The same register for both sizes, which then grows for the large one."""
    os.environ["LMS_DATABASE_URL"] = os.environ[_address(size)]
    app = script.create_app() if script.create_app else script.load_app()
    app.add_url_rule(FRAME, view_func=requires(PUBLIC)(_frame))
    layers.add_to(app, VIEW_PLACES)
    with app.app_context():
        schema.migrate()
        with transaction():
            register = Register()
            register.grow(people)
            tokens = {role: register.sign_in(role) for role in ORDER}
            roster = register.add_roster(min(ROSTER, people))
            if size == SIZES[-1]:
                register.grow(people * (GROWTH - 1))
        if db.engine.dialect.name == "postgresql":
            settle()
        db.session.remove()
        return Filled(app, {role: cookie_of(app, token) for role, token in tokens.items()}, roster)


@cache
def _empty_page() -> Template:
    return app_ctx.app.jinja_env.from_string(EMPTY)


def _frame() -> str:
    """A page with nothing in it."""
    return render_template(_empty_page())


def cookie_of(app: Flask, token: str) -> str:
    """The cookie of somebody who is signed in."""
    interface = app.session_interface
    if not isinstance(interface, SecureCookieSessionInterface):
        raise TypeError("the session is not kept in a signed cookie")
    signer = interface.get_signing_serializer(app)
    value = signer.dumps({"_user_id": token, "_fresh": True}) if signer else ""
    _status, _body, kept = answer(app, FRAME, f"{interface.get_cookie_name(app)}={value!s}")
    return kept  # with the token of forms, which the first page gives


def list_pages(app: Flask, cookies: dict[Role, str]) -> Iterator[Page]:
    """Every address without parameters that shows somebody a list."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        access = getattr(app.view_functions[rule.endpoint], "access", ())
        if "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        for role in ORDER:
            if not any(isinstance(one, Permission) and holds(role, one.key) for one in access):
                continue
            status, body = get(app, rule.rule, cookies[role])
            if status == 200 and LIST in body:
                yield Page(rule.rule, role)
                break


def _print_layers(site: Site, hello: Flask) -> bool:
    """What every page takes before it shows anything of its own; whether being safe costs no more than it may."""
    for words, seen_by in (("frame of a page", ""), ("frame, signed in", site.cookie)):
        hellos = times_hello(Site(site.app, seen_by), FRAME, hello)
        click.echo(f"{words}: {hellos:.1f} x hello")
    added = list(layers.layers(site, hello))
    for words, hellos in added:
        click.echo(f"  {words}: +{hellos:.1f}")
    together = sum(layer.hellos for layer in added)
    click.echo(f"  together: +{together:.1f}{' OVER' if together > layers.MOST else ''}")
    click.echo(f"  and a record of what was changed: +{layers.of_a_record(hello):.1f}")
    return together <= layers.MOST


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
        "translation",
        "look-ups",
        "",
    )
    rows = [
        (
            line.page.path,
            str(line.cost.large.statements),
            f"{line.cost.large.size / 1024:.0f}",
            f"{line.cost.small.hellos:.1f}",
            f"{line.cost.large.hellos:.1f}",
            f"{line.cost.times:.2f}",
            f"{line.cost.large.database:.1f}",
            f"{line.cost.large.first:.1f}",
            f"{line.words.share:.1%}",
            str(line.words.look_ups),
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
