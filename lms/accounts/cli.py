"""`lms user`: the first account, and what can be done without a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.accounts import queries, services, single_sign_on
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.accounts.rules import account_state, is_lasting
from lms.accounts.single_sign_on import SingleSignOn
from lms.organisation.models import OrgUnit
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.i18n import LANGUAGES, Preferences

ROLE = click.Choice([role.value for role in Role])
DAY = click.DateTime(["%Y-%m-%d"])
email_argument = click.argument("email")
role_option = click.option("--role", type=ROLE, required=True, help="What it may do.")
unit_option = click.option(
    "--unit", "unit_code", required=True, metavar="CODE", help="The place it is held at."
)


@click.group("user")
def cli() -> None:
    """Accounts and their roles.

    \b
    lms place load EG
    lms user create hala@example.org --name "Hala Mansour" --role system_administrator --unit EG
    """


@cli.command("create")
@email_argument
@click.option("--name", required=True, help="The name shown on the screens.")
@role_option
@unit_option
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read its password from standard input.")
@with_appcontext
def create(
    email: str, name: str, role: str, unit_code: str, language: str, password_stdin: bool
) -> None:
    """Make an account that holds one role at one place, and print the link on which its owner chooses a password.

    With --password-stdin it has the password at once: for an account of one's own, and for tests.
    """
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with _changing():
        unit = _unit(unit_code)
        user = services.create_account(
            email=email,
            display_name=name,
            password=password,
            preferences=Preferences(language=language),
        )
        services.grant_role(user, Role(role), unit)
        link = None if password_stdin else services.link_of_operator(user)
    click.echo(f"{email} can sign in as {role} at {unit_code}.")
    _print(link)


@cli.command("grant")
@email_argument
@role_option
@unit_option
@click.option("--from", "starts_on", type=DAY, help="The first day; from now on when left out.")
@click.option("--to", "ends_on", type=DAY, help="The last day; until taken back when left out.")
@with_appcontext
def grant(
    email: str, role: str, unit_code: str, starts_on: datetime | None, ends_on: datetime | None
) -> None:
    """Give an account a further role."""
    with _changing():
        services.grant_role(
            _account(email),
            Role(role),
            _unit(unit_code),
            starts_on=_day(starts_on),
            ends_on=_day(ends_on),
        )
    click.echo(f"{email} is {role} at {unit_code}.")


@cli.command("link")
@email_argument
@with_appcontext
def link(email: str) -> None:
    """Print a link on which the owner of an account chooses a password, to be handed over; it works once."""
    with _changing():
        made = services.link_of_operator(_account(email))
    _print(made)


@cli.command("reset-factor")
@email_argument
@with_appcontext
def reset_factor(email: str) -> None:
    """Take the second step of somebody who lost it away; they set up another at their next sign-in."""
    with _changing():
        services.reset_factors(_account(email))
    click.echo(f"{email} has no second step any more and is signed out everywhere.")


@cli.command("unlink")
@email_argument
@with_appcontext
def unlink(email: str) -> None:
    """Let nobody come to the account by single sign-on any more; the roles that came from there end.

    Its owner is signed out everywhere, and signs in with the password or is invited anew.
    """
    issuer = _provider().issuer
    with _changing():
        removed = services.unlink_by_operator(_account(email), issuer)
    click.echo(f"{email} is unlinked." if removed else f"{email} was not linked.")


@cli.command("provider")
@with_appcontext
def provider() -> None:
    """Ask the provider of single sign-on for its description and keys, and look up the places of the file of roles."""
    found = _provider()
    try:
        keys = found.provider.keys()
    except DomainError as refusal:
        raise click.ClickException(f"{found.issuer}: {refusal.text} The log says why.") from None
    click.echo(f"{found.issuer} answers and signs with {len(keys.keys)} keys.")
    click.echo(f"It sends people back to {found.provider.client.redirect_uri}")
    rules = found.mapping.rules if found.mapping is not None else ()
    codes = {given.unit for _value, given in rules}
    known = set(db.session.scalars(select(OrgUnit.code).where(OrgUnit.code.in_(codes))))
    for value, given in rules:
        gone = "" if given.unit in known else " (there is no such place)"
        click.echo(f"{value}: {given.role.value} at {given.unit}{gone}")
    if codes - known:
        sys.exit(1)


@cli.command("list")
@click.option("--role", type=ROLE, help="Only those that hold this role.")
@with_appcontext
def list_accounts(role: str | None) -> None:
    """Print each account with the roles it holds, where, and whether single sign-on leads to it (*: gives the role)."""
    query = queries.everybody()
    if role is not None:
        query = query.where(queries.holding(Role(role)))
    for user in db.session.scalars(query):
        held = [
            f"{one.role.value} at {one.unit.code}{'*' if one.is_provided else ''}"
            for one in user.grants
            if is_lasting(one)
        ]
        state = {"disabled": " (disabled)", "invited": " (invited)"}.get(account_state(user), "")
        linked = " (single sign-on)" if user.is_linked else ""
        click.echo(f"{user.email}{state}{linked}: {', '.join(held) or 'no role'}")


def _provider() -> SingleSignOn:
    found = single_sign_on.current()
    if found is None:
        raise click.ClickException("single sign-on is not configured")
    return found


def _print(link: services.MadeLink | None) -> None:
    if link is not None:
        click.echo(f"Until {link.until:%Y-%m-%d %H:%M} UTC its password is chosen at {link.url}")


@contextmanager
def _changing() -> Iterator[None]:
    """One transaction; what is refused is said in one line."""
    try:
        with transaction():
            yield
    except DomainError as refusal:
        raise click.ClickException(refusal.text) from None


def _account(email: str) -> UserAccount:
    user = db.session.scalars(queries.by_email(email)).one_or_none()
    if user is None:
        raise click.BadParameter(f"there is no account {email!r}", param_hint="EMAIL")
    return user


def _unit(code: str) -> OrgUnit:
    unit = db.session.scalars(select(OrgUnit).filter_by(code=code)).one_or_none()
    if unit is None:
        raise click.BadParameter(f"there is no place with the code {code!r}", param_hint="--unit")
    return unit


def _day(at: datetime | None) -> date | None:
    return at.replace(tzinfo=UTC).date() if at is not None else None
