"""`lms user`: the first account, and what can be done without a browser."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.accounts import services
from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.i18n import LANGUAGES, Preferences


@click.group("user")
def cli() -> None:
    """Accounts."""


@cli.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name shown on the screens.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="The code of the place it is held at.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.password_option(help="At least 8 characters; asked for when left out.")
@with_appcontext
def create(email: str, name: str, role: str, unit_code: str, language: str, password: str) -> None:
    """Make an account that holds one role at one place."""
    try:
        with transaction():
            unit = db.session.scalar(select(OrgUnit).filter_by(code=unit_code))
            if unit is None:
                raise click.BadParameter(
                    f"there is no place with the code {unit_code!r}", param_hint="--unit"
                )
            user = services.create_account(
                email=email,
                display_name=name,
                password=password,
                preferences=Preferences(language=language),
            )
            services.grant_role(user, Role(role), unit)
    except DomainError as refusal:
        raise click.ClickException(refusal.text) from None
    click.echo(f"{email} can sign in as {role} at {unit_code}.")
