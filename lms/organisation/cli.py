"""`lms place`: the tree of places that everything hangs from."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from lms.organisation.reference import countries, load_country, load_places
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
