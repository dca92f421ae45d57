"""`lms serve`: the web server, with the jobs in a thread beside it."""

from __future__ import annotations

import signal
from collections.abc import Callable

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from waitress.server import create_server

from lms.accounts.services import is_untouched, set_up_code
from lms.config import BadSettings, Settings
from lms.jobs import consumer
from lms.notifications.post import Way, way
from lms.platform import garbage, logging, schema
from lms.platform.db import db
from lms.platform.ids import grouped

THREADS = 8


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--jobs/--no-jobs",
    default=True,
    show_default=True,
    help="Run background jobs in this process; with --no-jobs start `lms worker` beside it.",
)
@with_appcontext
def serve(host: str, port: int, jobs: bool) -> None:
    """Serve the register until Ctrl-C.

    Needs a database that `lms database migrate` has brought up to date.
    """
    logging.configure()
    app: Flask = app_ctx.app
    refuse_unmigrated(app.config["SETTINGS"])
    run(app, host, port, jobs=jobs)


def refuse_unmigrated(settings: Settings) -> None:
    """Raise `BadSettings` unless the database is where the code is."""
    if not schema.is_current():
        raise BadSettings(
            f"the database is at {schema.found() or 'nothing'}, this version needs"
            f" {schema.expected()}: run `lms database migrate`"
            + (" after a backup" if settings.is_production else "")
        )


def run(
    app: Flask, host: str, port: int, *, jobs: bool = True, ready: Callable[[], None] | None = None
) -> None:
    """Serve until Ctrl-C or SIGTERM, then let the request and the job step under way end."""
    # The server ends cleanly at Ctrl-C alone; service managers and containers send SIGTERM.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = create_server(app, host=host, port=port, threads=THREADS, ident=None)
    stop_jobs = consumer.start(app) if jobs else None
    click.echo(f"Serving at http://{host}:{port} — Ctrl-C stops.")
    tell_of_mail(app.config["SETTINGS"])
    _tell_of_first_run(app, host, port)
    if ready is not None:
        ready()
    garbage.settle()
    try:
        server.run()
    finally:
        server.close()
        if stop_jobs is not None:
            stop_jobs()
        click.echo("Stopped.")


def tell_of_mail(settings: Settings) -> None:
    """Say where messages go, unless a mail server is set."""
    match way(settings):
        case Way.FOLDER:
            click.echo(f"Mail is written to {settings.mail_folder}.")
        case Way.NONE:
            click.echo(
                "No mail server is set (LMS_SMTP_URL): messages wait for one for three days."
            )


def _tell_of_first_run(app: Flask, host: str, port: int) -> None:
    with app.app_context():
        if is_untouched():
            code = grouped(set_up_code(app.config["SETTINGS"].set_up_code_file))
            click.echo(f"Nobody has an account yet. Set up at http://{host}:{port}/set-up")
            click.echo(f"with the code {code}")
        db.session.rollback()


@click.group("database")
def database() -> None:
    """The database's tables."""


@database.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to where this version of the code is."""
    before = schema.found()
    schema.migrate()
    click.echo(f"The database is at {schema.found()} (was at {before or 'nothing'}).")
