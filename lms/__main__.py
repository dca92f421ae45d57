"""`lms …`: the command line."""

from __future__ import annotations

import sys

import click
from flask.cli import FlaskGroup

from lms.app import create_app
from lms.config import BadSettings
from lms.platform.i18n.cli import cli as catalogue


def build_cli() -> click.Group:
    """The command line with every slice's commands."""
    group = FlaskGroup(
        name="lms",
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        help="Daftar, the training register. Each command explains itself with --help.",
    )
    group.params.clear()  # Flask's own options: ours is one application, set up by its settings
    group.add_command(catalogue)  # needs neither settings nor database
    return group


def main() -> None:
    """Run the command line; bad settings are said in one line."""
    try:
        build_cli()(prog_name="lms")
    except BadSettings as problem:
        click.echo(f"lms: the settings are not usable: {problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
