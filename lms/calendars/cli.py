"""`lms calendar load-holidays`: the public holidays of countries from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.calendars.services import load_holidays, read_holidays
from lms.organisation.models import Country
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.i18n.calendars.cli import cli


@cli.command("load-holidays")
@click.option(
    "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True
)
@with_appcontext
def load(file: Path) -> None:
    """Load public holidays from a CSV or XLSX file, all of them or none.

    Columns: country (EG), calendar (gregorian, hijri or jalali), month, day; and, if wanted, year (empty for every
    year), days (how long), name_en, name_ar, name_fa, name_ka (one at least), source. The same file again adds none.
    """
    with transaction():
        try:
            rows = read_holidays(str(file), file.name)
        except DomainError as refusal:
            raise click.ClickException(refusal.text) from None
        countries = {country.code: country for country in db.session.scalars(select(Country))}
        loaded = load_holidays(rows, countries)
        for refused in loaded.refused:
            raise click.ClickException(f"Row {refused.row.number}: {refused.reason}")
    click.echo(f"{len(rows)} public holidays are on record.")
