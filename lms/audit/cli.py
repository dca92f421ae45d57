"""`lms audit`: whether the record is as it was written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.audit import queries, services
from lms.audit.rules import Fault, Head, faults
from lms.platform.db import db

MOST = 20
"""Faults that are named one by one; the rest are counted."""


@click.group("audit")
def cli() -> None:
    """The record of what was done, and the chain that keeps it from being changed."""


@cli.command("verify")
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Published heads from elsewhere: a copy that was kept, or mailed. Default: LMS_AUDIT_HEADS.",
)
@with_appcontext
def verify(heads: Path | None) -> None:
    """Go through the whole chain and compare it with the heads that were published.

    Finds an event that was changed, deleted, put in or moved, and a record that was cut short or hashed anew since a
    head was published. Exits with 1 when anything is found. Reads only.
    """
    known = list(services.published(heads or current_app.config["SETTINGS"].heads_file))
    found = list(_found(known))
    for fault in found[:MOST]:
        click.echo(f"BROKEN  {fault.seq}: {fault.why}")
    if len(found) > MOST:
        click.echo(f"        and {len(found) - MOST} more")
    if not found:
        click.echo(f"ok      {queries.chained()} events as recorded, {len(known)} published heads")
    if not known:
        click.echo("note    no head was published yet: a record cut short would not be seen")
    db.session.rollback()
    if found:
        sys.exit(1)


def _found(heads: list[Head]) -> Iterator[Fault]:
    yield from faults(queries.chain(), heads)
    if not queries.chained():
        return  # what was recorded before there was a chain is chained with the next event
    for event_id in db.session.scalars(queries.outside_the_chain()):
        yield Fault(event_id, "an event that is in no chain")
    for event_id in queries.reasons_astray():
        yield Fault(event_id, "the reason of this event is not the one that was given")


@cli.command("publish")
@with_appcontext
def publish() -> None:
    """Publish how far the chain reaches now; the worker does it each minute."""
    head = services.publish(current_app.config["SETTINGS"].heads_file)
    click.echo(f"{head.seq} {head.hash}")
    current_app.logger.info("audit head %s published", head.seq)
