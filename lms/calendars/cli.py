"""`lms calendar load-holidays`: the public holidays of countries from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from lms.calendars.services import HolidayData, add_holiday
from lms.organisation.models import Country
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.calendars.cli import cli
from lms.platform.sheets.read import cell_text, open_table
from lms.platform.typed import NotANumber, whole_number

_NEEDED = ("country", "calendar", "month", "day")
_CALENDARS = {
    "gregorian": "gregorian",
    "hijri": "hijri",
    "umm_al_qura": "hijri",
    "jalali": "jalali",
}


@cli.command("load-holidays")
@click.option(
    "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True
)
@with_appcontext
def load_holidays(file: Path) -> None:
    """Load public holidays from a CSV or XLSX file, all of them or none.

    Columns: country (EG), calendar (gregorian, hijri or jalali), month, day; and, if wanted, year (empty for every
    year), days (how long), name_en, name_ar, name_fa, name_ka (one at least), source. The same file again adds none.
    """
    with transaction():
        loaded = sum(_load(number, row) for number, row in _rows(file))
    click.echo(f"{loaded} public holidays are on record.")


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    with open_table(file, file.name) as table:
        rows = iter(table)
        headings = [cell_text(cell).strip().lower() for cell in next(rows).cells]
        missing = [name for name in _NEEDED if name not in headings]
        if missing:
            raise click.ClickException(f"The file has no column {', '.join(missing)}.")
        return [
            (row.number, dict(zip(headings, map(cell_text, row.cells), strict=False)))
            for row in rows
        ]


def _load(number: int, row: dict[str, str]) -> int:
    country = db.session.get(Country, row["country"].strip().upper())
    calendar = _CALENDARS.get(row["calendar"].strip().lower())
    if country is None or calendar is None:
        what = "country" if country is None else "calendar"
        raise click.ClickException(f"Row {number}: there is no such {what}.")
    try:
        year = row.get("year", "").strip()
        data = HolidayData(
            calendar=calendar,
            year=whole_number(year) if year else None,
            month=whole_number(row["month"]),
            day=whole_number(row["day"]),
            days=whole_number(row.get("days", "").strip() or "1"),
            names={code: row.get(f"name_{code}", "").strip() or None for code in LANGUAGES},
            source=row.get("source", "").strip() or None,
        )
        add_holiday(country, data)
    except (NotANumber, DomainError) as refusal:
        raise click.ClickException(f"Row {number}: {refusal}") from None
    return 1
