"""`lms figures`: the numbers of the screens, for scripts and spreadsheets."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.figures import services
from lms.figures.models import ALL_COURSES, ALL_YEARS, Basis
from lms.figures.queries.trained import NUMBERS, beside, own, trained
from lms.figures.rules import Level, Question
from lms.organisation.models import OrgUnit
from lms.planning.models import Course
from lms.platform.db import db, transaction

COLUMNS = ("row", "country", "code", "name", *NUMBERS)
Row = dict[str, Any]


@click.group("figures")
def cli() -> None:
    """How many are trained, where and when."""


@cli.command("trained")
@click.option("--year", type=int, help="The year in which the fiscal year begins. Default: all.")
@click.option(
    "--by", type=click.Choice([level.value for level in Level]), default="centre", show_default=True
)
@click.option(
    "--basis",
    type=click.Choice([basis.value for basis in Basis]),
    default="home",
    show_default=True,
    help="home: where they worked then; now: where they work today; delivering: who gave it.",
)
@click.option("--course", help="The code of a course. Default: all courses.")
@click.option("--country", help="The code of a country, as EG. Default: each country in turn.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
@with_appcontext
def trained_staff(
    year: int | None, by: str, basis: str, course: str | None, country: str | None, form: str
) -> None:
    """Completions and distinct people of each place, with the country's own total.

    People are distinct at every level, so a total is less than the sum of its rows.
    """
    course_id = _course_id(course)
    rows = [
        row
        for root in db.session.scalars(_roots(country)).all()
        for row in _rows(
            Question(
                unit=root,
                level=Level(by),
                basis=Basis(basis),
                year=ALL_YEARS if year is None else year,
                course_id=course_id,
            )
        )
    ]
    if country and not rows:
        raise click.BadParameter(f"there is no country {country!r}", param_hint="--country")
    WRITERS[form](rows)


@cli.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Count every completion afresh."""
    with transaction():
        cells = services.rebuild()
    click.echo(f"{cells} counts made from the completions.")


def _course_id(code: str | None) -> int:
    if code is None:
        return ALL_COURSES
    course_id = db.session.scalar(select(Course.id).filter_by(code=code))
    if course_id is None:
        raise click.BadParameter(f"there is no course {code!r}", param_hint="--course")
    return course_id


def _roots(country: str | None) -> Select[OrgUnit]:
    query = select(OrgUnit).options(joinedload(OrgUnit.country)).where(OrgUnit.parent_id.is_(None))
    if country:
        query = query.where(OrgUnit.country_code == country)
    return query.order_by(OrgUnit.country_code, OrgUnit.id)


def _rows(question: Question) -> Iterator[Row]:
    """The places, what is in none of them, and the whole."""
    root = question.unit
    for found in db.session.execute(trained(question)):
        yield _row("place", found.OrgUnit, found)
    left = beside(question).elsewhere
    if left:
        yield dict.fromkeys(COLUMNS) | {
            "row": "elsewhere",
            "country": root.country_code,
            "completions": left,
        }
    yield _row("total", root, db.session.execute(own(question)).one())


def _row(kind: str, unit: OrgUnit, numbers: Any) -> Row:
    return {
        "row": kind,
        "country": unit.country_code,
        "code": unit.code,
        "name": unit.name_in("en"),
        **{name: int(getattr(numbers, name)) for name in NUMBERS},
    }


def _write_csv(rows: list[Row]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _write_json(rows: list[Row]) -> None:
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


def _write_table(rows: list[Row]) -> None:
    texts = [COLUMNS, *(tuple("" if v is None else str(v) for v in row.values()) for row in rows)]
    widths = [max(len(line[n]) for line in texts) for n in range(len(COLUMNS))]
    first_number = len(COLUMNS) - len(NUMBERS)
    for line in texts:
        cells = (
            text.rjust(width) if n >= first_number else text.ljust(width)
            for n, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())


WRITERS: dict[str, Callable[[list[Row]], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "json": _write_json,
}
