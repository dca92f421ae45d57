"""`lms bench search`: what finding somebody costs among very many people."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info
from sqlalchemy import func, select, update

from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.accounts.roles import Role
from lms.accounts.services import hash_token
from lms.demo.names import Name, person
from lms.home.bench.databases import fresh_database, settle
from lms.home.bench.measuring import Clock, clock_of, get
from lms.home.bench.pages import cookie_of
from lms.home.bench.register import Register
from lms.organisation.models import OrgUnit, UnitKind
from lms.people.models import Person
from lms.people.services import NewPerson, bulk_insert
from lms.platform import bench, garbage, schema
from lms.platform.db import db, transaction
from lms.platform.ids import public_code, random_token

SMALL = 50_000
GROWTH = 10
MOST_MS = 50.0
ROUNDS = 7
BATCH = 20_000
COUNTRIES = {"EG": 70, "IR": 12, "GE": 13, "PS": 5}
"""From which lists of names so many of a hundred people are named."""
WITH_LATIN_NAME = 0.3

SEARCHES = {
    "the commonest name": "محمد",
    "two common names": "محمد أحمد",
    "three common names": "أحمد محمود علي",
    "a name and a letter": "محمد ا",
    "names that never meet": "محمد გიორგი",
    "a rare name": "الشرقاوي",
    "given and family name": "منى الشرقاوي",
    "the third word's beginning": "محمد إبراهيم الشر",
    "with hamza and ta marbuta": "فاطمة إبراهيم",
    "without them": "فاطمه ابراهيم",
    "Persian letters": "علی کریمی",
    "Latin, typed by the person": "Mohamed Ibrahim",
    "Latin for Arabic": "elsherkawy",
    "Latin for Persian": "karimi",
    "Latin for Georgian": "Beridze",
    "Latin for Georgian, two words": "giorgi beridze",
    "Mtavruli": "ᲒᲘᲝᲠᲒᲘ",
    "one letter": "م",
    "nothing found": "زقزوق ظظظ",
    "similar ones: a slip": "محمد ابرهيم الشرقوي",
    "similar ones: first letters": "محمد لبراهيم السرقاوي",
    "similar ones: Latin slips": "Mohamde Ibrahmi",
    "similar ones: a word too many": "أحمد محمود علي زقزوق",
    "similar ones: four names": "محمود علي منى خالد",
    "a whole ID number": "29001011234581",
    "a telephone number": "0100 123 4567",
}


@dataclass(frozen=True)
class Seen:
    """A register as somebody sees it."""

    app: Flask
    cookies: dict[str, str]
    people: int


@bench.cli.command("search")
@click.option("--people", default=SMALL, show_default=True, help="People at the first size.")
@click.option(
    "--server",
    metavar="URL",
    help="Measure on this PostgreSQL: postgresql+psycopg://user:password@host/postgres. Two databases are made in it"
    " and dropped again. Without it on SQLite.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Make the SQLite registers in this folder and leave them there: the next time they are not made anew.",
)
def search(people: int, server: str | None, keep: Path | None) -> None:
    """Measure searches on the list of people, in a register of its own and in another ten times as large.

    People are named from the lists of the demonstration, the commonest names as much commoner as they are in life.
    Each search is the whole page: the scope of whoever asks, the count, the first 25 by name. Prints processor time,
    that of a server included, the median over searches and the worst. Exits 1 where one takes 50 ms or more.
    """
    with ExitStack() as made:
        folder = keep or Path(
            made.enter_context(tempfile.TemporaryDirectory(prefix="daftar-bench-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        env = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        env |= {"LMS_INSTANCE": str(folder), "LMS_SECOND_FACTOR": "offered"}
        for size in (people, people * GROWTH):
            name = f"daftar_bench_{os.getpid()}_{size}"
            path = f"sqlite:///{folder}/search-{size}.db"
            url = made.enter_context(fresh_database(server, name)) if server else path
            env[_address(size)] = url
        env["LMS_DATABASE_URL"] = env[_address(people)]
        command = [sys.executable, "-m", "lms", "bench", "search-here", "--people", str(people)]
        done = subprocess.run(command, env=env, check=False)  # noqa: S603  # our own
    sys.exit(done.returncode)


@bench.cli.command("search-here", hidden=True)
@click.option("--people", default=SMALL)
@pass_script_info
def search_here(script: ScriptInfo, people: int) -> None:
    """The measurement itself, in the databases that `search` made or found."""
    sizes = people, people * GROWTH
    registers = [_filled(script, size) for size in sizes]
    garbage.settle()  # as the server does
    clock = clock_of(*(one.app for one in registers))
    worst = 0.0
    for viewer in registers[0].cookies:
        click.echo(f"\n{viewer}: ms of processor time, found")
        taken = [_measured(one, viewer, clock) for one in registers]
        for words, text in SEARCHES.items():
            (small, _few), (large, found) = (times[words] for times in taken)
            over = "  OVER" if large >= MOST_MS else ""
            click.echo(
                f"  {words:32} {small:7.1f} {large:7.1f}  x{large / small:5.2f}  {found:>8} {text}{over}"
            )
        for label, most in (("median", median), ("worst", max)):
            small, large = (most(ms for ms, _found in times.values()) for times in taken)
            click.echo(f"  {label:32} {small:7.1f} {large:7.1f}  x{large / small:5.2f}")
            worst = max(worst, large)
    sys.exit(worst >= MOST_MS)


def _address(size: int) -> str:
    """The variable that names the database of this size."""
    return f"BENCH_DATABASE_{size}"


def _filled(script: ScriptInfo, size: int) -> Seen:
    """A register of this size, made where it is not there yet."""
    os.environ["LMS_DATABASE_URL"] = os.environ[_address(size)]
    app = script.create_app() if script.create_app else script.load_app()
    with app.app_context():
        schema.migrate()
        missing = size - (db.session.scalar(select(func.count()).select_from(Person)) or 0)
        db.session.remove()
        if missing > 0:
            click.echo(f"Making a register of {size} people …", err=True)
            random = Random(size)  # noqa: S311  # the same register each time, no secret
            with transaction():
                centres = [centre.id for centre in Register().centres]
            for first in range(0, missing, BATCH):
                with transaction():
                    bulk_insert(_people(random, centres, min(BATCH, missing - first)))
            settle()
        with transaction():
            tokens = _sign_ins()
        db.session.remove()
        return Seen(app, {who: cookie_of(app, token) for who, token in tokens.items()}, size)


def _people(random: Random, centres: Sequence[int], count: int) -> Iterator[NewPerson]:
    for country in random.choices(list(COUNTRIES), list(COUNTRIES.values()), k=count):
        data = person(random, country, pick=_by_rank)
        if random.random() > WITH_LATIN_NAME:
            data = data._replace(second_name=None)
        yield NewPerson(data, unit_id=random.choice(centres), job_title="موظف")


def _by_rank(random: Random, names: Sequence[Name]) -> Name:
    """The first of the list as much commoner than the others as names are in life."""
    return names[int((len(names) + 1) ** random.random()) - 1]


def _sign_ins() -> dict[str, str]:
    """The tokens of those who look: over the country, over a governorate, over a centre."""
    units = select(OrgUnit).order_by(OrgUnit.id)
    seats = {
        "over the country": (Role.MINISTRY_ANALYST, UnitKind.COUNTRY),
        "over a governorate": (Role.COORDINATOR, UnitKind.GOVERNORATE),
        "over a centre": (Role.CENTRE_ADMINISTRATOR, UnitKind.TRAINING_CENTRE),
    }
    tokens = {}
    for who, (role, kind) in seats.items():
        unit = db.session.scalars(units.where(OrgUnit.kind == kind)).first()
        tokens[who] = random_token()
        user = UserAccount(
            email=f"{public_code()}@bench.example",
            display_name=who,
            password_hash="none",  # noqa: S106  # it can never be entered
            language="ar",
            digits="arab",
            calendar="gregorian",
        )
        grant = RoleGrant(user=user, role=role, unit=unit)
        db.session.add(grant)
        db.session.flush()
        db.session.add(
            SignIn(token_hash=hash_token(tokens[who]), user_id=user.id, grant_id=grant.id)
        )
    return tokens


def _measured(seen: Seen, viewer: str, clock: Clock) -> dict[str, tuple[float, int]]:
    """The least milliseconds of each search in several rounds, nothing remembered, and the rows that it shows."""
    taken: dict[str, tuple[float, int]] = {}
    for _round in range(ROUNDS):
        for words, text in SEARCHES.items():
            with (
                seen.app.app_context(),
                transaction(),
            ):  # what was remembered is forgotten with each write
                db.session.execute(update(SignIn).values(last_seen_at=SignIn.last_seen_at))
            began = clock()
            _status, body = get(seen.app, f"/people?q={quote(text)}", seen.cookies[viewer])
            ms = (clock() - began) * 1000
            best = min(ms, taken[words][0]) if words in taken else ms
            taken[words] = best, body.count(b"<tr")
    return taken
