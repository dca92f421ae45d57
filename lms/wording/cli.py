"""`lms wording`: what a reviewer of the texts needs from whoever runs the server."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.platform.i18n import LANGUAGES
from lms.wording.pictures import NotATour, take_over


@click.group("wording")
def cli() -> None:
    """The words of the screens."""


@cli.command("pictures")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def pictures(folder: Path) -> None:
    """Take over the screens that `bin/tour` found, with their pictures, for those who word them otherwise.

    FOLDER is `tour/screens` where the tour was made, on this machine or another.
    """
    try:
        counts = take_over(folder, Path(current_app.instance_path))
    except NotATour as problem:
        raise click.ClickException(f"{problem}; nothing was changed.") from None
    for language, count in counts.items():
        click.echo(f"{LANGUAGES[language]}: {count} screens.")
