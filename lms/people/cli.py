"""`lms import` and `lms people`: staff from a file, and what numbers and names come to, without a browser."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from lms.organisation.models import OrgUnit
from lms.people import national_id
from lms.people.governorates import GOVERNORATES
from lms.people.models import ImportState, Person, PersonPair, RosterImport, RowVerdict
from lms.people.queries import by_name, main_places, search, similar
from lms.people.queries import rosters as found
from lms.people.rules import father_in_words, masked_id
from lms.people.rules.matching import compare
from lms.people.rules.rows import label, reason
from lms.people.services import alike, compare_known, kept_rows, rosters
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError

BATCH = 1_000
SHOWN = 20
"""So many refused rows are printed; the screens have them all."""


@click.group("import")
def cli() -> None:
    """Load what others keep in files."""


@click.group("people")
def people() -> None:
    """Find people, check identity numbers and compare names."""


@cli.command("roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "code", required=True, help="The code of the place where the people work.")
@click.option("--dry-run", is_flag=True, help="Read the file and say what would be done; no more.")
@with_appcontext
def roster(file: Path, code: str, dry_run: bool) -> None:
    """Load staff from an XLSX or CSV FILE.

    A row whose ID number is on record is known; one with the name of somebody at the place, and no number to tell
    them apart, waits for review on the screens. Rows are recorded some thousand at a time: when that is interrupted,
    those recorded stay, and the same command again goes on with the rest.
    """
    unit = db.session.scalar(select(OrgUnit).filter_by(code=code))
    if unit is None:
        raise click.BadParameter(f"there is no place with the code {code!r}", param_hint="--unit")
    try:
        if dry_run:
            _look(file, unit)
        else:
            _load(file, unit)
    except DomainError as refusal:
        raise click.ClickException(refusal.text) from None


def _look(file: Path, unit: OrgUnit) -> None:
    try:
        roster = rosters.register(file, unit, ImportState.READING)
        rosters.preview(roster.id, file)
        _tell(roster, f"{roster.rows_new} new")
    finally:
        db.session.rollback()


def _load(file: Path, unit: OrgUnit) -> None:
    with transaction():
        roster = rosters.register(file, unit, ImportState.LOADING)
        roster_id, done = roster.id, roster.rows
    if done:
        click.echo(f"Going on after {done} rows.", err=True)

    @contextmanager
    def step(rows: int) -> Iterator[None]:
        nonlocal done
        with transaction():
            yield
        done += rows
        if rows and done % 20_000 < rows:
            click.echo(f"{done} rows …", err=True)

    rosters.take_in(roster_id, file, None, step)
    roster = db.session.get_one(RosterImport, roster_id)
    _tell(roster, f"{roster.rows_added} added")


def _tell(roster: RosterImport, first: str) -> None:
    if not roster.rows:
        click.echo("No column with names was recognised.")
        return
    click.echo(
        f"{roster.rows} rows: {first}, {roster.rows_match} known, {roster.rows_review} to review,"
        f" {roster.rows_invalid} refused."
    )
    country = roster.unit.country_code
    refused = found.rows(roster, RowVerdict.INVALID, RowVerdict.MATCH).limit(SHOWN)
    for row in db.session.scalars(refused):
        values = kept_rows.open_values(row)
        for problem in row.problems:
            click.echo(
                f"  row {row.row_number}, {label(problem)}: {reason(problem, values, country)}"
            )


@people.command("check-id")
@click.option(
    "--file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with the columns country (ISO 3166: EG, GE, IR, PS, SA) and number.",
)
def check_id(file: Path) -> None:
    """Print for each number of FILE whether it is valid, invalid or to be looked at, and what it tells.

    Prints CSV in the order of the file. Valid: its digits fit each other; whose number it is, no rule tells.
    Warn: it is accepted after a look at the card. Nothing is recorded.
    """
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(CHECKED)
    for row in _rows_of(file, {"country", "number"}):
        found = national_id.check(row["country"].strip().upper(), row["number"])
        out.writerow(
            (
                row["country"],
                row["number"],
                found.verdict,
                found.normalised,
                found.sex,
                found.birth_date,
                found.region,
                GOVERNORATES.get(found.region or "", "") if row["country"] == "EG" else "",
                found.holder,
                found.reason,
            )
        )


CHECKED = (
    "country",
    "number",
    "verdict",
    "normalised",
    "sex",
    "birth_date",
    "region",
    "region_name",
    "holder",
    "reason",
)


@people.command("compare-ids")
@with_appcontext
def compare_ids() -> None:
    """Compare the identity numbers on record with the birth dates and sexes beside them, once after the upgrade.

    People whose number says otherwise are then listed on the screens. Some thousand are looked at at a time; when that
    is interrupted, the same command again goes on with the rest. What somebody confirmed is left alone.
    """
    last, found = 0, 0
    while True:
        with transaction():
            reached, more = compare_known(last, BATCH)
        found += more
        if reached is None:
            break
        last = reached
    click.echo(f"{found} people whose identity number says otherwise than the record.")


@people.command("match")
@click.option(
    "--pairs",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with the columns id, language (ar, fa, ka, en or none), name_a and name_b.",
)
def match(file: Path) -> None:
    """Say of each pair of names in FILE whether the two can be the same person's.

    Prints CSV in the order of the file: same or different, and how well they agree, from 0 to 1. That it is the same
    person, no name tells: compare the identity numbers. Nothing is recorded.
    """
    columns = ("id", "language", "name_a", "name_b")
    pairs = [
        [str(row[name]).strip() for name in columns]
        for row in _rows_of(file, set(columns), "--pairs")
    ]
    for at, (_id, language, *_names) in enumerate(pairs, start=1):
        if language.lower() not in NAME_LANGUAGES:
            raise click.BadParameter(
                f"pair {at}: {language!r} is none of {', '.join(filter(None, NAME_LANGUAGES))}",
                param_hint="--pairs",
            )
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("id", "verdict", "score"))
    for key, language, first, second in pairs:
        found = compare(first, second, language)
        verdict = "same" if found.can_be_same else "different"
        out.writerow((key, verdict, f"{found.score:.2f}"))


@people.command("compare-names")
@with_appcontext
def compare_names() -> None:
    """Find records that may be of one person, for the screens to decide on."""
    alike.find_alike(lambda _rows: transaction())
    waiting = select(func.count()).where(PersonPair.told_apart_at.is_(None))
    click.echo(f"{db.session.scalar(waiting)} pairs wait to be compared.")


NAME_LANGUAGES = ("", "ar", "fa", "ka", "en", "ar-latn", "fa-latn", "ka-latn")


@people.command("search")
@click.argument("text")
@click.option("--limit", default=25, show_default=True, help="Print so many at most, by name.")
@with_appcontext
def find(text: str, limit: int) -> None:
    """Find people by TEXT, as the screens do: beginnings of names in any script, or a whole identity number.

    Prints CSV; everybody on record is looked through. Of an identity number the last digits are shown. Where no name
    matches, similar names are printed, the likeliest first, and a remark says so.
    """
    query = select(Person).where(Person.id.in_(search(text))).order_by(*by_name(), Person.id)
    persons = db.session.scalars(query.limit(limit + 1)).all()
    if not persons and (like_it := similar(text)):
        click.echo("No name matches exactly. Similar names:", err=True)
        known = db.session.scalars(select(Person).where(Person.id.in_(like_it)))
        persons = sorted(known, key=lambda person: like_it.index(person.id))
    places = main_places([person.id for person in persons])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("id", "name", "second_name", "father_name", "place", "id_number"))
    for person in persons[:limit]:
        place = places.get(person.id)
        number = masked_id(person)
        father = father_in_words(person.father_name, person.filiation)
        names = person.full_name, person.second_name, father or None
        out.writerow((person.id, *names, place and place.name, number))
    if len(persons) > limit:
        click.echo(
            f"There are more than {limit}. Add a word, or ask for more with --limit.", err=True
        )


def _rows_of(file: Path, columns: set[str], option: str = "--file") -> Iterator[dict[str, str]]:
    """The rows of a CSV file that has at least these columns."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, restval="")
            missing = columns - set(reader.fieldnames or ())
            if missing:
                raise click.BadParameter(
                    f"the file has no column named {', '.join(sorted(missing))}", param_hint=option
                )
            yield from reader
    except (UnicodeDecodeError, csv.Error) as refused:
        raise click.BadParameter(
            f"the file is not CSV in UTF-8: {refused}", param_hint=option
        ) from None
