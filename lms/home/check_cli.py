"""`lms check`: whether everything that must hold does hold, rule by rule."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from lms.home.invariants import Found, invariants
from lms.platform.db import db

MOST = 5
"""Offending rows that one line names; the rest are counted."""


@click.command("check")
@with_appcontext
def check() -> None:
    """Look for what must never be: one line a rule, and exit 1 when any is broken.

    Reads only, and can run at any time beside the server.
    """
    broken = 0
    for label, query in invariants():
        found = _offenders(query)
        broken += bool(found)
        click.echo(f"BROKEN  {label}: {found}" if found else f"ok      {label}")
    db.session.rollback()
    if broken:
        click.echo(f"{broken} rules are broken.", err=True)
        sys.exit(1)


def _offenders(query: Found) -> str:
    """What breaks the rule, by its ids; empty when nothing does."""
    rows = db.session.execute(query).all()
    named = ["/".join(str(value) for value in row) for row in rows[:MOST]]
    more = [f"and {len(rows) - MOST} more"] if len(rows) > MOST else []
    return ", ".join([*named, *more])
