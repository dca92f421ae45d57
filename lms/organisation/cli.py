"""`lms place`: the tree of places that everything hangs from."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from lms.organisation.reference import countries, load_country, load_places
from lms.organisation.services import set_lock_days
from lms.platform.db import transaction


@click.group("place")
def cli() -> None:
    """Places."""


@cli.command("load")
@click.argument("country", type=click.Choice(countries()))
@with_appcontext
def load(country: str) -> None:
    """Make a COUNTRY and its governorates, regions and what lies in them; what is there already stays.

    The first thing to do with an empty register: accounts hold their roles at places.
    """
    with transaction():
        root = load_country(country)
        added = load_places(country, under=root)
    click.echo(f"{root.name_en} ({root.code}): {added} places added.")


@cli.command("lock-sheets")
@click.argument("country")
@click.argument("days", type=click.IntRange(0, 366))
@with_appcontext
def lock_sheets(country: str, days: int) -> None:
    """Let the sign-in sheets of a COUNTRY lock so many DAYS after the session; 7 when nothing was said."""
    with transaction():
        if not set_lock_days(country.upper(), days):
            raise click.ClickException(f"There is no country {country} in this register.")
    click.echo(f"Sign-in sheets of {country.upper()} lock {days} days after the session.")
