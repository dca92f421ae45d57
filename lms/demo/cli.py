"""`lms demo`: load the demonstration data, take it away, or serve it at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from sqlalchemy.engine import make_url

from lms.accounts.roles import LABELS
from lms.config import Settings
from lms.demo import accounts, queries, services
from lms.home import serve_cli
from lms.jobs.queue import queue_of
from lms.platform import schema
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError


@click.group("demo")
def cli() -> None:
    """The five real programmes as demonstration data."""


@cli.command("load")
@click.option(
    "--seed", default=services.SEED, show_default=True, help="The same seed gives the same data."
)
@with_appcontext
def load(seed: int) -> None:
    """Build the demonstration data and print an account for each role."""
    try:
        _load(seed)
    except DomainError as refusal:
        raise click.ClickException(refusal.text) from None
    _print_accounts()


@cli.command("remove")
@with_appcontext
def remove() -> None:
    """Take all demonstration data away, and nothing else."""
    with transaction():
        gone = services.remove()
    click.echo(f"Removed {sum(gone.values())} rows of demonstration data.")


@cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help="Begin anew: everything in the local database is lost.")
@with_appcontext
def serve(host: str, port: int, reset: bool) -> None:
    """Fill the local database where it is empty, and serve it."""
    app: Flask = app_ctx.app
    settings: Settings = app.config["SETTINGS"]
    if settings.is_production:
        raise click.ClickException("Demonstration data is not for production.")
    app.config["SETTINGS"] = replace(
        settings,
        # The printed accounts let a newcomer in by one step; links in messages lead to where this is served.
        second_factor=settings.second_factor or "offered",
        base_url=f"http://127.0.0.1:{port}"
        if settings.base_url == Settings.base_url
        else settings.base_url,
    )
    if reset:
        _reset(app)
    if not schema.is_current():
        click.echo("Making the database …")
        schema.migrate()
    if not services.is_loaded():
        _load(services.SEED)
    db.session.remove()
    serve_cli.run(app, host, port, ready=_print_accounts)


def _load(seed: int) -> None:
    began = time.monotonic()
    click.echo("Filling it with the demonstration data …")
    queue_of(app_ctx.app).prepare()
    with transaction():
        services.load(seed, on_progress=_step(began))
    click.echo(
        f"Ready after {time.monotonic() - began:.0f} s; the certificates are printed in the background."
    )


def _step(began: float) -> Callable[[str], None]:
    def told(step: str) -> None:
        click.echo(f"  {time.monotonic() - began:4.0f} s  {step}")

    return told


def _reset(app: Flask) -> None:
    """Remove the local database with its files, keys excepted."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite" or not url.database:
        raise click.ClickException("--reset is for the local SQLite database only.")
    db.session.remove()
    db.engine.dispose()
    for ending in ("", "-wal", "-shm"):
        path = app.config["SETTINGS"].instance / (url.database + ending)
        path.unlink(missing_ok=True)
    click.echo("The local database was removed.")


def _print_accounts() -> None:
    click.echo(f"\nSign in with the password “{accounts.PASSWORD}” as")
    for email, role, place in queries.demonstration_accounts():
        click.echo(f"  {email:26} {LABELS[role]!s:22} {place}")
    click.echo("")
