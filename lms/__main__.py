"""`lms …`: the command line."""

from __future__ import annotations

import os
import sys
from typing import Any

import click
from flask.cli import FlaskGroup

from lms.app import create_app
from lms.config import BadSettings
from lms.platform.i18n import Preferences, _, use_preferences
from lms.platform.i18n.cli import cli as catalogue
from lms.platform.i18n.command_help import language_of, speak, translate


class Commands(FlaskGroup):
    """The commands, which explain themselves in the language of the terminal."""

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self._language = language
        self._translated: set[str] = set()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name, its help translated."""
        command = super().get_command(ctx, name)
        if command is not None and self._language != "en" and name not in self._translated:
            self._translated.add(name)
            translate(command, self._language)
        return command


def build_cli(language: str = "en") -> click.Group:
    """The command line with every slice's commands."""
    group = Commands(
        language,
        name="lms",
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
    )
    with use_preferences(Preferences(language=language)):
        group.help = _("Daftar, the training register. Each command explains itself with --help.")
    group.params.clear()  # Flask's own options: ours is one application, set up by its settings
    group.add_command(catalogue)  # needs neither settings nor database
    return group


def main() -> None:
    """Run the command line; bad settings are said in one line."""
    language = language_of(os.environ)
    if language != "en":
        speak(language)
    try:
        build_cli(language)(prog_name="lms")
    except BadSettings as problem:
        click.echo(f"lms: the settings are not usable: {problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
