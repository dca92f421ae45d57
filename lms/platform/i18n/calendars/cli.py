"""`lms calendar`: dates of one calendar in the others, for whoever checks or scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import TextIO

import click
from flask.cli import with_appcontext

from lms.platform import schema
from lms.platform.i18n.calendars.conversion import DateRefused, NoSuchDate, to_calendar
from lms.platform.i18n.calendars.hijri import Decided, decided_months, use_months
from lms.platform.i18n.calendars.typed import parse_in
from lms.platform.i18n.messages import _
from lms.platform.i18n.preferences import Calendar

_CALENDARS = {
    "gregorian": Calendar.GREGORIAN,
    "umm_al_qura": Calendar.HIJRI,
    "hijri": Calendar.HIJRI,
    "jalali": Calendar.JALALI,
}
_ASKED = ("calendar", "date")
_ANSWERED = ("gregorian", "umm_al_qura", "jalali", "weekday", "reason")


@click.group("calendar")
def cli() -> None:
    """Calendars: Gregorian, Umm al-Qura (Hijri) and Jalali."""


@cli.command("convert")
@click.option("--file", "file", type=click.File(encoding="utf-8-sig"), required=True)
@with_appcontext
def convert(file: TextIO) -> None:
    """Convert the dates of a CSV file with the columns calendar and date.

    The calendar is gregorian, umm_al_qura or jalali. For each row one is printed with the date in all three, year
    first, and the day of the week from 1 for Monday to 7; or with the reason why there is no such date. A Hijri date
    is left out where none is known; what was announced of Hijri months in this register is respected.
    """
    rows = csv.DictReader(file)
    missing = [name for name in _ASKED if name not in (rows.fieldnames or ())]
    if missing:
        raise click.ClickException(f"The file has no column {' and no column '.join(missing)}.")
    with use_months(_decided()):
        for line in converted(rows):
            click.echo(line)


def _decided() -> Decided:
    """What this register knows of Hijri months; nothing where there is no register yet."""
    return decided_months() if schema.is_current() else frozenset()


def converted(rows: csv.DictReader[str]) -> Iterator[str]:
    """The lines of the answer, the headings first."""
    yield _line(_ANSWERED)
    for row in rows:
        yield _line(_answer(row["calendar"] or "", row["date"] or ""))


def _answer(calendar: str, text: str) -> tuple[str, ...]:
    kind = _CALENDARS.get(calendar.strip().lower())
    if kind is None:
        return "", "", "", "", _("There is no calendar of this name.")
    try:
        day = parse_in(text, kind)
    except DateRefused as refusal:
        return "", "", "", "", refusal.reason
    return (*(_shown(day, one) for one in Calendar), str(day.isoweekday()), "")


def _shown(day: date, calendar: Calendar) -> str:
    try:
        year, month, number = to_calendar(day, calendar)
    except NoSuchDate:
        return ""
    return f"{year:04}-{month:02}-{number:02}"


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
