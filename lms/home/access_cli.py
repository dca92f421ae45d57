"""`lms access`: who may do what, printed from the application itself."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx

from lms.accounts.roles import HOLDERS, LABELS, Role
from lms.platform.access import PERMISSIONS, Openness, Permission


@click.group("access")
def cli() -> None:
    """Who may do what."""


@cli.command("list")
@with_appcontext
def list_routes() -> None:
    """Print each address with the rights it asks for and the roles that hold them."""
    app: Flask = app_ctx.app
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = "/".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        view = app.view_functions[rule.endpoint]
        access = ", ".join(map(_named, getattr(view, "access", ()))) or "static files"
        again = "; asks again who it is" if getattr(view, "fresh", False) else ""
        click.echo(f"{methods:5} {rule.rule:60} {access}{again}")


@cli.command("roles")
@click.option("--markdown", is_flag=True, help="As the tables of docs/access.md.")
@with_appcontext
def list_roles(markdown: bool) -> None:
    """Print each role with the rights it carries."""
    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    for role in Role:
        click.echo(f"{LABELS[role]} ({role.value})")
        for key, holders in HOLDERS.items():
            if role in holders:
                click.echo(f"  {key}")


def as_markdown() -> str:
    """Every permission with its words and the roles that carry it; `docs/access.md` ends with this."""
    lines = ["| permission | what it allows | roles |", "| --- | --- | --- |"]
    for key, holders in HOLDERS.items():
        if key not in PERMISSIONS:
            continue  # of a slice without screens
        roles = ", ".join(str(LABELS[role]) for role in Role if role in holders)
        at_top = ", at a place that lies in no other" if PERMISSIONS[key].is_at_top else ""
        lines.append(f"| `{key}` | {PERMISSIONS[key].label} | {roles}{at_top} |")
    return "\n".join(lines) + "\n"


def _named(access: Permission | Openness) -> str:
    if isinstance(access, Openness):
        return access.key
    return f"{access.key} ({', '.join(sorted(HOLDERS[access.key]))})"
