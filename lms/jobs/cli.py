"""`lms worker`."""

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx

from lms.jobs import consumer
from lms.platform import logging


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run background jobs until Ctrl-C or SIGTERM; any number of workers may share one queue."""
    logging.configure()
    app: Flask = app_ctx.app
    click.echo("Waiting for jobs. Ctrl-C ends after the step under way.")
    consumer.work(app)
    click.echo("Stopped; unfinished jobs go on with the next worker.")
